//! Figures over the base.

mod analytics;
