//! Figures over the base, as of now, within the caller's units.

pub mod routes;
pub mod views;
