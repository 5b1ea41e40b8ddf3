//! The units, who works in them, the systems that integrate, and working time.

mod abandoned_keys;
mod account_links;
mod api_keys;
mod belonging;
mod calendars;
mod notifications;
mod partners;
mod saved_views;
mod second_factors;
mod security;
mod sessions;
mod units;
mod users;
