//! When figures over the base are computed for whoever asks, and how long those that are kept are good.

use chrono::{DateTime, TimeDelta, Utc};

/// Customers up to which figures are computed at once; those over more are kept, and made anew by a job.
pub const AT_ONCE: i64 = 2_000;

/// How long kept figures are answered without a look at the base.
pub const GOOD_FOR: TimeDelta = TimeDelta::minutes(10);

/// How long kept figures stay that nobody asks for any more.
pub const KEPT_FOR: TimeDelta = TimeDelta::days(30);

/// Whether figures as of a moment are answered as they are.
pub fn is_good(as_of: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now.signed_duration_since(as_of) < GOOD_FOR
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_good_for_ten_minutes() {
        let now = "2026-05-01T12:00:00Z".parse().unwrap();
        for (as_of, expected) in [
            ("2026-05-01T12:00:00Z", true),
            ("2026-05-01T11:50:00.001Z", true),
            ("2026-05-01T11:50:00Z", false),
            ("2026-04-01T12:00:00Z", false),
        ] {
            assert_eq!(is_good(as_of.parse().unwrap(), now), expected, "{as_of}");
        }
    }
}
