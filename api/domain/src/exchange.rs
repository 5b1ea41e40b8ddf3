//! Files of customers and purchases.

pub mod cells;
pub mod columns;
pub mod imports;
pub mod words;
