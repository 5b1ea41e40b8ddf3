//! Heavy tests (kills, full disks, floods) run one at a time: each holds this lock from its first line.

use tokio::sync::{Mutex, MutexGuard};

static HEAVY: Mutex<()> = Mutex::const_new(());

/// Waits until no other heavy test runs. One that failed does not stop the next.
pub async fn alone() -> MutexGuard<'static, ()> {
    HEAVY.lock().await
}
