//! Tables of complaints and tasks.

pub mod complaints;
pub mod tasks;
