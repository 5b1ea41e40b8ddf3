//! Data in and out of the system as files: imports and exports.

pub mod data_exports;
pub mod exports;
pub mod imports;
