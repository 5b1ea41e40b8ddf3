//! Rules of people logging in: throttling, and what a reused refresh token means.
//!
//! Not here: hashing, tokens, cookies and storage.

use chrono::{DateTime, TimeDelta, Utc};

/// How long a rotated refresh token is forgiven: a second tab may have sent it at the same moment.
pub const GRACE: TimeDelta = TimeDelta::seconds(20);

/// What to do with a refresh token that was rotated already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reuse {
    /// Rotated a moment ago: a second tab; answer as to the first.
    Grace,
    /// Somebody has a copy: end the whole family of sessions.
    Theft,
}

/// What the reuse of a refresh token means that was rotated at `rotated_at`.
pub fn on_reuse(rotated_at: DateTime<Utc>, now: DateTime<Utc>) -> Reuse {
    if now - rotated_at <= GRACE { Reuse::Grace } else { Reuse::Theft }
}

/// How failed attempts against one subject are slowed down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Throttle {
    /// Failures that cost nothing.
    pub free: u32,
    /// Wait after the first one beyond; doubles with each further.
    pub first_wait: TimeDelta,
    /// The longest wait.
    pub longest_wait: TimeDelta,
    /// How long failures are remembered.
    pub window: TimeDelta,
}

impl Throttle {
    /// For one account from one address, for a device that its owner has logged in on before, and for who proves their
    /// password again: it waits up to a quarter of an hour, and nobody else does.
    pub fn narrow(free: u32) -> Self {
        let window = TimeDelta::minutes(15);
        Self { free, first_wait: TimeDelta::seconds(2), longest_wait: window, window }
    }

    /// For one address over all accounts. Many people share it behind a router, so more is free and the waits are short.
    pub fn address(free: u32) -> Self {
        Self { free: free.saturating_mul(5), longest_wait: TimeDelta::minutes(1), ..Self::narrow(free) }
    }

    /// For one account over all addresses. It only slows: whoever guesses from many addresses must not keep the owner out.
    pub fn account(free: u32) -> Self {
        Self { free: free.saturating_mul(10), longest_wait: TimeDelta::minutes(1), ..Self::narrow(free) }
    }

    /// How long to wait still before the next attempt; `None` when it may be made now. `failures` are those since the
    /// last success, `last` the time of the latest.
    pub fn wait(&self, failures: u32, last: DateTime<Utc>, now: DateTime<Utc>) -> Option<TimeDelta> {
        let beyond = failures.checked_sub(self.free).filter(|&beyond| beyond > 0)?;
        let doublings = 1_i32.checked_shl(beyond - 1).filter(|&factor| factor > 0);
        let wait = doublings
            .and_then(|factor| self.first_wait.checked_mul(factor))
            .map_or(self.longest_wait, |wait| wait.min(self.longest_wait));
        let left = last + wait - now;
        (left > TimeDelta::zero()).then_some(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn a_reused_token_is_forgiven_for_a_moment_only() {
        assert_eq!(on_reuse(at(0), at(0)), Reuse::Grace);
        assert_eq!(on_reuse(at(0), at(20)), Reuse::Grace);
        assert_eq!(on_reuse(at(0), at(21)), Reuse::Theft);
        assert_eq!(on_reuse(at(0), at(86_400)), Reuse::Theft);
    }

    #[test]
    fn waits_double_up_to_the_window() {
        let throttle = Throttle::narrow(5);
        for (failures, seconds) in [
            (0, None),
            (5, None),
            (6, Some(2)),
            (7, Some(4)),
            (10, Some(32)),
            (14, Some(512)),
            (15, Some(900)),
            (60, Some(900)),
            (u32::MAX, Some(900)),
        ] {
            assert_eq!(throttle.wait(failures, at(0), at(0)), seconds.map(TimeDelta::seconds), "{failures}");
        }
        assert_eq!(throttle.wait(7, at(0), at(3)), Some(TimeDelta::seconds(1)));
        assert_eq!(throttle.wait(7, at(0), at(4)), None);
    }

    #[test]
    fn what_many_share_waits_a_minute_at_most() {
        for (throttle, free) in [(Throttle::address(5), 25), (Throttle::account(5), 50)] {
            assert_eq!(throttle.wait(free, at(0), at(0)), None);
            assert_eq!(throttle.wait(free + 1, at(0), at(0)), Some(TimeDelta::seconds(2)));
            assert_eq!(throttle.wait(u32::MAX, at(0), at(0)), Some(TimeDelta::minutes(1)));
        }
    }
}
