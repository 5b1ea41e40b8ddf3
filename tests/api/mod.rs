//! One folder for each part of the URL, and `conventions` for what is the same everywhere.

mod analytics;
mod api_keys;
mod audit_events;
mod auth;
mod calendars;
mod complaints;
mod conventions;
mod customers;
mod exports;
mod imports;
mod jobs;
mod membership_programmes;
mod memberships;
mod partners;
mod products;
mod purchases;
mod segments;
mod settings;
mod tasks;
mod tier_policy;
mod units;
mod users;
