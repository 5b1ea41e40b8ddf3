//! Complaints.

pub mod complaints;
