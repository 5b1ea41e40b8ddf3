//! The names claims go by, and the bell that wakes the runner.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use regulars_domain::ids;

/// The name of a new claim: the process, and which of its claims.
pub(super) fn name() -> String {
    format!("{}.{}", std::process::id(), ids::make(""))
}

/// Whether the process behind a claim made on this machine is gone for certain. A claim that carries our own process id
/// but was made before we started is a former life's.
pub(super) fn is_orphaned(claim: &str) -> bool {
    let Some(process) = claim.split('.').next().and_then(|id| id.parse::<u32>().ok()) else { return false };
    let folder = std::path::Path::new("/proc");
    process == std::process::id() || (folder.join("self").exists() && !folder.join(process.to_string()).exists())
}

/// Rung when there may be work, so the runner need not wait for its next look.
#[derive(Default)]
pub struct Wake {
    rung: Mutex<u64>,
    bell: Condvar,
}

impl Wake {
    /// Rings: call it after the write that enqueued a job.
    pub fn ring(&self) {
        *self.rung.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.bell.notify_all();
    }

    /// How often it was rung.
    pub(super) fn count(&self) -> u64 {
        *self.rung.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until it is rung more than `seen` times, `at_most` so long.
    pub(super) fn wait(&self, seen: u64, at_most: Duration) {
        let rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        let _woken = self.bell.wait_timeout_while(rung, at_most, |rung| *rung <= seen);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_of_a_former_life_is_orphaned_and_one_of_a_living_process_is_not() {
        assert!(is_orphaned(&name()));
        assert!(is_orphaned("4194304999.X"));
        assert!(!is_orphaned("1.X"));
        assert!(!is_orphaned("elsewhere"));
    }

    #[test]
    fn the_bell_ends_the_wait() {
        let wake = Wake::default();
        let seen = wake.count();
        wake.ring();
        let started = std::time::Instant::now();
        wake.wait(seen, Duration::from_secs(30));
        assert!(started.elapsed() < Duration::from_secs(10));
        assert_eq!(wake.count(), 1);
    }
}
