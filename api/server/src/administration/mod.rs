//! What administrators look after: settings, jobs, the record of who did what, and what other systems are told.

pub mod audit_events;
pub mod event_feed;
pub mod jobs;
pub mod personal_data;
pub mod settings;
pub mod webhooks;
