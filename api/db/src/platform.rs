//! Tables of the house itself: events, jobs, settings, the audit trail, kept replies.

pub mod audit;
pub mod events;
pub mod idempotency;
pub mod jobs;
pub mod settings;
