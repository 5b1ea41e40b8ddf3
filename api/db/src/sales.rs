//! Tables of purchases and refunds.

pub mod purchases;
