//! What is told of units and their calendars.

use serde::{Deserialize, Serialize};

/// Deadlines in working time may have moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingTimeChanged {
    /// The id of who changed it.
    pub changed_by: String,
}

/// Somebody may not log in any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserDisabled {
    /// The id of who disabled them.
    pub changed_by: String,
}

crate::event_data!(WorkingTimeChanged => WorkingTimeChanged, UserDisabled => UserDisabled);
