//! Jobs: states, when to try again, who holds one, and how long it will take. Not here: what a job does.

use chrono::{DateTime, TimeDelta, Utc};

crate::vocabulary! {
    /// How far a job has come.
    pub enum JobState {
        /// Waits for its time, or for a worker.
        Queued = "queued",
        /// A worker holds it, or held it and went away.
        Running = "running",
        /// Done; its result is kept.
        Succeeded = "succeeded",
        /// Tried as often as it may be, or refused in a way that no further attempt changes.
        Failed = "failed",
        /// Ended by somebody before it was done.
        Cancelled = "cancelled",
    }
}

impl JobState {
    /// Whether nothing more will happen to it by itself.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }

    /// Whether somebody may cancel it.
    pub fn can_cancel(self) -> bool {
        !self.is_over()
    }

    /// Whether somebody may start it again.
    pub fn can_retry(self) -> bool {
        matches!(self, Self::Failed | Self::Cancelled)
    }
}

/// How often a job is tried before it has failed.
pub const MOST_ATTEMPTS: u32 = 8;

/// How long a claim holds without a sign of life.
pub const LEASE: TimeDelta = TimeDelta::seconds(60);

/// How often a running job renews its lease: often enough to miss two.
pub const RENEW_EVERY: TimeDelta = TimeDelta::seconds(20);

const FIRST_WAIT: TimeDelta = TimeDelta::seconds(5);
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(1);

/// What becomes of a job whose attempt went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterFailure {
    /// Queued again, due at this moment.
    RetryAt(DateTime<Utc>),
    /// It has failed; only somebody can start it again.
    GiveUp,
}

/// What to do after the attempt with this number (from 1) went wrong.
pub fn after_failure(attempt: u32, now: DateTime<Utc>) -> AfterFailure {
    if attempt >= MOST_ATTEMPTS { AfterFailure::GiveUp } else { AfterFailure::RetryAt(now + backoff(attempt)) }
}

/// How long to wait after the attempt with this number (from 1): 5 s, doubling, at most an hour.
pub fn backoff(attempt: u32) -> TimeDelta {
    1_i32
        .checked_shl(attempt.saturating_sub(1))
        .filter(|&factor| factor > 0)
        .and_then(|factor| FIRST_WAIT.checked_mul(factor))
        .map_or(LONGEST_WAIT, |wait| wait.min(LONGEST_WAIT))
}

/// Until when a claim or a renewal made now holds.
pub fn lease_until(now: DateTime<Utc>) -> DateTime<Utc> {
    now + LEASE
}

/// Whether a job may be claimed: queued and due, or running with its worker gone.
pub fn is_claimable(
    state: JobState,
    run_at: DateTime<Utc>,
    locked_until: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> bool {
    match state {
        JobState::Queued => run_at <= now,
        JobState::Running => locked_until.is_none_or(|until| until < now),
        JobState::Succeeded | JobState::Failed | JobState::Cancelled => false,
    }
}

/// When a job will be done if it goes on as it went: none before it has done something, or when its end is unknown.
pub fn eta(started_at: DateTime<Utc>, now: DateTime<Utc>, done: i64, total: Option<i64>) -> Option<DateTime<Utc>> {
    let left = total?.checked_sub(done).filter(|&left| left >= 0)?;
    let elapsed = (now - started_at).num_milliseconds();
    if done <= 0 || elapsed <= 0 {
        return None;
    }
    let wait = crate::money::pro_rata(elapsed, left, done)?;
    now.checked_add_signed(TimeDelta::try_milliseconds(wait)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn waits_double_up_to_an_hour_and_end() {
        for (attempt, seconds) in [(0, 5), (1, 5), (2, 10), (3, 20), (7, 320), (10, 2560), (11, 3600), (u32::MAX, 3600)]
        {
            assert_eq!(backoff(attempt), TimeDelta::seconds(seconds), "{attempt}");
        }
        assert_eq!(after_failure(1, at(0)), AfterFailure::RetryAt(at(5)));
        assert_eq!(after_failure(7, at(0)), AfterFailure::RetryAt(at(320)));
        assert_eq!(after_failure(8, at(0)), AfterFailure::GiveUp);
    }

    #[test]
    fn a_job_is_claimed_when_due_or_left_behind() {
        for (state, run_at, locked_until, claimable) in [
            (JobState::Queued, at(0), None, true),
            (JobState::Queued, at(1), None, false),
            (JobState::Running, at(0), Some(at(60)), false),
            (JobState::Running, at(0), Some(at(-1)), true),
            (JobState::Running, at(0), None, true),
            (JobState::Succeeded, at(0), None, false),
            (JobState::Failed, at(0), Some(at(-1)), false),
        ] {
            assert_eq!(is_claimable(state, run_at, locked_until, at(0)), claimable, "{state} {locked_until:?}");
        }
        assert_eq!(lease_until(at(0)), at(60));
    }

    #[test]
    fn states_say_what_can_be_done() {
        for &state in JobState::ALL {
            assert_eq!(state.can_cancel(), matches!(state, JobState::Queued | JobState::Running));
            assert_eq!(state.can_retry(), matches!(state, JobState::Failed | JobState::Cancelled));
        }
    }

    #[test]
    fn the_end_is_guessed_from_the_pace() {
        for (elapsed, done, total, expected) in [
            (10, 50, Some(100), Some(at(20))),
            (10, 100, Some(100), Some(at(10))),
            (10, 1, Some(1001), Some(at(10 + 10_000))),
            (10, 0, Some(100), None),
            (0, 10, Some(100), None),
            (10, 10, None, None),
            (10, 101, Some(100), None),
            (10, 1, Some(i64::MAX), None),
        ] {
            assert_eq!(eta(at(0), at(elapsed), done, total), expected, "{done}/{total:?}");
        }
    }
}
