//! Complaints and tasks.

mod complaint_categories;
mod complaints;
mod tasks;
