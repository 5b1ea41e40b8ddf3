//! Figures over the base, and what waits for a decision.

mod analytics;
mod approvals;
mod facts;
mod kept_figures;
mod life_cycle;
mod life_time_value;
mod merged_figures;
mod prospects;
mod structure;
mod tier_migration;
