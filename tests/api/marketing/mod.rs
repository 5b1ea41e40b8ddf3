//! Segments of customers, and campaigns to them.

mod campaigns;
mod segments;
