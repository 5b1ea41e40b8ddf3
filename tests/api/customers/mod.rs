//! Who the customers are, what hangs on one, and the class each is in.

pub mod attributes;
mod competitors;
mod completeness;
mod contacts;
mod duplicates;
mod merges;
mod privacy;
mod profiles;
mod referrals;
mod tiers;
