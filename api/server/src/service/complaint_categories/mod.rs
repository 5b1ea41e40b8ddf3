//! What complaints are about, such as food safety or service.

pub mod routes;
pub mod service;
pub mod views;
