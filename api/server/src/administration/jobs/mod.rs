//! `/v1/jobs`: what long work is doing, and how it is stopped or started again.

pub mod event_stream;
pub mod routes;
