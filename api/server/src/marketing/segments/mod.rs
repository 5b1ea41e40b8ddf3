//! Segments: named groups of customers, by a rule that is looked at again and again, or by hand.

pub mod jobs;
pub mod member_routes;
pub mod merging;
pub mod resting;
pub mod routes;
pub mod rules;
pub mod service;
pub mod views;
