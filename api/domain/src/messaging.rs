//! Messages to customers and what stands in them.

pub mod messages;
pub mod templates;
