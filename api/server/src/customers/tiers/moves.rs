//! How a customer's tier moves with a fact, and what is told of it.

use chrono::NaiveDateTime;
use regulars_db::Db;
use regulars_db::customers::metrics::Metrics;
use regulars_db::platform::events::Event;
use regulars_domain::customers::events::TierChanged;
use regulars_domain::customers::tiers::TierClass;
use serde::Serialize;
use utoipa::ToSchema;

use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::events;

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
pub fn publish(db: &mut Db, customer_id: &str, tier: TierMove) -> Answer<()> {
    if tier.before == tier.after {
        return Ok(());
    }
    events::publish(db, customer_id, customer_id, clock::now().naive_utc(), &told(tier))
}

/// What is told of a change of tier.
pub fn event(customer_id: &str, tier: TierMove, at: NaiveDateTime) -> Answer<Event> {
    events::event(customer_id, customer_id, at, &told(tier))
}

fn told(tier: TierMove) -> TierChanged {
    TierChanged { before: tier.before, after: tier.after }
}
