//! Log-in, sessions, and tickets for downloads by the browser.

pub mod downloads;
pub mod routes;
pub mod service;
pub mod views;
