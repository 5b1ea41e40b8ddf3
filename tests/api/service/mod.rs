//! Complaints and tasks.

mod complaint_categories;
mod complaints;
mod handovers;
mod tasks;
mod wishes;
