//! Figures over all customers.

pub mod concentration;
pub mod freshness;
pub mod takings;
