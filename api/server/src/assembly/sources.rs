//! What areas hand over to others: everything that has messages sent, what is held of persons, and what follows a customer
//! who is merged into another.

use crate::customers::merges::parts::MergeParts;
use crate::customers::referrals::merging::Referrals;
use crate::exchange::imports::merging::ImportFacts;
use crate::insight::life_cycle::merging::Standings;
use crate::insight::life_time_value::merging::Expectations;
use crate::insight::personal_data::InsightData;
use crate::loyalty::memberships::merging::{Cards, Levels};
use crate::marketing::campaigns::delivery_source::Campaigns;
use crate::marketing::segments::merging::Members;
use crate::marketing::sign_ups::merging::SignUps;
use crate::messaging::sending::DeliverySources;
use crate::messaging::sending::merging::Deliveries;
use crate::platform::http::idempotency::personal_data::KeptReplies;
use crate::platform::personal_data::PersonalDataParts;
use crate::sales::purchases::merging::{Earnings, Purchases};
use crate::service::complaints::merging::Cases;
use crate::service::wishes::merging::Wishes;
use crate::{administration, customers, exchange, loyalty, marketing, messaging, organisation, sales, service};

/// Whose deliveries the sender carries out.
pub const DELIVERY_SOURCES: DeliverySources = DeliverySources(&[&Campaigns]);

/// What the areas hold of persons, in the order in which it is told.
pub const PERSONAL_DATA: PersonalDataParts = PersonalDataParts(&[
    &customers::privacy::personal_data::CustomerData,
    &loyalty::personal_data::LoyaltyData,
    &sales::personal_data::SalesData,
    &messaging::personal_data::MessagingData,
    &marketing::personal_data::MarketingData,
    &service::personal_data::ServiceData,
    &InsightData,
    &exchange::imports::personal_data::ImportData,
    &organisation::personal_data::NoticeData,
    &administration::personal_data::SystemData,
    &KeptReplies,
]);

/// What follows when two customers become one: figures before levels, cards before what purchases earn on them and before
/// the complaints for which points were booked.
pub const MERGE_PARTS: MergeParts = MergeParts(&[
    &Purchases,
    &Cards,
    &Earnings,
    &Levels,
    &Cases,
    &Deliveries,
    &Members,
    &SignUps,
    &Wishes,
    &Referrals,
    &Expectations,
    &Standings,
    &ImportFacts,
]);
