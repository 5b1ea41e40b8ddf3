//! Tables of programmes, memberships and points.

pub mod bulk;
pub mod memberships;
pub mod points;
pub mod programmes;
