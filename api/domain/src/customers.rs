//! Who the customers are and what they are worth.

pub mod birthdays;
pub mod consents;
pub mod events;
pub mod metrics;
pub mod posting;
pub mod profiles;
pub mod tiers;
