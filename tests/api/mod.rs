//! One file for each part of the URL.

mod api_keys;
mod audit_events;
mod partners;
mod products;
mod settings;
mod tasks;
mod units;
mod users;
