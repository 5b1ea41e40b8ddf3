//! Figures over all customers.

pub mod analytics;
