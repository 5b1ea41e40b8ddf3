//! Quiet hours: when a message may go, in the customer's own time zone.

use chrono::{DateTime, Days, NaiveTime, Utc};
use chrono_tz::Tz;

use crate::period::instant_of;

/// From when to when nothing is sent; `from` after `to` goes past midnight, `from` at `to` is never.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    /// The first quiet minute, in the customer's time zone.
    pub from: NaiveTime,
    /// The first minute that is quiet no longer, in the customer's time zone.
    pub to: NaiveTime,
}

impl QuietHours {
    /// From and until these minutes since midnight; the end of the day is its midnight.
    pub fn of_minutes(from: u32, to: u32) -> Self {
        let time = |minutes: u32| NaiveTime::from_hms_opt(minutes / 60 % 24, minutes % 60, 0).unwrap_or(NaiveTime::MIN);
        Self { from: time(from), to: time(to) }
    }

    /// Whether nothing is sent at this time of the day: `from` is quiet, `to` is not.
    fn covers(&self, time: NaiveTime) -> bool {
        if self.from <= self.to { (self.from..self.to).contains(&time) } else { time >= self.from || time < self.to }
    }
}

/// The first moment from `at` on that is not quiet.
pub fn free_at(at: DateTime<Utc>, quiet: Option<QuietHours>, zone: Tz) -> DateTime<Utc> {
    let Some(quiet) = quiet else { return at };
    let local = at.with_timezone(&zone).naive_local();
    if !quiet.covers(local.time()) {
        return at;
    }
    let ends_today = local.time() < quiet.to;
    let day = if ends_today { Some(local.date()) } else { local.date().checked_add_days(Days::new(1)) };
    let end = day.map_or(at, |day| instant_of(day, quiet.to, zone));
    // Where clocks are set back the end may seem to lie behind.
    end.max(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn hours(from: &str, to: &str) -> Option<QuietHours> {
        let minutes = |text: &str| {
            let (hours, minutes) = text.split_once(':').unwrap();
            hours.parse::<u32>().unwrap() * 60 + minutes.parse::<u32>().unwrap()
        };
        Some(QuietHours::of_minutes(minutes(from), minutes(to)))
    }

    #[test]
    fn a_message_waits_until_the_quiet_hours_end_where_the_customer_is() {
        let night = hours("21:00", "09:00");
        for (quiet, zone, asked, free) in [
            // Noon in Shanghai.
            (night, "Asia/Shanghai", "2026-03-01T04:00:00Z", "2026-03-01T04:00:00Z"),
            // 20:59:59 and 21:00 in Shanghai.
            (night, "Asia/Shanghai", "2026-03-01T12:59:59Z", "2026-03-01T12:59:59Z"),
            (night, "Asia/Shanghai", "2026-03-01T13:00:00Z", "2026-03-02T01:00:00Z"),
            // 02:00, 08:59 and 09:00 in Shanghai: the same day's morning.
            (night, "Asia/Shanghai", "2026-03-01T18:00:00Z", "2026-03-02T01:00:00Z"),
            (night, "Asia/Shanghai", "2026-03-02T00:59:00Z", "2026-03-02T01:00:00Z"),
            (night, "Asia/Shanghai", "2026-03-02T01:00:00Z", "2026-03-02T01:00:00Z"),
            // The same moment is day in Berlin.
            (night, "Europe/Berlin", "2026-03-01T13:00:00Z", "2026-03-01T13:00:00Z"),
            // Not past midnight: a siesta.
            (hours("13:00", "15:00"), "Asia/Shanghai", "2026-03-01T06:00:00Z", "2026-03-01T07:00:00Z"),
            (hours("13:00", "15:00"), "Asia/Shanghai", "2026-03-01T07:00:00Z", "2026-03-01T07:00:00Z"),
            // Until midnight.
            (hours("21:00", "24:00"), "Asia/Shanghai", "2026-03-01T13:00:00Z", "2026-03-01T16:00:00Z"),
            // Never, written in two ways.
            (hours("09:00", "09:00"), "Asia/Shanghai", "2026-03-01T13:00:00Z", "2026-03-01T13:00:00Z"),
            (None, "Asia/Shanghai", "2026-03-01T13:00:00Z", "2026-03-01T13:00:00Z"),
            // 09:00 in New York is an hour earlier in UTC after the clocks were set forward in the night.
            (night, "America/New_York", "2026-03-08T03:00:00Z", "2026-03-08T13:00:00Z"),
            // Quiet hours that end within the hour that is skipped end after it.
            (hours("21:00", "02:30"), "America/New_York", "2026-03-08T04:00:00Z", "2026-03-08T07:00:00Z"),
        ] {
            assert_eq!(free_at(at(asked), quiet, zone.parse().unwrap()), at(free), "{asked} in {zone}");
        }
    }
}
