//! Groups of customers, campaigns to them, what a campaign achieved, and forms by which people sign up.

pub mod campaigns;
pub mod personal_data;
pub mod segments;
pub mod sign_ups;
