//! Who one is: log-in, sessions, tokens, API keys as credentials, and the principal behind a request.

mod actor;
mod asker;
pub mod keys;
pub mod network;
pub mod passwords;
pub mod principal;
pub mod secrets;
pub mod tokens;

pub use actor::Actor;
pub use asker::Asker;
