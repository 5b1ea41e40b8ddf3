//! Tables of the organisation and who works in it.

pub mod api_keys;
pub mod attempts;
pub mod calendars;
pub mod sessions;
pub mod units;
pub mod users;
