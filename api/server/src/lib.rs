//! Regulars: the service. Rules are in `regulars-domain`, queries in `regulars-db`; here is what is done with them.
//!
//! The areas stand in one order, and each knows only those above it in this list:
//! `platform` (what every area stands on), `organisation` and `catalogue`, `customers`, `loyalty`, `sales`,
//! `messaging`, `marketing` and `service`, `exchange`, `administration` and `insight`, and last `assembly`, which puts
//! them together. Inside an area a feature is a folder: `routes` (HTTP), `service` (writes, as closures over one
//! connection), `views` (what is sent and taken).

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

pub mod platform;

pub mod catalogue;
pub mod organisation;

pub mod customers;

pub mod loyalty;

pub mod sales;

pub mod messaging;

pub mod marketing;
pub mod service;

pub mod administration;
pub mod exchange;
pub mod insight;

pub mod assembly;
