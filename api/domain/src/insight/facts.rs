//! Facts in columns: what sales and refunds come to, as figures over the whole base read it.

use chrono::{DateTime, DurationRound, NaiveDate, TimeDelta, Utc};

/// What is younger is read from the database whenever it is asked for: longer than any transaction takes, so that one
/// that commits late is never missed.
pub const SETTLED_AFTER: TimeDelta = TimeDelta::minutes(15);
/// Sealed facts are brought forward when their mark is older.
pub const FORWARD_AFTER: TimeDelta = TimeDelta::hours(1);

/// A day on which a customer bought. Rules over them take them in order of customer and day, each once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PurchaseDay {
    /// A number that is the customer's own within one question.
    pub customer: u32,
    /// The organisation-local day.
    pub day: NaiveDate,
}

/// The newest moment up to which facts may be sealed.
pub fn mark(now: DateTime<Utc>) -> DateTime<Utc> {
    let settled = now - SETTLED_AFTER;
    settled.duration_trunc(TimeDelta::seconds(1)).unwrap_or(settled)
}

/// Whether a purchase counts by what was known: recorded by then, and not wholly given back by what was recorded by then.
/// Moments are in any unit, all in the same one; none: what is known now.
pub fn counts(recorded_at: i64, ended_at: Option<i64>, known: Option<i64>) -> bool {
    match known {
        None => ended_at.is_none(),
        Some(known) => recorded_at <= known && ended_at.is_none_or(|ended| ended > known),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purchase_counts_from_its_recording_until_all_of_it_is_given_back() {
        for (recorded, ended, known, expected) in [
            (5, None, Some(4), false),
            (5, None, Some(5), true),
            (5, Some(9), Some(8), true),
            (5, Some(9), Some(9), false),
            (5, Some(9), None, false),
            (5, None, None, true),
        ] {
            assert_eq!(counts(recorded, ended, known), expected, "{recorded} {ended:?} {known:?}");
        }
    }

    #[test]
    fn the_mark_is_a_whole_second_a_quarter_of_an_hour_ago() {
        let now = "2026-11-28T10:20:30.987Z".parse().unwrap();
        assert_eq!(mark(now).to_rfc3339(), "2026-11-28T10:05:30+00:00");
    }
}
