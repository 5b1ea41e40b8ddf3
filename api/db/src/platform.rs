//! Tables of the house itself: jobs, settings, the audit trail, kept replies.

pub mod audit;
pub mod idempotency;
pub mod jobs;
pub mod settings;
