//! Tables of programmes, memberships and points.

pub mod bulk;
pub mod memberships;
pub mod merges;
pub mod personal;
pub mod points;
pub mod programmes;
