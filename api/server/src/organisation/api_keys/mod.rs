//! API keys of partners: made, rolled, revoked. How a key is recognised in a request is in `auth`.

pub mod routes;
pub mod service;
pub mod views;
