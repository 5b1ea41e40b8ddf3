//! Complaints: taken in, judged, verified, resolved and closed, by clocks in working time.
//!
//! `intake` makes a case, `steps` bring it forward, `compensation` is what is promised, `giving` what somebody may give,
//! `approvals` who decides on more and who is told, `attachments` the files. [`case`] holds one case for the length of a
//! transaction: every write goes through it, so that each step moves the state, the clocks and the record of events
//! together. `escalate` and `recompute` are the jobs.

pub mod approvals;
mod attachments;
mod case;
mod clocks;
pub mod compensation;
mod compensation_value;
mod complainant;
pub mod escalate;
mod given;
mod giving;
pub mod intake;
mod levels;
pub mod merging;
pub mod policy;
mod query;
pub mod recompute;
pub mod requests;
pub mod routes;
mod step_routes;
pub mod steps;
pub mod views;
