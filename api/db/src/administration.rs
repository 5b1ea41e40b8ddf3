//! Tables of what administrators look after.

pub mod sandbox;
pub mod webhooks;
