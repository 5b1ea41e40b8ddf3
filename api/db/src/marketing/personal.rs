//! What the tables of marketing hold of a person: nothing but where they stand.

use crate::personal::{Held, Rows, kept, looked_up, plain};

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
];
