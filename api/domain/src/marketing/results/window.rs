//! Which purchases are the outcome of a campaign (domain, Results): those from a person's assignment on, for so many times
//! 24 hours.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::period::{counted_at, local_day, start_of_day};

/// From when until when purchases of somebody count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// When the person was assigned; purchases from then on count.
    pub from: DateTime<Utc>,
    /// From then on they do not.
    pub until: DateTime<Utc>,
}

impl Window {
    /// So many days from an assignment, at least one.
    pub fn of(assigned: DateTime<Utc>, days: i32) -> Window {
        Window { from: assigned, until: assigned + TimeDelta::days(i64::from(days.max(1))) }
    }

    /// Whether a purchase counts that was told for a moment and recorded at another. One that is known only by its day is
    /// told for the first moment of the day in the organisation's zone: whether that day's purchase came before the
    /// assignment cannot be known, so the day after is the first that counts.
    pub fn holds(&self, told: DateTime<Utc>, recorded: DateTime<Utc>, zone: Tz) -> bool {
        let counted = counted_at(told, recorded);
        let day = local_day(told, zone);
        let is_of_a_day = told == start_of_day(day, zone);
        (self.from..self.until).contains(&counted) && !(is_of_a_day && day <= local_day(self.from, zone))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purchases_count_from_the_assignment_for_so_many_times_24_hours() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let shanghai = crate::period::parse_zone("Asia/Shanghai").unwrap();
        // Eight in the evening in Shanghai.
        let evening = Window::of(at("2026-11-20T12:00:00Z"), 1);
        let midnight = Window::of(at("2026-11-20T16:00:00Z"), 2);
        for (window, told, recorded, holds) in [
            // An hour before the launch, on the same day.
            (evening, "2026-11-20T11:00:00Z", "2026-11-20T11:00:00Z", false),
            (evening, "2026-11-20T11:59:59.999Z", "2026-11-20T13:00:00Z", false),
            (evening, "2026-11-20T12:00:00Z", "2026-11-20T12:00:00Z", true),
            // The next afternoon is within 24 hours.
            (evening, "2026-11-21T11:59:59Z", "2026-11-21T12:00:00Z", true),
            (evening, "2026-11-21T12:00:00Z", "2026-11-21T12:00:00Z", false),
            // Known by its day only: the 20th does not count, the 21st does.
            (evening, "2026-11-19T16:00:00Z", "2026-11-22T00:00:00Z", false),
            (evening, "2026-11-20T16:00:00Z", "2026-11-22T00:00:00Z", true),
            (midnight, "2026-11-20T16:00:00Z", "2026-11-22T00:00:00Z", false),
            (midnight, "2026-11-21T16:00:00Z", "2026-11-22T00:00:00Z", true),
            (midnight, "2026-11-20T16:00:00.001Z", "2026-11-22T00:00:00Z", true),
            // A till whose clock is ahead: what was recorded before the launch was bought before it.
            (evening, "2026-11-20T12:05:00Z", "2026-11-20T11:58:00Z", false),
        ] {
            assert_eq!(window.holds(at(told), at(recorded), shanghai), holds, "{told}");
        }
        assert_eq!(Window::of(at("2026-11-20T12:00:00Z"), 0), evening, "at least a day");
    }
}
