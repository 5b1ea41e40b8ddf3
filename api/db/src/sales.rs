//! Tables of purchases and refunds.

pub mod bulk;
pub mod merges;
pub mod personal;
pub mod purchases;
