//! How a customer's tier moves with a fact, and what is told of it.

use chrono::NaiveDateTime;
use regulars_db::Db;
use regulars_db::customers::facts;
use regulars_db::customers::facts::Event;
use regulars_db::customers::metrics::Metrics;
use regulars_domain::customers::tiers::TierClass;
use regulars_domain::ids;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::platform::clock;
use crate::platform::error::Answer;

/// The customer's tier before and after; null for kinds of customers that have none.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct TierMove {
    pub before: Option<TierClass>,
    pub after: Option<TierClass>,
}

/// The class of a customer's tier.
pub fn class_of(metrics: &Metrics) -> Option<TierClass> {
    metrics.tier.map(|tier| tier.0)
}

/// Tells a change of tier, when it is one.
pub fn tell(db: &mut Db, customer_id: &str, tier: TierMove) -> Answer<()> {
    if tier.before == tier.after {
        return Ok(());
    }
    Ok(facts::insert_event(db, &event(customer_id, tier, clock::now().naive_utc()))?)
}

/// What is told of a change of tier.
pub fn event(customer_id: &str, tier: TierMove, at: NaiveDateTime) -> Event {
    Event {
        id: ids::make(ids::EVENT),
        customer_id: customer_id.to_owned(),
        kind: "tier.changed".to_owned(),
        subject_id: customer_id.to_owned(),
        occurred_at: at,
        data: json!({"before": tier.before, "after": tier.after}).to_string(),
    }
}
