//! Queries of figures over all customers.

pub mod analytics;
pub mod facts;
pub mod kept;
pub mod life_cycle;
pub mod life_time_values;
pub mod personal;
pub mod prospects;
pub mod takings;
