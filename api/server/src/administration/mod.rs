//! What administrators look after: settings, jobs, and the record of who did what.

pub mod audit_events;
pub mod jobs;
pub mod settings;
