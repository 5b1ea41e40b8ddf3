//! Figures over the base.

mod analytics;
mod merged_figures;
