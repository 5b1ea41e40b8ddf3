//! The catalogue: what is sold, at which price and margin.

pub mod named;
pub mod routes;
pub mod service;
pub mod views;
