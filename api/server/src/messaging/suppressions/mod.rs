//! Addresses that get no message any more, whoever they belong to.

pub mod routes;
pub mod service;
pub mod views;
