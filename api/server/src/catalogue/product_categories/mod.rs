//! Categories of products, such as 仙芋系列 or 古味茶饮.

pub mod routes;
pub mod service;
pub mod views;
