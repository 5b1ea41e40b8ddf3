//! Complaints (投诉): how severe one is, who must act on it, by when, and what may be promised (domain, Cases).
//!
//! A general complaint is handled by the store under its region, a major one is verified by the operations centre first.
//! Three things are decided here: `state` says which step may follow which, `clocks` how the deadlines run in working
//! time, `escalation` who is next when one is missed. `severity` suggests, a person judges; `compensation` says who may
//! promise how much. Not here: opening hours, see [`calendars`](crate::organisation::calendars).

mod clocks;
mod compensation;
mod escalation;
mod policy;
mod severity;
mod state;
mod words;

pub use clocks::{Clock, ClockKind, ClockState};
pub use compensation::{
    CompensationKind, CompensationState, Limit, Limits, approver, limits_of, needs_amount, worth_of_points,
};
pub use escalation::{Level, roles_of};
pub use policy::{Policy, PolicyError};
pub use severity::{Facts, Severity, SeverityReason, suggest};
pub use state::{
    CaseState, Finding, NextStep, NotNow, Promises, Step, Unkept, check_close, is_open, lowers, may_judge, next,
    steps_from,
};
pub use words::{Cause, CauseDetail, ComplaintEventKind, IntakeChannel};
