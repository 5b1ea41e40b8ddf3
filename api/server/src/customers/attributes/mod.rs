//! Attributes that a chain defines for its customers, and the values of them.

pub mod queries;
pub mod routes;
pub mod service;
pub mod values;
pub mod views;
