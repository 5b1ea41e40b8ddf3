//! Rules of the house itself: jobs.

pub mod jobs;
