//! Figures over all customers.

pub mod clv;
pub mod concentration;
pub mod freshness;
pub mod life_time_value;
pub mod prospects;
pub mod takings;
