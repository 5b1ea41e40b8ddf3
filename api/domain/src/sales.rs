//! Purchases and refunds, and what is held.

pub mod deliveries;
pub mod events;
pub mod held_purchases;
pub mod purchases;
