//! Messages to customers: what is written, to whom it may go, and how it leaves.

pub mod account_mail;
pub mod channels;
pub mod eligibility;
pub mod gateways;
pub mod links;
pub mod personal_data;
pub mod policy;
pub mod public_address;
pub mod reports;
pub mod send_rules;
pub mod sending;
pub mod suppressions;
pub mod templates;
pub mod test_addresses;
pub mod unsubscribe;
