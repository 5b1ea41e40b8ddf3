//! Complaints.

pub mod complaints;
pub mod events;
