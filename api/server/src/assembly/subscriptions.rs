//! What follows from a change in an area that does not know who must act on it.

use crate::organisation::calendars::WorkingTimeSubscribers;
use crate::platform::jobs;
use crate::service::complaints::recompute::Recompute;

/// Deadlines of complaints run in working time: they are computed again.
pub const WORKING_TIME: WorkingTimeSubscribers =
    WorkingTimeSubscribers(&[|db, by| jobs::enqueue(db, &Recompute {}, by).map(|_| ())]);
