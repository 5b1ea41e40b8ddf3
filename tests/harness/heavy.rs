//! Heavy tests (kills, full disks, floods) run one at a time: each holds this lock from its first line.

use std::sync::{Mutex, MutexGuard, PoisonError};

static HEAVY: Mutex<()> = Mutex::new(());

/// Waits until no other heavy test runs. One that failed does not stop the next.
pub fn alone() -> MutexGuard<'static, ()> {
    HEAVY.lock().unwrap_or_else(PoisonError::into_inner)
}
