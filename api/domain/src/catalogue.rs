//! What is sold.

pub mod categories;
pub mod products;
