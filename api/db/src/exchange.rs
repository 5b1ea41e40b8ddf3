//! Tables of imports.

pub mod import_facts;
pub mod imports;
pub mod undo;
