//! Who referred a customer, and whom a customer brought.

pub mod merging;
pub mod routes;
pub mod service;
pub mod views;
