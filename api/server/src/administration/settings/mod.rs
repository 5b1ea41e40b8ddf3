//! `/v1/settings`: each setting belongs to its own area; here is how it is read and changed over HTTP.

pub mod routes;
pub mod views;
