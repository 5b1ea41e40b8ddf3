//! Tables of templates, suppressions and deliveries, and what a message needs to know of its recipient.

pub mod bulk;
pub mod deliveries;
pub mod merges;
pub mod personal;
pub mod recipients;
pub mod suppressions;
pub mod templates;
pub mod test_addresses;
