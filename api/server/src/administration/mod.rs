//! What administrators look after: settings, jobs, the record of who did what, what other systems are told, and where
//! partners try things out.

pub mod audit_events;
pub mod event_feed;
pub mod jobs;
pub mod personal_data;
pub mod sandbox;
pub mod settings;
pub mod webhooks;
