//! When a delivery is tried again, and what its end means for the endpoint.

use chrono::{NaiveDateTime, TimeDelta};

use super::{WebhookError, WebhookOffReason};

/// The waits before each attempt, as Standard Webhooks 1.0 recommends: the first goes at once.
pub const SCHEDULE: [TimeDelta; 10] = [
    TimeDelta::zero(),
    TimeDelta::seconds(5),
    TimeDelta::minutes(5),
    TimeDelta::minutes(30),
    TimeDelta::hours(2),
    TimeDelta::hours(5),
    TimeDelta::hours(10),
    TimeDelta::hours(14),
    TimeDelta::hours(20),
    TimeDelta::hours(24),
];

/// The greatest part of a wait that is added to it, in percent: what failed together is not tried again together.
const JITTER: u32 = 10;

/// The longest that an endpoint may ask to be left alone: the longest wait of the schedule.
pub const LONGEST: TimeDelta = TimeDelta::hours(24);

/// An attempt, and what was before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Why it failed; none when it succeeded.
    pub error: Option<WebhookError>,
    /// Which attempt of the schedule it was, from 1.
    pub attempt: u32,
    /// When the first attempt of the schedule began.
    pub first_at: NaiveDateTime,
    /// When it ended.
    pub at: NaiveDateTime,
    /// When the endpoint took something last.
    pub last_success_at: Option<NaiveDateTime>,
    /// How long the endpoint asked to be left alone, at most [`LONGEST`].
    pub retry_after: Option<TimeDelta>,
    /// Whether it is only a test, which is tried once and says nothing of the endpoint.
    pub is_test: bool,
    /// Anything: decides how much is added to the wait.
    pub seed: u32,
}

/// What follows from an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is done.
    Delivered,
    /// It is tried again at this time.
    Again(NaiveDateTime),
    /// It is not tried again, and the endpoint is switched off if a reason is given.
    GiveUp(Option<WebhookOffReason>),
}

/// What follows from an attempt. An endpoint that took something since the first attempt stays on: then it is the one
/// delivery that it does not take.
pub fn verdict(tried: &Tried) -> Verdict {
    let Some(error) = tried.error else { return Verdict::Delivered };
    if tried.is_test {
        return Verdict::GiveUp(None);
    }
    match error {
        WebhookError::Gone => return Verdict::GiveUp(Some(WebhookOffReason::Gone)),
        WebhookError::EventForgotten => return Verdict::GiveUp(None),
        // Only somebody who changes the endpoint can mend it.
        WebhookError::NoSecret | WebhookError::PrivateAddress => {
            return Verdict::GiveUp(Some(WebhookOffReason::Misconfigured));
        }
        _ => {}
    }
    let wait = usize::try_from(tried.attempt).ok().and_then(|attempt| SCHEDULE.get(attempt));
    match wait {
        Some(wait) => {
            let planned = *wait + *wait * i32::from(percent(tried.seed)) / 100;
            let asked = tried.retry_after.unwrap_or_default().clamp(TimeDelta::zero(), LONGEST);
            Verdict::Again(tried.at + planned.max(asked))
        }
        None if tried.last_success_at.is_some_and(|at| at >= tried.first_at) => Verdict::GiveUp(None),
        None => Verdict::GiveUp(Some(WebhookOffReason::Exhausted)),
    }
}

/// 0 to [`JITTER`].
fn percent(seed: u32) -> u8 {
    u8::try_from(seed % (JITTER + 1)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: u32) -> NaiveDateTime {
        format!("2026-03-01T{hour:02}:00:00").parse().unwrap()
    }

    fn failed(attempt: u32) -> Tried {
        Tried {
            error: Some(WebhookError::Status),
            attempt,
            first_at: at(8),
            at: at(9),
            last_success_at: None,
            retry_after: None,
            is_test: false,
            seed: 0,
        }
    }

    #[test]
    fn the_waits_are_those_of_standard_webhooks() {
        let seconds = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
        for (attempt, seconds) in (1..).zip(seconds) {
            let wait = TimeDelta::seconds(seconds);
            assert_eq!(verdict(&failed(attempt)), Verdict::Again(at(9) + wait), "after attempt {attempt}");
            for seed in 0..50 {
                let Verdict::Again(then) = verdict(&Tried { seed, ..failed(attempt) }) else { panic!("{attempt}") };
                let waited = then - at(9);
                assert!(waited >= wait && waited <= wait + wait / 10, "{waited} after attempt {attempt}");
            }
        }
        assert_eq!(verdict(&Tried { seed: 10, ..failed(3) }), Verdict::Again(at(9) + TimeDelta::minutes(33)));
    }

    #[test]
    fn an_endpoint_that_asks_for_time_gets_it() {
        for (asked, seconds) in [(-5, 300), (60, 300), (301, 301), (7_200, 7_200), (1_000_000, 86_400)] {
            let tried = Tried { retry_after: Some(TimeDelta::seconds(asked)), ..failed(2) };
            assert_eq!(verdict(&tried), Verdict::Again(at(9) + TimeDelta::seconds(seconds)), "asked for {asked} s");
        }
    }

    #[test]
    fn what_an_end_means_for_the_endpoint() {
        let exhausted = failed(10);
        let gone = Tried { error: Some(WebhookError::Gone), ..failed(1) };
        let misconfigured = Verdict::GiveUp(Some(WebhookOffReason::Misconfigured));
        for (tried, expected) in [
            (Tried { error: None, ..failed(10) }, Verdict::Delivered),
            (exhausted, Verdict::GiveUp(Some(WebhookOffReason::Exhausted))),
            (Tried { last_success_at: Some(at(7)), ..exhausted }, Verdict::GiveUp(Some(WebhookOffReason::Exhausted))),
            (Tried { last_success_at: Some(at(8)), ..exhausted }, Verdict::GiveUp(None)),
            (gone, Verdict::GiveUp(Some(WebhookOffReason::Gone))),
            (Tried { is_test: true, ..gone }, Verdict::GiveUp(None)),
            (Tried { is_test: true, ..failed(1) }, Verdict::GiveUp(None)),
            (Tried { error: Some(WebhookError::EventForgotten), ..failed(1) }, Verdict::GiveUp(None)),
            (Tried { error: Some(WebhookError::NoSecret), ..failed(1) }, misconfigured),
            (Tried { error: Some(WebhookError::PrivateAddress), ..failed(1) }, misconfigured),
            (Tried { error: Some(WebhookError::NoSecret), is_test: true, ..failed(1) }, Verdict::GiveUp(None)),
        ] {
            assert_eq!(verdict(&tried), expected, "{tried:?}");
        }
    }
}
