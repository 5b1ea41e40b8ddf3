//! Complaints, what they are about, and the tasks of people.

pub mod complaint_categories;
pub mod complaints;
pub mod tasks;
