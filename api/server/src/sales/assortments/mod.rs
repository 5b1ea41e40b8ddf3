//! Which products a unit sells. A unit without a list of its own sells what the nearest unit above it with one sells; when
//! there is none, everything.

pub mod named;
pub mod routes;
pub mod service;
pub mod views;
