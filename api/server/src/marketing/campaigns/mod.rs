//! Campaigns: planned, approved by somebody else, launched, and sent.
//!
//! `service` makes and changes plans, `steps` moves them on, `checks` says what is wrong or still lacking. A launch is a
//! job (`plan`) that makes a delivery for each person of the audience, and from then on [`send`] carries them out; `tick`
//! is what happens by the clock.

pub mod checks;
pub mod clear;
pub mod delivery_routes;
pub mod plan;
pub mod requests;
pub mod results;
pub mod routes;
pub mod scheduler;
pub mod service;
pub mod step_routes;
pub mod steps;
pub mod views;
