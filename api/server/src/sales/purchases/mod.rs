//! Purchases and refunds: each moves the customer's figures and tier in its own transaction.

mod buyers;
mod lines;
pub mod lookups;
pub mod posting;
pub mod record;
pub mod refunds;
pub mod routes;
pub mod views;
