//! What happens by the clock, and how often.

use chrono::TimeDelta;

use super::retention::Retention;
use crate::administration::audit_events::seal::SealAudit;
use crate::administration::webhooks::deliver::Deliver;
use crate::customers::duplicates::search::FindDuplicates;
use crate::customers::privacy::retain::Retain;
use crate::customers::tiers::jobs::Recompute;
use crate::insight::life_cycle::pass::PassLifeCycle;
use crate::insight::life_time_value::fit::FitLifeTimeValue;
use crate::loyalty::memberships::jobs::{Expire, Review};
use crate::marketing::campaigns::scheduler::AdvanceCampaigns;
use crate::marketing::segments::jobs::Refresh;
use crate::marketing::sign_ups::expire::ExpireSignUps;
use crate::platform::jobs::Periodic;
use crate::sales::held_purchases::matching::MatchHeldPurchases;
use crate::service::complaints::escalate::Escalate;
use crate::service::tasks::abandoned_keys::FindAbandonedKeys;

pub const PERIODIC: &[Periodic] = &[
    Periodic::of::<Retention>(TimeDelta::hours(1)),
    Periodic::of::<SealAudit>(TimeDelta::minutes(10)),
    Periodic::of::<Recompute>(TimeDelta::hours(6)),
    Periodic::of::<Retain>(TimeDelta::hours(24)),
    Periodic::of::<FindDuplicates>(TimeDelta::hours(24)),
    Periodic::of::<FitLifeTimeValue>(TimeDelta::hours(24)),
    // Once a day of the organisation, soon after its midnight, and again after a new fit; else it ends at once.
    Periodic::of::<PassLifeCycle>(TimeDelta::hours(1)),
    // What somebody got otherwise than by being created, such as a phone that was added.
    Periodic::of::<MatchHeldPurchases>(TimeDelta::minutes(1)),
    Periodic::of::<Expire>(TimeDelta::hours(1)),
    Periodic::of::<Review>(TimeDelta::hours(6)),
    Periodic::of::<ExpireSignUps>(TimeDelta::hours(1)),
    Periodic::of::<FindAbandonedKeys>(TimeDelta::hours(6)),
    Periodic::of::<Escalate>(TimeDelta::minutes(5)),
    Periodic::of::<AdvanceCampaigns>(TimeDelta::minutes(1)),
    Periodic::of::<Deliver>(TimeDelta::minutes(1)),
    Periodic::of::<Refresh>(TimeDelta::hours(6)),
];
