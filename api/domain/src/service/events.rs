//! What is told of complaints.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::complaints::{Cause, ClockKind, IntakeChannel, Level, Severity};

/// A complaint was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintOpened {
    /// The severity that its facts suggest.
    pub suggested: Severity,
    pub channel: IntakeChannel,
}

/// A deadline of a complaint passed, and the level above has it now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintEscalated {
    pub clock: ClockKind,
    /// The level whose deadline it was.
    pub clock_level: Level,
    pub due_at: Option<DateTime<Utc>>,
    pub from: Level,
    pub to: Level,
    /// The task for the level that has it now.
    pub task_id: Option<String>,
}

/// A complaint was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintClosed {
    pub severity: Option<Severity>,
    pub cause: Option<Cause>,
}

crate::event_data!(
    ComplaintOpened => ComplaintOpened,
    ComplaintEscalated => ComplaintEscalated,
    ComplaintClosed => ComplaintClosed,
);
