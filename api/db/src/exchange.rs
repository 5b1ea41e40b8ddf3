//! Tables of imports.

pub mod imports;
