//! Complaints, wishes, and handing over work.

pub mod complaints;
pub mod events;
pub mod handovers;
pub mod wishes;
