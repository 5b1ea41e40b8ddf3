//! What is held on a person, put together for them.

use chrono::TimeDelta;

/// How long an archive is kept.
pub const KEPT: TimeDelta = TimeDelta::days(7);

crate::vocabulary! {
    /// How far an archive is.
    pub enum DataExportState {
        /// A job puts it together.
        Preparing = "preparing",
        /// It can be downloaded until it ends.
        Ready = "ready",
        /// It could not be put together.
        Failed = "failed",
    }
}
