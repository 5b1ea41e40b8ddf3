//! Segments of customers, campaigns to them, and forms by which people sign up.

mod campaigns;
mod segments;
mod sign_ups;
