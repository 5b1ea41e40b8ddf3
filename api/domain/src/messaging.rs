//! Messages to customers, what stands in them, and how they are on their way.

pub mod deliveries;
pub mod messages;
pub mod templates;
pub mod test_sends;
