//! Who one is: log-in, sessions, tokens, API keys as credentials, and the principal behind a request.

pub mod downloads;
pub mod keys;
pub mod network;
pub mod passwords;
pub mod principal;
pub mod routes;
pub mod service;
pub mod tokens;
pub mod views;
