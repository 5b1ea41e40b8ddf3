//! Tables of complaints and tasks.

pub mod complaints;
pub mod merges;
pub mod personal;
pub mod tasks;
pub mod work;
