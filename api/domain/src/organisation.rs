//! The organisation and who works in it.

pub mod account_links;
pub mod api_keys;
pub mod approvals;
pub mod calendars;
pub mod events;
pub mod notifications;
pub mod partners;
pub mod saved_views;
pub mod security;
pub mod sessions;
pub mod units;
pub mod users;
