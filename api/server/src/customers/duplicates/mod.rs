//! Customers that may be one: found by a job over the whole base, looked at by people, merged or dismissed.

pub mod bulk;
pub mod routes;
pub mod search;
pub mod service;
pub mod views;
