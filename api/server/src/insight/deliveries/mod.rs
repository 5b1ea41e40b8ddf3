//! How what was promised for some time was delivered.

pub mod routes;
pub mod service;
pub mod views;
