//! Figures over all customers.

pub mod clv;
pub mod cohorts;
pub mod concentration;
pub mod facts;
pub mod freshness;
pub mod life_cycle;
pub mod life_time_value;
pub mod prospects;
pub mod rfm;
pub mod structure;
pub mod takings;
pub mod tier_migration;
