//! What is told of units and their calendars.

use serde::{Deserialize, Serialize};

/// Deadlines in working time may have moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingTimeChanged {
    /// The id of who changed it.
    pub changed_by: String,
}

crate::event_data!(WorkingTimeChanged => WorkingTimeChanged);
