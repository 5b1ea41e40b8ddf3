//! Partners: systems that integrate, such as tills and delivery platforms.

pub mod named;
pub mod routes;
pub mod service;
pub mod views;
