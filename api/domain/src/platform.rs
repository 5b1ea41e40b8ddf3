//! Rules of the house itself: jobs and events.

pub mod events;
pub mod jobs;
