//! The customers: who they are, how they are reached, what they may be sent, what they are worth and why.

pub mod attributes;
pub mod competitors;
pub mod contacts;
pub mod duplicates;
pub mod merges;
pub mod privacy;
pub mod profiles;
pub mod referrals;
pub mod tiers;
