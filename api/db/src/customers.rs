//! Tables of customers: profiles, identities, facts, metrics, and the timeline over all of them.

pub mod bulk;
pub mod facts;
pub mod identities;
pub mod metrics;
pub mod profiles;
pub mod timeline;
