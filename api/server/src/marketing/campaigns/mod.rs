//! Campaigns: planned, approved by somebody else, launched, and sent.
//!
//! `service` makes and changes plans, `steps` moves them on, `checks` says what is wrong or still lacking, `approvals` who
//! decides and who is told. A launch is a job (`plan`) that makes a delivery for each person of the audience; from then on
//! the sender of messages carries them out, to which `delivery_source` says what runs. `scheduler` is what happens by the
//! clock.

pub mod approvals;
pub mod checks;
pub mod clear;
pub mod delivery_routes;
pub mod delivery_source;
pub mod oversight;
pub mod plan;
pub mod prepare;
pub mod requests;
pub mod results;
pub mod routes;
pub mod scheduler;
pub mod service;
pub mod step_routes;
pub mod steps;
pub mod views;
