//! Membership: levels and points.

pub mod memberships;
pub mod points;
