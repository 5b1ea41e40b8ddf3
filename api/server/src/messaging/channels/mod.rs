//! `/v1/channels`: which channels can send, by what, and how fast.

pub mod routes;
