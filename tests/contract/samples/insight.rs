//! Figures over the base.

use super::Foreign::{Counted, Filtered, Hidden, Root, Unscoped};
use super::sales::{delivered, purchase};
use super::{Ask, World};

samples! {
    get_tier_figures Counted  |w, at, who| Ask::plain();
    get_concentration Counted |w, at, who| Ask::plain();
    get_prospect_figures Counted |w, at, who| Ask::plain();
    get_customer_structure Counted |w, at, who| spring(w).await;
    list_structure_customers Filtered |w, at, who| spring(w).await;
    get_cohorts       Counted |w, at, who| spring(w).await;
    get_tier_migration Counted |w, at, who| years(w, "from_year=2025&to_year=2026").await;
    list_tier_migration_customers Filtered |w, at, who| years(w, "year=2026").await;
    get_tier_what_if  Counted |w, at, who| years(w, "year=2026&a_from=200&b_from=100").await;
    list_tier_what_if_customers Filtered |w, at, who| years(w, "year=2026&a_from=200&b_from=100").await;
    get_life_cycle    Counted |w, at, who| standing(w, "from=2026-01-01&to=2026-06-30");
    list_life_cycle_customers Filtered |w, at, who| standing(w, "stage=lost");
    get_rfm           Counted |w, at, who| standing(w, "");
    get_customer_life_cycle Hidden |w, at, who| Ask::of(&at.customer);
    get_life_time_value Unscoped |w, at, who| Ask::plain();
    list_valued_customers Filtered |w, at, who| valued(w);
    get_customer_life_time_value Hidden |w, at, who| Ask::of(&at.customer);
    get_life_time_value_setting Unscoped |w, at, who| Ask::plain();
    put_life_time_value_setting Root |w, at, who| Ask::plain().body(w.policy("/v1/settings/life-time-value").await);
    get_takings       Filtered |w, at, who| Ask::plain();
    get_purchase_delivery_figures Filtered |w, at, who| {
        for place in [&w.north, &w.south] {
            delivered(w, place).await;
        }
        Ask::plain().query("promised_on%5Bgte%5D=2026-02-01&promised_on%5Blt%5D=2026-03-01")
    };
    list_approvals    Unscoped |w, at, who| Ask::plain().query("side=waiting");
}

/// A question about years, of what customers of both places bought in them.
async fn years(w: &World, query: &str) -> Ask {
    for place in [&w.north, &w.south] {
        w.make("/v1/purchases", purchase(place)).await;
    }
    Ask::plain().query(format!("{query}&as_of=2026-06-30&restated=true"))
}

/// A question about days that stay, on which customers of both places bought. They are recorded later.
async fn spring(w: &World) -> Ask {
    for place in [&w.north, &w.south] {
        w.make("/v1/purchases", purchase(place)).await;
    }
    Ask::plain().query("from=2026-01-01&to=2026-06-30&as_of=2026-06-30&restated=true")
}

/// What a fit says of the customers of both places.
fn valued(w: &World) -> Ask {
    let fit = r#"{"customers": 2, "repeat_buyers": 0, "models": [], "hold_out": null, "hold_out_refusal": null}"#;
    let mut statements = vec![format!(
        "insert into life_time_value_fits (id, as_of, setting_version, fingerprint, fitted_at, finished_at, fit, totals) \
         values ('ltv_1', '2026-11-01', 0, '', '2026-11-01 08:00:00', '2026-11-01 08:00:00', '{fit}', '[]') \
         on conflict do nothing"
    )];
    for place in [&w.north, &w.south] {
        statements.push(format!(
            "insert into customer_life_time_values (customer_id, fit_id, repeats, recency_days, age_days, p_alive, \
             expected_purchases, expected_basket_minor, residual_transactions, worth) \
             values ('{}', 'ltv_1', 2, 30, 90, 900000, 4100000, 3500, 9300000, 32550) on conflict do nothing",
            place.customer
        ));
    }
    for statement in statements {
        w.app.db().execute(&statement).unwrap();
    }
    Ask::plain()
}

/// A question about where the customers of both places stand, whom a pass has looked at.
fn standing(w: &World, query: &str) -> Ask {
    let inputs = r#"{"rules": 1, "purchase_days": 2, "first_purchase_on": "2025-01-02", "last_purchase_on": "2025-03-04", "lost_from": "2025-11-01", "p_alive": null, "recent_minor": 0, "before_minor": 0}"#;
    let mut statements = vec![
        "insert into life_cycle_passes (as_of, computed_at, customers) values ('2026-05-01', '2026-05-01 00:10:00', 2) \
         on conflict do nothing"
            .to_owned(),
    ];
    for place in [&w.north, &w.south] {
        let customer = &place.customer;
        statements.push(format!(
            "insert into life_cycle_stages (customer_id, stage, reason, since, inputs, first_purchase_on, last_purchase_on, \
             purchase_days_12m, net_12m_minor, at_risk_minor, recency, frequency, monetary) values ('{customer}', 'lost', \
             'silent', '2026-05-01', '{inputs}', '2025-01-02', '2025-03-04', 0, 0, 9900, 1, 1, 1) on conflict do nothing"
        ));
        statements.push(format!(
            "insert into life_cycle_changes (customer_id, number, changed_on, stage, reason, since, win_back, inputs) \
             values ('{customer}', 1, '2026-05-01', 'lost', 'silent', '2026-05-01', false, '{inputs}') on conflict do nothing"
        ));
    }
    for statement in statements {
        w.app.db().execute(&statement).unwrap();
    }
    if query.is_empty() { Ask::plain() } else { Ask::plain().query(query) }
}
