//! The counter: who stands at it, found by the whole phone or card and shown masked, with what their cards are worth.

pub mod routes;
