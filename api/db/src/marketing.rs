//! Tables of segments and campaigns, and what is counted from them.

pub mod audience;
pub mod campaigns;
pub mod oversight;
pub mod results;
pub mod segments;
