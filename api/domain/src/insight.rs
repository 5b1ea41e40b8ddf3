//! Figures over all customers.

pub mod concentration;
