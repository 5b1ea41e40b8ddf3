//! What is sold: products and their categories.

pub mod product_categories;
pub mod products;
