//! Working calendars: opening hours, holidays, make-up working days, and the units that work by them.

pub mod routes;
pub mod service;
pub mod views;
pub mod working;
