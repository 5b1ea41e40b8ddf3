//! Rules of the house itself: jobs, events, the audit trail, passwords and one-time codes.

pub mod audit;
pub mod events;
pub mod jobs;
pub mod one_time_codes;
pub mod passwords;
pub mod sandbox;
