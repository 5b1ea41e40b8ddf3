//! One folder for each part of the URL, and `conventions` for what is the same everywhere.

mod auth;
mod conventions;
mod customers;
mod purchases;
mod tier_policy;
mod units;
