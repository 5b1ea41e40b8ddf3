//! What was taken by unit, channel, category, product or day, with and without a customer.

pub mod routes;
pub mod service;
pub mod views;
