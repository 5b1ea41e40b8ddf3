//! Figures over all customers, and what waits for somebody's decision, whatever it is about.

pub mod analytics;
pub mod approvals;
pub mod deliveries;
pub mod facts;
pub mod life_cycle;
pub mod life_time_value;
pub mod personal_data;
pub mod structure;
pub mod takings;
pub mod tier_migration;
mod window;
