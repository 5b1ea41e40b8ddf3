//! Membership: programmes, cards, points and levels.

pub mod memberships;
pub mod programmes;
