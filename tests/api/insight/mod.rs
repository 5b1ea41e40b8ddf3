//! Figures over the base, and what waits for a decision.

mod analytics;
mod approvals;
mod merged_figures;
