//! The feed of events: what happened, in the order of the relay's numbers, for systems that follow.
//!
//! It promises that nothing is lost, doubled or out of order: an event is shown once all with smaller numbers are.

pub mod reading;
pub mod routes;
pub mod views;
