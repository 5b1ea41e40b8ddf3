//! Files of customers and purchases.

pub mod imports;
