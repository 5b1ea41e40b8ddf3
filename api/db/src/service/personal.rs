//! What the tables of complaints and tasks hold of a person. That there was a complaint, about what and how it ended stays;
//! what anybody wrote, and every file, goes.

use diesel::prelude::*;
use regulars_domain::service::complaints::{CaseState, CompensationState};

use crate::dialect::keyed;
use crate::personal::{Held, Rows, json, kept, looked_up, moment, plain, version};
use crate::schema::{complaint_compensations, complaints};
use crate::{Db, Result, on};

/// Every table of the area that belongs to customers.
pub const HELD: &[Held] = &[
    Held {
        table: "complaints",
        name: "complaints",
        owner: "customer_id",
        rows: Rows::Stay,
        is_named: true,
        columns: &[
            plain("id"),
            kept("unit_id"),
            looked_up("store", "(select u.name from units u where u.id = unit_id)"),
            kept("level"),
            kept("acting_unit_id"),
            kept("owner_id"),
            plain("purchase_id"),
            kept("product_id"),
            plain("batch"),
            kept("category_id"),
            looked_up("category", "(select c.name from complaint_categories c where c.id = category_id)"),
            plain("channel"),
            plain("body").blanked(),
            plain("wish").nulled(),
            plain("value_minor"),
            plain("severity"),
            kept("suggested"),
            // Words of the rules.
            kept("suggestion"),
            plain("state"),
            kept("waiting_from"),
            plain("finding"),
            plain("explanation").nulled(),
            plain("cause"),
            plain("cause_detail"),
            kept("lesson").nulled(),
            plain("resolution").nulled(),
            kept("next_due_at"),
            moment("occurred_at"),
            kept("occurred_on"),
            moment("recorded_at"),
            kept("recorded_by"),
            kept("updated_at"),
            version("version"),
        ],
    },
    Held {
        table: "complaint_clocks",
        name: "complaint_clocks",
        owner: "customer_id",
        rows: Rows::Stay,
        is_named: false,
        columns: &[
            kept("complaint_id"),
            kept("kind"),
            kept("level"),
            kept("unit_id"),
            kept("limit_days"),
            kept("used_seconds"),
            kept("since"),
            kept("due_at"),
            kept("state"),
            kept("started_at"),
            kept("missed_at"),
        ],
    },
    Held {
        table: "complaint_members",
        name: "complaint_members",
        owner: "customer_id",
        rows: Rows::Stay,
        is_named: false,
        columns: &[kept("complaint_id"), kept("user_id")],
    },
    Held {
        table: "complaint_events",
        name: "complaint_notes",
        owner: "customer_id",
        rows: Rows::Stay,
        is_named: false,
        columns: &[
            kept("id"),
            plain("complaint_id"),
            plain("kind"),
            plain("body").nulled(),
            // Names of files and reasons stand there, too.
            json("data").becomes("'{}'"),
            moment("occurred_at"),
            kept("recorded_by"),
        ],
    },
    Held {
        table: "complaint_compensations",
        name: "compensations",
        owner: "customer_id",
        rows: Rows::Stay,
        is_named: true,
        columns: &[
            kept("id"),
            plain("complaint_id"),
            plain("kind"),
            plain("amount"),
            plain("description").nulled(),
            plain("state"),
            kept("approval_level"),
            kept("refund_id"),
            kept("promised_by"),
            moment("promised_at"),
            kept("decided_by"),
            moment("decided_at"),
            kept("paid_by"),
            moment("paid_at"),
            plain("points"),
            kept("membership_id"),
            kept("entry_id"),
            kept("decision_note").nulled(),
        ],
    },
    Held {
        table: "complaint_actions",
        name: "complaint_actions",
        owner: "customer_id",
        rows: Rows::Stay,
        is_named: true,
        columns: &[
            kept("id"),
            plain("complaint_id"),
            plain("title").blanked(),
            kept("owner_id"),
            plain("due_on"),
            kept("task_id"),
            moment("created_at"),
        ],
    },
    Held {
        table: "complaint_attachment_chunks",
        name: "attachment_parts",
        owner: "customer_id",
        rows: Rows::Go,
        is_named: false,
        columns: &[kept("attachment_id"), kept("number"), kept("bytes")],
    },
    Held {
        table: "complaint_attachments",
        name: "attachments",
        owner: "customer_id",
        rows: Rows::Go,
        is_named: true,
        columns: &[
            kept("id"),
            plain("complaint_id"),
            plain("file_name"),
            plain("media_type"),
            plain("bytes"),
            kept("created_by"),
            moment("created_at"),
        ],
    },
    Held {
        table: "tasks",
        name: "tasks",
        owner: "customer_id",
        rows: Rows::Go,
        is_named: true,
        columns: &[
            kept("id"),
            plain("title"),
            kept("owner_id"),
            plain("due_on"),
            plain("state"),
            kept("created_by"),
            moment("created_at"),
            kept("updated_at"),
            moment("done_at"),
            version("version"),
            kept("about_id"),
        ],
    },
    Held {
        table: "wishes",
        name: "wishes",
        owner: "customer_id",
        rows: Rows::Stay,
        is_named: true,
        columns: &[
            kept("id"),
            kept("unit_id"),
            looked_up("store", "(select u.name from units u where u.id = unit_id)"),
            kept("product_id"),
            looked_up("product", "(select p.name from products p where p.id = product_id)"),
            // Anybody may have written anything there.
            plain("wanted").nulled(),
            kept("wanted_key").nulled(),
            plain("reason"),
            plain("state"),
            kept("decision_note"),
            kept("decided_by"),
            moment("decided_at"),
            plain("asked_on"),
            kept("recorded_at"),
            kept("recorded_by"),
        ],
    },
];

/// Complaints of these customers that are not over, and compensations that are promised and not given.
pub fn open_business(db: &mut Db, customer_ids: &[String]) -> Result<(i64, i64)> {
    let over = [CaseState::Closed, CaseState::Withdrawn].map(CaseState::as_str);
    let open = on!(db, |c| complaints::table
        .filter(keyed(complaints::customer_id, customer_ids))
        .filter(complaints::state.ne_all(over))
        .count()
        .get_result(c))?;
    let owed = [CompensationState::Proposed, CompensationState::Approved].map(CompensationState::as_str);
    let promised = on!(db, |c| complaint_compensations::table
        .filter(keyed(complaint_compensations::customer_id, customer_ids))
        .filter(complaint_compensations::state.eq_any(owed))
        .count()
        .get_result(c))?;
    Ok((open, promised))
}
