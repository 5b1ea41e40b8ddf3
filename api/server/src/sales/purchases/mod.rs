//! Purchases and refunds: each moves the customer's figures and tier in its own transaction.

mod buyers;
pub mod day_stream;
pub mod expansions;
pub mod holding;
pub mod lines;
pub mod lookups;
pub mod merging;
pub mod posting;
pub mod queries;
pub mod record;
pub mod refunds;
pub mod routes;
pub mod views;
