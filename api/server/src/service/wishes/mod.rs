//! Wishes: what customers asked for and did not get, counted, decided on, and told to those who asked.

pub mod decisions;
pub mod merging;
pub mod routes;
pub mod service;
pub mod views;
