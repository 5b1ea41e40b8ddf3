//! What is sold.

pub mod products;
