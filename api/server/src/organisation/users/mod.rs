//! Users: people who log in, and what they are in which unit.

pub mod routes;
pub mod service;
pub mod views;
