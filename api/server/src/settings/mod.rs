//! Settings of the organisation: read inside a feature's own transaction, changed by version.

pub mod complaint_policy;
mod kept;
pub mod messaging;
pub mod organisation;
pub mod routes;
pub mod tier_policy;
pub mod views;

pub use kept::Kept;
pub use organisation::{Organisation, organisation};
