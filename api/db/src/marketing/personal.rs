//! What the tables of marketing hold of a person: where they stand, and what they gave by a form.

use crate::personal::{Held, Rows, flag, json, kept, looked_up, moment, plain};

/// Every table of the area that belongs to customers.
pub const HELD: &[Held] = &[
    Held {
        table: "segment_members",
        name: "segments",
        owner: "customer_id",
        rows: Rows::Go,
        is_named: false,
        columns: &[
            plain("since"),
            kept("segment_id"),
            looked_up("segment", "(select s.name from segments s where s.id = segment_id)"),
            kept("rule_version"),
        ],
    },
    Held {
        table: "campaign_people",
        name: "campaign_people",
        owner: "customer_id",
        rows: Rows::Stay,
        is_named: false,
        columns: &[kept("campaign_id")],
    },
    Held {
        table: "sign_ups",
        name: "sign_ups",
        owner: "customer_id",
        rows: Rows::Stay,
        is_named: true,
        columns: &[
            kept("id"),
            kept("form_id"),
            looked_up("form", "(select f.name from sign_up_forms f where f.id = form_id)"),
            plain("state"),
            kept("reason"),
            plain("name").nulled(),
            plain("phone").nulled(),
            plain("email").nulled(),
            json("birthday").nulled(),
            plain("language"),
            json("consents"),
            plain("wording_version"),
            kept("salt").nulled(),
            kept("wrong_codes"),
            moment("email_confirmed_at"),
            moment("phone_confirmed_at"),
            flag("is_new"),
            moment("created_at"),
            moment("ended_at"),
        ],
    },
];
