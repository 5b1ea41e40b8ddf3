//! Who the customers are and what they are worth.

pub mod attributes;
pub mod birthdays;
pub mod completeness;
pub mod consents;
pub mod contacts;
pub mod duplicates;
pub mod erasures;
pub mod events;
pub mod merges;
pub mod metrics;
pub mod posting;
pub mod profiles;
pub mod referrals;
pub mod retention;
pub mod tiers;
