//! The words of the business and the rules that decide them.
//!
//! Everything here is pure: values and a date in, a value and its reason out. This crate knows nobody: no database, no
//! network, no HTTP, and no clock except where an id is made (see [`ids`]). What a rule decides is decided here and
//! only here; the database counts what these functions define, and the console shows it.

#![warn(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

// The words that every area uses.
pub mod vocabulary;

pub mod identities;
pub mod ids;
pub mod money;
pub mod period;
pub mod permissions;
pub mod quantity;
pub mod share;
pub mod statistics;
pub mod text;

// The areas: each knows only those above it.
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
