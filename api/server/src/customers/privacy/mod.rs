//! Rights of persons: erasing somebody, with a receipt.

pub mod erase;
pub mod personal_data;
pub mod policy;
pub mod retain;
pub mod routes;
pub mod sweep;
pub mod views;
