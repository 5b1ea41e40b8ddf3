//! Tables of imports, and writes of many rows at once.

pub mod bulk;
pub mod imports;
