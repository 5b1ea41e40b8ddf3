//! Queries of figures over all customers.

pub mod analytics;
pub mod facts;
pub mod kept;
pub mod prospects;
pub mod takings;
