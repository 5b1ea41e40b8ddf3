//! Figures over the base within the caller's units: as of now, or of a few minutes ago where the base is large.

pub mod figures;
pub mod kept;
pub mod prospect_routes;
pub mod prospect_views;
pub mod prospects;
pub mod routes;
pub mod views;
