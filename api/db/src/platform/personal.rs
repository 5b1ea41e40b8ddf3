//! What the tables of the house hold under a customer's id: ids and figures only.

use crate::personal::{Held, Rows, kept};

/// Every table of the house that belongs to customers.
pub const HELD: &[Held] = &[
    Held {
        table: "events",
        name: "events",
        owner: "customer_id",
        rows: Rows::Stay,
        is_named: false,
        columns: &[kept("id"), kept("kind"), kept("subject_id"), kept("recorded_at"), kept("data"), kept("number")],
    },
    // Who opened a customer is told to who watches over it, not to the customer.
    Held {
        table: "personal_reads",
        name: "personal_reads",
        owner: "customer_id",
        rows: Rows::Stay,
        is_named: false,
        columns: &[kept("id"), kept("at"), kept("actor_kind"), kept("actor_id")],
    },
];
