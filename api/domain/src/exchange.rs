//! Files of customers and purchases.

pub mod cells;
pub mod columns;
pub mod data_exports;
pub mod imports;
pub mod person_page;
pub mod words;
