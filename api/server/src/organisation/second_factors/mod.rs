//! Second factors: one-time codes of an authenticator, and recovery codes for who has lost theirs.

pub mod routes;
pub mod service;
pub mod views;
