//! Tasks: what somebody has to do by a day, for a customer or not.

pub mod abandoned_keys;
pub mod given;
pub mod routes;
pub mod service;
pub mod views;
