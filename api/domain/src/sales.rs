//! Purchases and refunds.

pub mod events;
pub mod purchases;
