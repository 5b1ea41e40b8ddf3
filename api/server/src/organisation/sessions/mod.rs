//! Log-in, sessions, and tickets for downloads by the browser.

pub mod attempts;
pub mod devices;
pub mod downloads;
pub mod log_in;
mod own_password;
mod proof;
pub mod routes;
pub mod service;
pub mod views;
