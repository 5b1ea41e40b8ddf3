//! What becomes of a message that did not leave: when it is tried again, when sending rests, when a batch is paused.

use chrono::{DateTime, TimeDelta, Utc};

/// What becomes of a message that the other side could not take now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterLater {
    /// Tried again at this moment or later.
    RetryAt(DateTime<Utc>),
    /// Every attempt came to nothing: the message has failed.
    GiveUp,
}

/// Waits after each attempt that came to nothing, in seconds. A greylisting receiver takes a message again within
/// minutes; a gateway that is away for an evening is back within hours (RFC 5321, 4.5.4.1).
const WAITS: [i64; 9] = [5, 30, 120, 600, 1800, 3600, 7200, 14_400, 14_400];
/// The longest wait that the other side may ask for.
const LONGEST: TimeDelta = TimeDelta::hours(24);
/// How long sending rests at the most before it is tried again.
const LONGEST_HOLD: TimeDelta = TimeDelta::seconds(60);

/// What to do after the attempt with this number (from 1), when the other side asked to wait for `asked`.
pub fn after_later(attempt: i32, asked: Option<TimeDelta>, now: DateTime<Utc>) -> AfterLater {
    let index = usize::try_from(attempt.saturating_sub(1)).unwrap_or(0);
    let Some(seconds) = WAITS.get(index) else { return AfterLater::GiveUp };
    let asked = asked.unwrap_or_default().clamp(TimeDelta::zero(), LONGEST);
    AfterLater::RetryAt(now + TimeDelta::seconds(*seconds).max(asked))
}

/// How long all connections rest after so many messages in a row that the other side could not take: it is away, or
/// wants to be left alone. None while single messages may be the reason.
pub fn hold_for(in_a_row: usize, connections: usize) -> Option<TimeDelta> {
    let rounds = in_a_row / connections.max(1);
    let rounds = u32::try_from(rounds).unwrap_or(u32::MAX);
    if rounds < 2 {
        return None;
    }
    let seconds = 1_i64.checked_shl(rounds.min(7) - 2).unwrap_or(1);
    Some(TimeDelta::seconds(seconds).min(LONGEST_HOLD))
}

/// Whether an answer says that the other side takes nothing now, rather than not this one message. A mail server that
/// greylists says no to one recipient with 4xx; with 421 it takes leave of us.
pub fn is_about_all(code: &str) -> bool {
    !code.starts_with("smtp_4") || code == "smtp_421"
}

/// What came back from a batch of messages since it was launched or resumed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Taken by the other side and not bounced since.
    pub sent: i64,
    /// Refused for good, bounced, or given up.
    pub failed: i64,
}

/// When a batch is paused by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FailureLimit {
    /// Of 10,000.
    pub share: i32,
    /// Not before so many messages came to an end.
    pub after: i64,
}

impl FailureLimit {
    /// Whether more failed than may.
    pub fn is_passed(&self, tally: Tally) -> bool {
        let ended = tally.sent.saturating_add(tally.failed);
        let share = i128::from(tally.failed) * 10_000;
        ended >= self.after.max(1) && share > i128::from(self.share) * i128::from(ended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let seconds = TimeDelta::seconds;
        for (attempt, asked, wait) in [
            (0, None, Some(5)),
            (1, None, Some(5)),
            (2, None, Some(30)),
            (3, None, Some(120)),
            (9, None, Some(14_400)),
            (10, None, None),
            (i32::MAX, None, None),
            (1, Some(seconds(3)), Some(5)),
            (1, Some(seconds(90)), Some(90)),
            (1, Some(seconds(-90)), Some(5)),
            (1, Some(TimeDelta::days(30)), Some(86_400)),
            (10, Some(seconds(1)), None),
        ] {
            let expected = wait.map_or(AfterLater::GiveUp, |wait| AfterLater::RetryAt(now + seconds(wait)));
            assert_eq!(after_later(attempt, asked, now), expected, "attempt {attempt}, asked {asked:?}");
        }
        let all: i64 = WAITS.iter().sum();
        assert!((8 * 3600..24 * 3600).contains(&all), "an evening, not a week: {all}");
    }

    #[test]
    fn sending_rests_when_nothing_is_taken_any_more() {
        for (in_a_row, connections, hold) in [
            (0, 8, None),
            (15, 8, None),
            (16, 8, Some(1)),
            (24, 8, Some(2)),
            (32, 8, Some(4)),
            (56, 8, Some(32)),
            (8000, 8, Some(32)),
            (2, 1, Some(1)),
            (2, 0, Some(1)),
        ] {
            assert_eq!(hold_for(in_a_row, connections), hold.map(TimeDelta::seconds), "{in_a_row} by {connections}");
        }
    }

    #[test]
    fn a_greylisted_recipient_does_not_stop_the_others() {
        for (code, about_all) in [
            ("smtp_450", false),
            ("smtp_451", false),
            ("smtp_421", true),
            ("http_429", true),
            ("http_503", true),
            ("unreachable", true),
            ("connection_lost", true),
            ("timeout", true),
        ] {
            assert_eq!(is_about_all(code), about_all, "{code}");
        }
    }

    #[test]
    fn a_campaign_is_paused_when_more_fail_than_may() {
        let limit = FailureLimit { share: 2000, after: 50 };
        for (sent, failed, passed) in [
            (0, 0, false),
            (0, 49, false),
            (0, 50, true),
            (40, 10, false),
            (39, 11, true),
            (8000, 2000, false),
            (7999, 2001, true),
        ] {
            assert_eq!(limit.is_passed(Tally { sent, failed }), passed, "{failed} of {}", sent + failed);
        }
        assert!(!FailureLimit { share: 10_000, after: 1 }.is_passed(Tally { sent: 0, failed: 9 }), "all may fail");
        assert!(!FailureLimit { share: 0, after: 0 }.is_passed(Tally::default()));
    }
}
