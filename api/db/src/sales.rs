//! Tables of purchases and refunds.

pub mod bulk;
pub mod purchases;
