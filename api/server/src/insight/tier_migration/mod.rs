//! Tiers through time: the classes of calendar years, who moved between them, and what other bounds would do.

pub mod base;
pub mod customers;
pub mod queries;
pub mod routes;
pub mod service;
pub mod views;
pub mod what_if;
pub mod what_if_views;
