//! Whom the organisation competes with, by name: one register for everything that names a competitor.

pub mod routes;
pub mod service;
pub mod views;
