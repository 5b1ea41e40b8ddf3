//! Tables of imports.

pub mod data_exports;
pub mod import_facts;
pub mod imports;
pub mod personal;
pub mod undo;
