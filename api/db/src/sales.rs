//! Tables of purchases and refunds, of sales to nobody in particular, of what is held, and of
//! what units sell.

pub mod anonymous_sales;
pub mod assortments;
pub mod bulk;
pub mod deliveries;
pub mod held_purchases;
pub mod merges;
pub mod personal;
pub mod purchases;
