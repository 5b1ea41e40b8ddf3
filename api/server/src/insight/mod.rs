//! Figures over all customers, and what waits for somebody's decision, whatever it is about.

pub mod analytics;
pub mod approvals;
pub mod life_time_value;
pub mod personal_data;
pub mod takings;
