//! Membership: programmes, cards, points and levels.

pub mod counter;
pub mod memberships;
pub mod programmes;
