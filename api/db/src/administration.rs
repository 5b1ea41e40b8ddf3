//! Tables of what administrators look after.

pub mod webhooks;
