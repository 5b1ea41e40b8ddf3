//! Rules of the house itself: jobs and events.

pub mod audit;
pub mod events;
pub mod jobs;
