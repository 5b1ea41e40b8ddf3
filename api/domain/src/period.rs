//! Days and windows: which day an instant is, and from when to when a rule looks (domain, Organisation and Value tier).
//!
//! A day, a month and a year are those of the organisation's time zone. Ranges include both ends. Nothing here reads
//! the clock: `now` and `today` are arguments.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The first day a fact may be dated.
pub const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(1990, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// The open end of a window without one.
pub const LAST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// How far ahead of our clock a till's may run. What is further ahead is a local time that was marked as UTC.
pub const MOST_AHEAD: TimeDelta = TimeDelta::minutes(10);

/// A time zone of the IANA database, such as `Asia/Shanghai`.
pub fn parse_zone(name: &str) -> Result<Tz, ZoneError> {
    name.parse().map_err(|_| ZoneError)
}

crate::errors! {
    /// A name that is no time zone.
    pub struct ZoneError => (
        "expected a time zone of the IANA database, such as Asia/Shanghai",
        "应为 IANA 时区名，如 `Asia/Shanghai`"
    );
}

/// The organisation-local day of an instant.
pub fn local_day(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// The days from the first to the one after the last, where either may be missing: up to today, and `count` days back. None
/// when they begin after they end.
pub fn days_or_last(
    from: Option<NaiveDate>,
    before: Option<NaiveDate>,
    today: NaiveDate,
    count: u64,
) -> Option<(NaiveDate, NaiveDate)> {
    let before = before.or_else(|| today.succ_opt()).unwrap_or(today);
    let from = from.or_else(|| before.checked_sub_days(Days::new(count))).unwrap_or(before);
    (from <= before).then_some((from, before))
}

/// The first instant of a local day, also where a clock change swallows midnight.
pub fn start_of_day(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    instant_of(day, NaiveTime::MIN, zone)
}

/// When the calendar month of a moment begins and when the next one does, in a zone.
pub fn month_of(at: DateTime<Utc>, zone: Tz) -> (DateTime<Utc>, DateTime<Utc>) {
    let day = local_day(at, zone);
    let first = day.with_day(1).unwrap_or(day);
    let next = first.checked_add_months(Months::new(1)).unwrap_or(LAST_DAY);
    (start_of_day(first, zone), start_of_day(next, zone))
}

/// The instant of a local date and time: the earlier one where the clock was set back, the first after the gap where
/// it was set forward.
pub fn instant_of(day: NaiveDate, time: NaiveTime, zone: Tz) -> DateTime<Utc> {
    let local = day.and_time(time);
    let quarters = (0..=12).map(|quarter| local + TimeDelta::minutes(15 * quarter));
    quarters
        .filter_map(|local| zone.from_local_datetime(&local).earliest())
        .next()
        .map_or_else(|| local.and_utc(), |at| at.with_timezone(&Utc))
}

crate::errors! {
    /// Why a fact cannot have happened then.
    #[derive(Copy)]
    pub enum OccurredAtError {
        TooEarly => (
            "facts before {FIRST_DAY} are not taken",
            "不接受 {FIRST_DAY} 以前的记录"
        ),
        InFuture => (
            "this is more than 10 minutes ahead: `Z` means UTC, a local time says its offset, such as `+08:00`",
            "此时间比现在晚 10 分钟以上：`Z` 表示 `UTC` 时间，当地时间须注明时差，如 `+08:00`"
        ),
    }
}

/// Whether a fact may have happened at this time: not before 1990 began anywhere on earth, and not more than 10 minutes
/// ahead of `now`.
pub fn check_occurred_at(at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), OccurredAtError> {
    let first = FIRST_DAY.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(14);
    if at < first {
        Err(OccurredAtError::TooEarly)
    } else if at > now + MOST_AHEAD {
        Err(OccurredAtError::InFuture)
    } else {
        Ok(())
    }
}

/// The moment a fact counts from: the one that was told, or that of its recording when the one told was still to come.
pub fn counted_at<T: Ord>(told: T, recorded: T) -> T {
    told.min(recorded)
}

/// Days from one to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub struct DateRange {
    /// The first day.
    pub from: NaiveDate,
    /// The last day; not before `from`, or the range holds no day.
    pub to: NaiveDate,
}

impl DateRange {
    /// Every day a fact may have.
    pub const ALL: Self = Self { from: FIRST_DAY, to: LAST_DAY };

    /// A calendar year.
    pub fn year(year: i32) -> Self {
        Self {
            from: NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(FIRST_DAY),
            to: NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(LAST_DAY),
        }
    }

    /// Whether the day is one of them.
    pub fn contains(&self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

/// The time a rule looks at, as a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Window {
    /// The last closed calendar year or the running one, whichever is better.
    CalendarYear {},
    /// The months up to and including today.
    TrailingMonths {
        /// From 1 to 120. Of 3 months on 15 May the first day is 16 February.
        #[schema(minimum = 1, maximum = 120, example = 12)]
        months: u32,
    },
    /// Two days and all between.
    FromTo {
        /// The first day, not before 1990.
        from: NaiveDate,
        /// The last day, not before `from`.
        to: NaiveDate,
    },
    /// All time.
    All {},
}

crate::errors! {
    /// Why a window makes no sense.
    #[derive(Copy)]
    pub enum WindowError {
        Months => (
            "expected 1 to 120 months",
            "应为 1 至 120 个月"
        ),
        Backwards => (
            "the window ends before it begins",
            "统计期间的结束早于开始"
        ),
        OutOfBounds => (
            "the window begins before {FIRST_DAY} or ends after {LAST_DAY}",
            "统计期间早于 {FIRST_DAY} 或晚于 {LAST_DAY}"
        ),
    }
}

impl Window {
    /// Whether the window makes sense.
    pub fn check(&self) -> Result<(), WindowError> {
        match *self {
            Self::TrailingMonths { months } if !(1..=120).contains(&months) => Err(WindowError::Months),
            Self::FromTo { from, to } if from > to => Err(WindowError::Backwards),
            Self::FromTo { from, to } if from < FIRST_DAY || to > LAST_DAY => Err(WindowError::OutOfBounds),
            _ => Ok(()),
        }
    }

    /// The ranges to look at on this day; the better one counts. Only the calendar year has two: the last closed year,
    /// then the running one.
    pub fn ranges(&self, today: NaiveDate) -> Vec<DateRange> {
        match *self {
            Self::CalendarYear {} => vec![DateRange::year(today.year() - 1), DateRange::year(today.year())],
            Self::TrailingMonths { months } => vec![DateRange {
                from: today
                    .checked_sub_months(Months::new(months))
                    .and_then(|day| day.checked_add_days(Days::new(1)))
                    .unwrap_or(FIRST_DAY),
                to: today,
            }],
            Self::FromTo { from, to } => vec![DateRange { from, to }],
            Self::All {} => vec![DateRange::ALL],
        }
    }

    /// Whether the ranges change from one day to the next without any new fact.
    pub fn moves_with_time(&self) -> bool {
        matches!(self, Self::CalendarYear {} | Self::TrailingMonths { .. })
    }

    /// The word of its kind, as in the setting.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::CalendarYear {} => "calendar_year",
            Self::TrailingMonths { .. } => "trailing_months",
            Self::FromTo { .. } => "from_to",
            Self::All {} => "all",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_begins_at_midnight_of_the_zone() {
        let zone: Tz = "Asia/Shanghai".parse().unwrap();
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        for (moment, from, before) in [
            ("2026-11-15T00:00:00Z", "2026-10-31T16:00:00Z", "2026-11-30T16:00:00Z"),
            ("2026-10-31T16:00:00Z", "2026-10-31T16:00:00Z", "2026-11-30T16:00:00Z"),
            ("2026-10-31T15:59:59Z", "2026-09-30T16:00:00Z", "2026-10-31T16:00:00Z"),
            ("2026-12-31T15:59:59Z", "2026-11-30T16:00:00Z", "2026-12-31T16:00:00Z"),
        ] {
            assert_eq!(month_of(at(moment), zone), (at(from), at(before)), "{moment}");
        }
    }

    #[test]
    fn a_day_is_that_of_the_organisation() {
        let shanghai = parse_zone("Asia/Shanghai").unwrap();
        assert_eq!(local_day(at("2026-12-31T15:59:59Z"), shanghai), day("2026-12-31"));
        assert_eq!(local_day(at("2026-12-31T16:00:00Z"), shanghai), day("2027-01-01"));
        assert_eq!(start_of_day(day("2027-01-01"), shanghai), at("2026-12-31T16:00:00Z"));
        assert_eq!(parse_zone("Shanghai"), Err(ZoneError));
    }

    #[test]
    fn a_day_begins_even_where_midnight_is_skipped() {
        // Santiago set its clocks from 24:00 to 01:00 on 2023-09-03.
        let santiago = parse_zone("America/Santiago").unwrap();
        let start = start_of_day(day("2023-09-03"), santiago);
        assert_eq!(start, at("2023-09-03T04:00:00Z"));
        assert_eq!(local_day(start, santiago), day("2023-09-03"));
    }

    #[test]
    fn facts_are_of_our_time() {
        let now = at("2026-05-01T12:00:00Z");
        for (text, expected) in [
            ("2026-05-01T12:00:00Z", Ok(())),
            ("2026-05-01T12:10:00Z", Ok(())),
            ("2026-05-01T12:10:01Z", Err(OccurredAtError::InFuture)),
            ("2026-05-01T20:00:00Z", Err(OccurredAtError::InFuture)),
            ("1989-12-31T16:00:00Z", Ok(())),
            ("1989-12-31T09:59:59Z", Err(OccurredAtError::TooEarly)),
            ("1900-01-01T00:00:00Z", Err(OccurredAtError::TooEarly)),
        ] {
            assert_eq!(check_occurred_at(at(text), now), expected, "{text}");
        }
    }

    #[test]
    fn what_is_told_ahead_counts_from_its_recording() {
        let recorded = at("2026-05-01T12:00:00Z");
        for (told, counted) in [
            ("2026-05-01T11:00:00Z", "2026-05-01T11:00:00Z"),
            ("2026-05-01T12:05:00Z", "2026-05-01T12:00:00Z"),
            ("2026-05-01T20:00:00Z", "2026-05-01T12:00:00Z"),
        ] {
            assert_eq!(counted_at(at(told), recorded), at(counted), "{told}");
        }
    }

    #[test]
    fn windows_unfold_to_ranges() {
        let range = |from: &str, to: &str| DateRange { from: day(from), to: day(to) };
        let trailing = |months| Window::TrailingMonths { months };
        for (window, today, ranges) in [
            (
                Window::CalendarYear {},
                "2026-03-05",
                vec![range("2025-01-01", "2025-12-31"), range("2026-01-01", "2026-12-31")],
            ),
            (trailing(12), "2026-03-05", vec![range("2025-03-06", "2026-03-05")]),
            (trailing(1), "2026-03-31", vec![range("2026-03-01", "2026-03-31")]),
            (trailing(12), "2024-02-29", vec![range("2023-03-01", "2024-02-29")]),
            (Window::All {}, "2026-03-05", vec![DateRange::ALL]),
        ] {
            assert_eq!(window.ranges(day(today)), ranges, "{window:?}");
        }
        assert!(range("2025-01-01", "2025-12-31").contains(day("2025-12-31")));
        assert!(!range("2025-01-01", "2025-12-31").contains(day("2026-01-01")));
    }

    #[test]
    fn windows_are_written_by_kind_and_nothing_else() {
        for text in [
            r#"{"kind":"calendar_year"}"#,
            r#"{"kind":"trailing_months","months":12}"#,
            r#"{"kind":"from_to","from":"2025-01-01","to":"2025-06-30"}"#,
            r#"{"kind":"all"}"#,
        ] {
            let window: Window = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&window).unwrap(), text);
            assert_eq!(window.check(), Ok(()));
            assert!(text.contains(window.kind()));
        }
        for text in [
            r#"{"kind":"all","months":1}"#,
            r#"{"kind":"trailing_months"}"#,
            r#"{"kind":"trailing_months","months":12,"days":1}"#,
            r#"{"kind":"week"}"#,
        ] {
            assert!(serde_json::from_str::<Window>(text).is_err(), "{text}");
        }
        for (text, error) in [
            (r#"{"kind":"trailing_months","months":0}"#, WindowError::Months),
            (r#"{"kind":"trailing_months","months":121}"#, WindowError::Months),
            (r#"{"kind":"from_to","from":"2025-02-01","to":"2025-01-01"}"#, WindowError::Backwards),
            (r#"{"kind":"from_to","from":"1900-01-01","to":"2025-01-01"}"#, WindowError::OutOfBounds),
        ] {
            let window: Window = serde_json::from_str(text).unwrap();
            assert_eq!(window.check(), Err(error), "{text}");
        }
    }
}
