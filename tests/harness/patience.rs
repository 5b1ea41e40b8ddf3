//! Waiting for what happens by itself.

use std::time::{Duration, Instant};

/// Far longer than anything takes, also while both cores are busy.
const PATIENCE: Duration = Duration::from_secs(30);

/// Waits until it holds; fails with `what` when it never does.
pub async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let since = Instant::now();
    while !holds() {
        assert!(since.elapsed() < PATIENCE, "it was waited in vain until {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
