//! Working time: adding it to an instant, and counting it between two.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::rule::Rule;
use crate::period::{instant_of, local_day};

/// How many days ahead working time is looked for: three years of holidays are taken as never.
const MOST_DAYS: usize = 1100;

crate::errors! {
    /// The calendar never opens again, as far as anybody plans.
    pub struct NoWorkingTime => (
        "the calendar has not enough working time within the next three years",
        "该日历在未来三年内没有足够的工作时间"
    );
}

/// A calendar in the time zone of the unit that must act.
#[derive(Debug, Clone)]
pub struct Working {
    /// When it is open, by local time.
    pub rule: Rule,
    /// Of the unit that must act.
    pub zone: Tz,
}

impl Working {
    /// Whether the calendar makes sense is not checked here, see [`Rule::check`].
    pub fn new(rule: Rule, zone: Tz) -> Self {
        Self { rule, zone }
    }

    /// So many working days as working time.
    pub fn days(&self, days: i32) -> TimeDelta {
        TimeDelta::minutes(self.rule.day_minutes() * i64::from(days))
    }

    /// The first instant at which `work` has passed since `at`. It is real time: the night in which the clock is set
    /// back is an hour longer.
    pub fn add(&self, at: DateTime<Utc>, work: TimeDelta) -> Result<DateTime<Utc>, NoWorkingTime> {
        if work <= TimeDelta::zero() {
            return Ok(at);
        }
        let (mut left, mut reached) = (work, at);
        for (start, end) in self.spans(at).take_while_days(MOST_DAYS) {
            let start = start.max(reached);
            if end <= start {
                continue;
            }
            if end - start >= left {
                return Ok(start + left);
            }
            left -= end - start;
            reached = end;
        }
        Err(NoWorkingTime)
    }

    /// The working time between two instants; zero when `to` is not after `from`.
    pub fn between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        let mut sum = TimeDelta::zero();
        let mut reached = from;
        let last = local_day(to, self.zone);
        for (start, end) in self.spans(from).until(last) {
            let (start, end) = (start.max(reached), end.min(to));
            if end > start {
                sum += end - start;
                reached = end;
            }
        }
        sum
    }

    /// Openings in order of their beginning, from the day before `at`: hours of yesterday may pass midnight.
    fn spans(&self, at: DateTime<Utc>) -> Spans<'_> {
        let today = local_day(at, self.zone);
        Spans { working: self, first: today.checked_sub_days(Days::new(1)).unwrap_or(today) }
    }

    /// The openings of one day as instants.
    fn of_day(&self, day: NaiveDate) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
        let openings = self.rule.hours_on(day).iter().map(|hours| {
            let (from, _) = hours.from.clock();
            let (to, ends_day) = hours.to.clock();
            let last = if ends_day || hours.is_overnight() { next } else { day };
            (instant_of(day, from, self.zone), instant_of(last, to, self.zone))
        });
        openings.collect()
    }
}

/// Openings from a day on.
struct Spans<'a> {
    working: &'a Working,
    first: NaiveDate,
}

impl<'a> Spans<'a> {
    /// Those of the next so many days.
    fn take_while_days(self, days: usize) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> + 'a {
        self.first.iter_days().take(days).flat_map(move |day| self.working.of_day(day))
    }

    /// Those of the days up to and including `last`.
    fn until(self, last: NaiveDate) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> + 'a {
        self.first.iter_days().take_while(move |day| *day <= last).flat_map(move |day| self.working.of_day(day))
    }
}

#[cfg(test)]
mod tests;
