//! The people one deals with at a business.

pub mod routes;
pub mod service;
pub mod views;
