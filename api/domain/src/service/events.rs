//! What is told of complaints.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::complaints::{Cause, ClockKind, IntakeChannel, Level, Severity};

/// A complaint was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintOpened {
    /// The severity that its facts suggest.
    pub suggested: Severity,
    /// By which way it came in.
    pub channel: IntakeChannel,
}

/// A deadline of a complaint passed, and the level above has it now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintEscalated {
    /// The clock whose deadline passed.
    pub clock: ClockKind,
    /// The level whose deadline it was.
    pub clock_level: Level,
    /// The deadline that passed, in UTC; none where it was not known.
    pub due_at: Option<DateTime<Utc>>,
    /// The level that had the complaint.
    pub from: Level,
    /// The level that has it now, the next one above `from`.
    pub to: Level,
    /// The task for the level that has it now.
    pub task_id: Option<String>,
}

/// A complaint was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintClosed {
    /// As judged in the end; none when nobody judged it.
    pub severity: Option<Severity>,
    /// What was found to be the root; none when nobody named it.
    pub cause: Option<Cause>,
}

crate::event_data!(
    ComplaintOpened => ComplaintOpened,
    ComplaintEscalated => ComplaintEscalated,
    ComplaintClosed => ComplaintClosed,
);
