//! The words of the business and the rules that decide them.
//!
//! Everything here is pure: values and a date in, a value and its reason out. This crate knows nobody: no database, no
//! network, no HTTP, and no clock except where an id is made (see [`ids`]). What a rule decides is decided here and
//! only here; the database counts what these functions define, and the console shows it.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

pub mod vocabulary;

pub mod api_keys;
pub mod calendars;
pub mod campaigns;
pub mod complaints;
pub mod concentration;
pub mod customers;
pub mod identities;
pub mod ids;
pub mod imports;
pub mod jobs;
pub mod memberships;
pub mod messages;
pub mod metrics;
pub mod money;
pub mod period;
pub mod permissions;
pub mod points;
pub mod products;
pub mod purchases;
pub mod quantity;
pub mod results;
pub mod segments;
pub mod sessions;
pub mod statistics;
pub mod templates;
pub mod text;
pub mod tiers;
pub mod units;
pub mod users;
