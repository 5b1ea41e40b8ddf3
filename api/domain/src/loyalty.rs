//! Membership: levels, points and the bounds of both.

pub mod events;
pub mod memberships;
pub mod points;
pub mod policy;
