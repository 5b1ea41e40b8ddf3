//! Segments, campaigns and their results, forms by which people sign up.

pub mod campaigns;
pub mod results;
pub mod segments;
pub mod sign_ups;
