//! The structure of customers between two dates, those behind its parts, and the retention of cohorts.

pub mod cohort_views;
pub mod cohorts;
pub mod queries;
pub mod routes;
pub mod service;
pub mod views;
