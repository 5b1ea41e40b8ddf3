//! What the tables of insight hold of a person: what is expected of them.

use crate::personal::{Held, Rows, kept, looked_up, plain};

/// Every table of the area that belongs to customers.
pub const HELD: &[Held] = &[Held {
    table: "customer_life_time_values",
    name: "life_time_values",
    owner: "customer_id",
    rows: Rows::Go,
    is_named: false,
    columns: &[
        kept("fit_id"),
        looked_up("as_of", "(select f.as_of from life_time_value_fits f where f.id = fit_id)"),
        plain("repeats"),
        plain("recency_days"),
        plain("age_days"),
        plain("mean_basket_minor"),
        // Shares, purchases and transactions in millionths.
        plain("p_alive"),
        plain("expected_purchases"),
        plain("expected_basket_minor"),
        plain("residual_transactions"),
        plain("life_time_value_minor"),
        kept("worth"),
    ],
}];
