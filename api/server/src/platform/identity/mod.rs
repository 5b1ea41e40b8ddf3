//! Who one is: log-in, sessions, tokens, API keys as credentials, and the principal behind a request.

pub mod keys;
pub mod network;
pub mod passwords;
pub mod principal;
pub mod tokens;
