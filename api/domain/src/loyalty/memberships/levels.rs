//! Levels: up at once, down at the anniversary, and then by one level only.

use chrono::{Days, Months, NaiveDate};

use crate::period::{DateRange, LAST_DAY, Window};

crate::vocabulary! {
    /// What made a level be looked at.
    pub enum LevelCause {
        Enrolment = "enrolment",
        Purchase = "purchase",
        /// A pass over all members: thresholds have changed, or history came in.
        Review = "review",
        /// Twelve months with the level.
        Anniversary = "anniversary",
        /// The purchase that reached the level was returned.
        Return = "return",
        /// The holder was merged with another customer, or that was undone.
        Merge = "merge",
    }
}

/// The next level and what is missing to it: points, or minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    /// Its place on the ladder.
    pub level: usize,
    /// How much more within the 12 months reaches it; above 0.
    pub missing: i64,
}

/// A level and whether it is another one than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// Its place on the ladder; none below the lowest.
    pub level: Option<usize>,
    /// Whether `level` is another than the one asked about.
    pub changed: bool,
    /// None on the highest level.
    pub next: Option<Next>,
}

/// The level of somebody who has come to `value` within 12 months. `thresholds` are lower bounds, the lowest level
/// first, no two alike; `current` is the place of the present level.
///
/// Up to any level at once. Down only at the anniversary, by one level however far the value has fallen.
pub fn decide(thresholds: &[i64], current: Option<usize>, value: i64, anniversary: bool) -> Decision {
    let deserved = thresholds.partition_point(|&threshold| threshold <= value).checked_sub(1);
    let level = if deserved > current {
        deserved
    } else if deserved < current && anniversary {
        current.and_then(|current| current.checked_sub(1))
    } else {
        current
    };
    let above = level.map_or(0, |level| level + 1);
    let next = thresholds.get(above).map(|threshold| Next { level: above, missing: threshold.saturating_sub(value) });
    Decision { level, changed: level != current, next }
}

/// The level of somebody whose level was reached by a purchase that was wholly returned: that of before, `base`, or a
/// higher one that the rest of what they have come to deserves.
pub fn fall_back(thresholds: &[i64], base: Option<usize>, value: i64) -> Option<usize> {
    decide(thresholds, base, value, false).level
}

/// Whether a purchase is returned early enough for the level it reached to fall at once; later it falls at its
/// anniversary only.
pub fn unmakes_level(bought_on: NaiveDate, returned_on: NaiveDate, days: u32) -> bool {
    bought_on.checked_add_days(Days::new(u64::from(days))).is_none_or(|last| returned_on <= last)
}

/// The 12 months that are looked at on a day.
pub fn window(today: NaiveDate) -> DateRange {
    let ranges = Window::TrailingMonths { months: 12 }.ranges(today);
    ranges.first().copied().unwrap_or(DateRange::ALL)
}

/// The next anniversary after `today` of a level that began on `since`. Months are counted from the beginning, so one
/// of 29 February is looked at on 29 February again.
pub fn next_review(since: NaiveDate, today: NaiveDate) -> NaiveDate {
    let anniversaries = (1..).map_while(|years: u32| since.checked_add_months(Months::new(years.checked_mul(12)?)));
    anniversaries.into_iter().find(|&day| day > today).unwrap_or(LAST_DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn up_at_once_down_by_one_at_the_anniversary() {
        let ladder = [0, 1000, 3000, 9000];
        for (current, value, anniversary, level) in [
            (None, 0, false, Some(0)),
            (None, -1, false, None),
            (None, 9000, false, Some(3)),
            (Some(0), 999, false, Some(0)),
            (Some(0), 1000, false, Some(1)),
            (Some(0), 8999, false, Some(2)),
            (Some(3), 0, false, Some(3)),
            (Some(3), 0, true, Some(2)),
            (Some(3), 8999, true, Some(2)),
            (Some(3), 9000, true, Some(3)),
            (Some(1), 0, true, Some(0)),
            (Some(0), -5, true, None),
            (Some(0), 0, true, Some(0)),
            (Some(1), 3000, true, Some(2)),
        ] {
            let decision = decide(&ladder, current, value, anniversary);
            assert_eq!(decision.level, level, "{current:?} {value} {anniversary}");
            assert_eq!(decision.changed, level != current);
        }
        assert_eq!(decide(&[], None, 10, true).level, None);
    }

    #[test]
    fn the_next_level_and_what_is_missing_to_it() {
        let ladder = [0, 1000, 3000];
        for (current, value, next) in [
            (Some(0), 400, Some(Next { level: 1, missing: 600 })),
            (Some(1), 1000, Some(Next { level: 2, missing: 2000 })),
            (Some(1), 0, Some(Next { level: 2, missing: 3000 })),
            (Some(2), 0, None),
            (None, -5, Some(Next { level: 0, missing: 5 })),
        ] {
            assert_eq!(decide(&ladder, current, value, false).next, next, "{current:?} {value}");
        }
    }

    #[test]
    fn a_level_that_a_returned_purchase_reached_falls_to_what_it_would_have_been() {
        let ladder = [0, 1000, 3000];
        for (base, value, level) in [
            (Some(0), 0, Some(0)),
            (None, -5, None),
            (Some(0), 1200, Some(1)),
            (Some(1), 0, Some(1)),
            (Some(1), 3000, Some(2)),
        ] {
            assert_eq!(fall_back(&ladder, base, value), level, "{base:?} {value}");
        }
        for (bought, returned, days, unmakes) in [
            ("2026-05-01", "2026-05-31", 30, true),
            ("2026-05-01", "2026-06-01", 30, false),
            ("2026-05-01", "2026-05-01", 0, true),
            ("2026-05-01", "2026-05-02", 0, false),
        ] {
            assert_eq!(unmakes_level(day(bought), day(returned), days), unmakes, "{bought} {returned}");
        }
    }

    #[test]
    fn anniversaries_are_counted_from_the_day_a_level_began() {
        for (since, today, next) in [
            ("2025-05-01", "2025-05-01", "2026-05-01"),
            ("2025-05-01", "2026-04-30", "2026-05-01"),
            ("2025-05-01", "2026-05-01", "2027-05-01"),
            ("2024-02-29", "2025-02-27", "2025-02-28"),
            ("2024-02-29", "2027-12-01", "2028-02-29"),
            ("2020-01-31", "2026-05-01", "2027-01-31"),
        ] {
            assert_eq!(next_review(day(since), day(today)), day(next), "{since} {today}");
        }
        assert_eq!(window(day("2026-05-01")), DateRange { from: day("2025-05-02"), to: day("2026-05-01") });
    }
}
