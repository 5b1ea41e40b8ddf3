//! Tables of customers: profiles, identities, facts, metrics, and the timeline over all of them.

pub mod attributes;
pub mod bulk;
pub mod competitors;
pub mod contacts;
pub mod duplicates;
pub mod erasures;
pub mod facts;
pub mod identities;
pub mod merges;
pub mod metrics;
pub mod personal;
pub mod profiles;
pub mod referrals;
pub mod retention;
pub mod timeline;
