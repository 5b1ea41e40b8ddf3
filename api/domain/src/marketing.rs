//! Segments, campaigns and their results.

pub mod campaigns;
pub mod results;
pub mod segments;
