//! Membership: programmes, cards, points, levels and their bounds.

pub mod counter;
pub mod memberships;
pub mod personal_data;
pub mod policy;
pub mod programmes;
