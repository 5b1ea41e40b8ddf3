//! Tables of the organisation and who works in it.

pub mod account_links;
pub mod api_keys;
pub mod attempts;
pub mod calendars;
pub mod notifications;
pub mod saved_views;
pub mod second_factors;
pub mod sessions;
pub mod units;
pub mod users;
