//! Tables of what is sold.

pub mod products;
