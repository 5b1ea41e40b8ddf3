//! The organisation and who works in it.

pub mod api_keys;
pub mod calendars;
pub mod events;
pub mod passwords;
pub mod sessions;
pub mod units;
pub mod users;
