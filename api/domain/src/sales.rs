//! Purchases and refunds.

pub mod purchases;
