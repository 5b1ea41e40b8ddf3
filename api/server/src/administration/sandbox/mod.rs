//! The sandbox of test keys, as administrators see it: what is in it, and putting it back to how it begins.

pub mod reset;
pub mod routes;
pub mod views;
