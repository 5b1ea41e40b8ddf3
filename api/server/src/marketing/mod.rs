//! Groups of customers, campaigns to them, and what a campaign achieved.

pub mod campaigns;
pub mod personal_data;
pub mod segments;
