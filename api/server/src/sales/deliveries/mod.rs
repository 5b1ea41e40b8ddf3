//! What was ordered of a wholesale purchase and promised for when, and what was delivered.

pub mod routes;
pub mod service;
pub mod views;
