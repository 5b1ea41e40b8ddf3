//! Membership programmes: what a purchase earns, how long points are good, and the levels one can reach.

pub mod routes;
pub mod service;
pub mod views;
