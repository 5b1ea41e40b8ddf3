//! Org units: the tree of group, regions, stores and teams.

pub mod named;
pub mod routes;
pub mod service;
pub mod views;
