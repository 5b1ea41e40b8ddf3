//! Tables of the house itself: events, jobs, settings, the audit trail, kept replies, who wrote what others approve, what
//! partners' ids stand for.

pub mod audit;
pub mod authors;
pub mod event_feed;
pub mod events;
pub mod external_refs;
pub mod idempotency;
pub mod jobs;
pub mod personal;
pub mod personal_reads;
pub mod sandbox;
pub mod settings;
