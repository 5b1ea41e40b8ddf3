//! Regulars: the service. The HTTP door, the features, the jobs; rules are in `regulars-domain`, queries in
//! `regulars-db`. A feature is a folder: `routes` (HTTP), `service` (writes, as closures over one connection), `views`
//! (what is sent and taken).

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

pub mod analytics;
pub mod api_keys;
pub mod app;
pub mod audit;
pub mod audit_events;
pub mod auth;
pub mod calendars;
pub mod campaigns;
pub mod catalogue;
pub mod channels;
pub mod clock;
pub mod commands;
pub mod complaint_categories;
pub mod complaints;
pub mod config;
pub mod customers;
pub mod demo;
pub mod exports;
pub mod gateways;
pub mod http;
pub mod imports;
pub mod jobs;
pub mod links;
pub mod membership_programmes;
pub mod memberships;
pub mod partners;
pub mod product_categories;
pub mod products;
pub mod purchases;
pub mod segments;
pub mod settings;
pub mod suppressions;
pub mod tasks;
pub mod telemetry;
pub mod templates;
pub mod tiers;
pub mod units;
pub mod unsubscribe;
pub mod users;
pub mod verify;
