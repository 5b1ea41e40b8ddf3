//! What the tables of insight hold of a person: what is expected of them, and where they stand.

use crate::personal::{Held, Rows, flag, json, kept, looked_up, plain};

/// Every table of the area that belongs to customers.
pub const HELD: &[Held] = &[EXPECTATIONS, STAGES, CHANGES];

const EXPECTATIONS: Held = Held {
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
};

const STAGES: Held = Held {
    table: "life_cycle_stages",
    name: "life_cycle",
    owner: "customer_id",
    rows: Rows::Go,
    is_named: false,
    columns: &[
        plain("stage"),
        plain("reason"),
        plain("since"),
        json("inputs"),
        plain("first_purchase_on"),
        plain("last_purchase_on"),
        plain("purchase_days_12m"),
        plain("net_12m_minor"),
        plain("at_risk_minor"),
        plain("recency"),
        plain("frequency"),
        plain("monetary"),
    ],
};

const CHANGES: Held = Held {
    table: "life_cycle_changes",
    name: "life_cycle_changes",
    owner: "customer_id",
    rows: Rows::Go,
    is_named: false,
    columns: &[
        kept("number"),
        plain("changed_on"),
        plain("from_stage"),
        plain("stage"),
        plain("reason"),
        plain("since"),
        flag("win_back"),
        json("inputs"),
    ],
};
