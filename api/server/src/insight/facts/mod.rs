//! Sales and refunds as facts in columns: sealed in files beside the database, and read from it where they are too young.

pub mod columns;
pub mod export;
pub mod files;
pub mod folder;
pub mod owners;
pub mod people;
pub mod reading;
pub mod tiers;
