//! Membership: levels and points.

pub mod events;
pub mod memberships;
pub mod points;
