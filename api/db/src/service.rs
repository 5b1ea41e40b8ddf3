//! Tables of complaints, tasks and wishes.

pub mod complaints;
pub mod merges;
pub mod personal;
pub mod tasks;
pub mod wishes;
pub mod work;
