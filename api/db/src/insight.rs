//! Queries of figures over all customers.

pub mod analytics;
pub mod kept;
pub mod takings;
