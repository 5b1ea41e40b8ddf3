//! The organisation and who works in it: units, people and their sessions, partners and their keys, working calendars.

pub mod account_links;
pub mod api_keys;
pub mod calendars;
pub mod notifications;
pub mod partners;
pub mod personal_data;
pub mod principals;
pub mod saved_views;
pub mod second_factors;
pub mod security;
pub mod sessions;
pub mod standing;
pub mod units;
pub mod users;
