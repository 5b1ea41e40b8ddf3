//! Rules of what administrators look after.

pub mod webhooks;
