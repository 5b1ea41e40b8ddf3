//! Heavy tests (kills, full disks, floods) run one at a time: each holds this lock from its first line.

use std::sync::{Mutex, MutexGuard, PoisonError};

static HEAVY: Mutex<()> = Mutex::new(());

/// The turn of a heavy test; it ends when this is dropped.
pub struct Turn {
    _lock: MutexGuard<'static, ()>,
}

/// Waits until no other heavy test runs. One that failed does not stop the next. It blocks its thread, which is that of the
/// test alone, so that no test can forget to wait for it.
pub fn alone() -> Turn {
    Turn { _lock: HEAVY.lock().unwrap_or_else(PoisonError::into_inner) }
}
