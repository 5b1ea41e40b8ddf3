//! Figures over all customers, and what waits for somebody's decision, whatever it is about.

pub mod analytics;
pub mod approvals;
pub mod deliveries;
pub mod takings;
mod window;
