//! Tables of segments, campaigns and sign-ups, and what is counted from them.

pub mod audience;
pub mod campaigns;
pub mod merges;
pub mod oversight;
pub mod personal;
pub mod results;
pub mod segments;
pub mod sign_ups;
