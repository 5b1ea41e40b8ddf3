//! Days and instants as files write them.

use std::fmt::Write;

use chrono::format::{Item, StrftimeItems};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;

use super::CellError;
use crate::period;
use crate::text;

crate::vocabulary! {
    /// Whether 5/6/2026 is of May or of June.
    pub enum DateOrder {
        DayFirst = "day_first",
        MonthFirst = "month_first",
    }
}

/// How the dates of a file are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DateForm<'a> {
    /// The stated form, chrono's `%d.%m.%Y`: then only that is read.
    pub format: Option<&'a str>,
    /// What comes first where the year is last; none: only dates that can be read in one way.
    pub order: Option<DateOrder>,
}

/// A day. With a stated format only that; else the forms that cannot be mistaken.
pub fn parse_date(cell: &str, form: DateForm<'_>) -> Result<NaiveDate, CellError> {
    let cell = text::half_width(cell);
    let cell = cell.trim();
    if let Some(format) = form.format {
        return NaiveDate::parse_from_str(cell, format).map_err(|_| CellError::Date);
    }
    match plain_date(cell) {
        Some(day) => Ok(day),
        None => year_last(cell, form.order),
    }
}

/// Whether a stated format can be read by: chrono's `%d.%m.%Y`, at most 40 characters, with a year, month and day.
pub fn is_date_format(format: &str) -> bool {
    let sample = NaiveDate::from_ymd_opt(2001, 2, 3);
    let readable = StrftimeItems::new(format).all(|item| item != Item::Error);
    readable
        && format.len() <= 40
        && sample.is_some_and(|sample| {
            let mut printed = String::new();
            let at = sample.and_time(NaiveTime::MIN).and_utc();
            write!(printed, "{}", at.format(format)).is_ok()
                && parse_instant(&printed, DateForm { format: Some(format), order: None }, Tz::UTC) == Ok(at)
        })
}

/// Year first, then month and day: `2026-5-1`, `2026/5/1`, `2026.5.1`, `20260501`, `2026年5月1日`.
fn plain_date(cell: &str) -> Option<NaiveDate> {
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if cell.len() == 8 && all_digits(cell) {
        return NaiveDate::from_ymd_opt(
            cell.get(..4)?.parse().ok()?,
            cell.get(4..6)?.parse().ok()?,
            cell.get(6..)?.parse().ok()?,
        );
    }
    let parts: Vec<&str> = match cell.strip_suffix('日') {
        Some(chinese) => {
            let (year, rest) = chinese.split_once('年')?;
            let (month, day) = rest.split_once('月')?;
            vec![year, month, day]
        }
        None => cell.split(['-', '/', '.']).collect(),
    };
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
    let fits = year.len() == 4 && (1..=2).contains(&month.len()) && (1..=2).contains(&day.len());
    if !fits || !parts.iter().all(|part| all_digits(part)) {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// The year at the end, `15/05/1985`: in the order that is stated, else in the only one that gives a day.
fn year_last(cell: &str, order: Option<DateOrder>) -> Result<NaiveDate, CellError> {
    let parts: Vec<&str> = cell.split(['-', '/', '.']).collect();
    let [first, second, year] = parts.as_slice() else { return Err(CellError::Date) };
    let fits = |part: &&str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if !fits(first, 2) || !fits(second, 2) || !fits(year, 4) || year.len() != 4 {
        return Err(CellError::Date);
    }
    let day_of =
        |month: &str, day: &str| NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let found = match order {
        Some(DateOrder::DayFirst) => day_of(second, first),
        Some(DateOrder::MonthFirst) => day_of(first, second),
        None => match (day_of(second, first), day_of(first, second)) {
            (Some(one), Some(other)) if one != other => return Err(CellError::AmbiguousDate),
            (one, other) => one.or(other),
        },
    };
    found.ok_or(CellError::Date)
}

/// An instant. One with an offset is taken as it is, one without is local to the zone; a mere day is its first moment.
/// A stated format may be of a date or of a date and time.
pub fn parse_instant(cell: &str, form: DateForm<'_>, zone: Tz) -> Result<DateTime<Utc>, CellError> {
    let cell = text::half_width(cell);
    let cell = cell.trim();
    let local = |at: NaiveDateTime| period::instant_of(at.date(), at.time(), zone);
    if let Some(format) = form.format {
        return DateTime::parse_from_str(cell, format)
            .map(|at| at.with_timezone(&Utc))
            .ok()
            .or_else(|| NaiveDateTime::parse_from_str(cell, format).ok().map(local))
            .or_else(|| {
                let day = NaiveDate::parse_from_str(cell, format).ok()?;
                Some(period::start_of_day(day, zone))
            })
            .ok_or(CellError::DateTime);
    }
    if let Ok(at) = DateTime::parse_from_rfc3339(cell) {
        return Ok(at.with_timezone(&Utc));
    }
    match parse_date(cell, form) {
        Ok(day) => return Ok(period::start_of_day(day, zone)),
        Err(CellError::AmbiguousDate) => return Err(CellError::AmbiguousDate),
        Err(_) => {}
    }
    let (day, time) = cell
        .split_once(['T', ' '])
        .or_else(|| cell.find('日').map(|at| cell.split_at(at + '日'.len_utf8())))
        .ok_or(CellError::DateTime)?;
    let day = parse_date(day, form).map_err(|error| match error {
        CellError::AmbiguousDate => error,
        _ => CellError::DateTime,
    })?;
    let time = plain_time(time.trim()).ok_or(CellError::DateTime)?;
    Ok(local(day.and_time(time)))
}

fn plain_time(cell: &str) -> Option<NaiveTime> {
    ["%H:%M:%S%.f", "%H:%M"].into_iter().find_map(|format| NaiveTime::parse_from_str(cell, format).ok())
}

/// A time of day by itself, whose day stands elsewhere: `13:05`, `9:10:30`, `9:10 pm`, `13时5分`.
pub fn parse_time(cell: &str) -> Option<NaiveTime> {
    let cell = text::half_width(cell).trim().to_lowercase();
    let chinese = cell.replace(['时', '点'], ":").replace('分', ":").replace('秒', "");
    let chinese = chinese.trim_end_matches(':');
    plain_time(&cell).or_else(|| plain_time(chinese)).or_else(|| {
        ["%I:%M:%S %p", "%I:%M %p", "%I:%M%p"].iter().find_map(|f| NaiveTime::parse_from_str(&cell, f).ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_year_first() {
        let day = NaiveDate::from_ymd_opt(2026, 5, 1).unwrap();
        for cell in ["2026-05-01", "2026-5-1", "2026/5/1", "2026.05.01", "20260501", "2026年5月1日", " ２０２６-05-01 "]
        {
            assert_eq!(parse_date(cell, DateForm::default()), Ok(day), "{cell}");
        }
        for cell in [
            "",
            "13/13/2026",
            "00/05/2026",
            "1/5/26",
            "26-05-01",
            "2026-13-01",
            "2026-02-29",
            "2026-05",
            "20260532",
            "2026年5月",
            "45413",
            "2026-05-01T00:00:00Z",
        ] {
            assert_eq!(parse_date(cell, DateForm::default()), Err(CellError::Date), "{cell}");
        }
        assert_eq!(parse_date("01.05.2026", stated("%d.%m.%Y")), Ok(day));
        assert_eq!(parse_date("2026-05-01", stated("%d.%m.%Y")), Err(CellError::Date));
    }

    fn stated(format: &str) -> DateForm<'_> {
        DateForm { format: Some(format), order: None }
    }

    #[test]
    fn a_year_at_the_end_is_read_when_it_cannot_be_mistaken() {
        let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
        let ordered = |order| DateForm { format: None, order };
        for (cell, order, read) in [
            ("15/05/2026", None, Ok(day(5, 15))),
            ("05-15-2026", None, Ok(day(5, 15))),
            ("5.5.2026", None, Ok(day(5, 5))),
            ("01/05/2026", None, Err(CellError::AmbiguousDate)),
            ("01/05/2026", Some(DateOrder::DayFirst), Ok(day(5, 1))),
            ("01/05/2026", Some(DateOrder::MonthFirst), Ok(day(1, 5))),
            ("15/05/2026", Some(DateOrder::MonthFirst), Err(CellError::Date)),
            ("2026-05-01", Some(DateOrder::MonthFirst), Ok(day(5, 1))),
        ] {
            assert_eq!(parse_date(cell, ordered(order)), read, "{cell}");
        }
        let zone = period::parse_zone("Asia/Shanghai").unwrap();
        let at = parse_instant("15/05/2026 13:05", DateForm::default(), zone);
        assert_eq!(at, Ok("2026-05-15T05:05:00Z".parse().unwrap()));
    }

    #[test]
    fn a_stated_format_must_name_a_whole_day() {
        for format in ["%d.%m.%Y", "%Y%m%d", "%m/%d/%y %H:%M", "%Y-%m-%dT%H:%M:%S%z", "%F"] {
            assert!(is_date_format(format), "{format}");
        }
        for format in ["", "%", "%Q", "%d.%m.", "DD.MM.YYYY", "%H:%M", &"%Y%m%d".repeat(9)] {
            assert!(!is_date_format(format), "{format}");
        }
    }

    #[test]
    fn a_time_of_day_stands_by_itself() {
        let time = |hour, minute, second| NaiveTime::from_hms_opt(hour, minute, second);
        for (cell, read) in [
            ("13:05:00", time(13, 5, 0)),
            ("09:10", time(9, 10, 0)),
            ("9:10", time(9, 10, 0)),
            ("9:10 PM", time(21, 10, 0)),
            ("13时5分", time(13, 5, 0)),
            ("１３：０５", time(13, 5, 0)),
            ("2026-05-01", None),
            ("2026-05-01 13:05", None),
            ("25:00", None),
            ("noon", None),
            ("", None),
        ] {
            assert_eq!(parse_time(cell), read, "{cell}");
        }
    }

    #[test]
    fn instants_without_offset_are_local() {
        let zone = period::parse_zone("Asia/Shanghai").unwrap();
        for (cell, format, at) in [
            ("2026-05-01T13:05:00Z", None, "2026-05-01T13:05:00Z"),
            ("2026-05-01T13:05:00+08:00", None, "2026-05-01T05:05:00Z"),
            ("2026-05-01 13:05:30", None, "2026-05-01T05:05:30Z"),
            ("2026/5/1 13:05", None, "2026-05-01T05:05:00Z"),
            ("2026年5月1日13:05", None, "2026-05-01T05:05:00Z"),
            ("2026-05-01 13:05:30.250", None, "2026-05-01T05:05:30.250Z"),
            ("2026-05-01", None, "2026-04-30T16:00:00Z"),
            ("5/1/26 13:05", Some("%m/%d/%y %H:%M"), "2026-05-01T05:05:00Z"),
            ("01.05.2026", Some("%d.%m.%Y"), "2026-04-30T16:00:00Z"),
        ] {
            let form = DateForm { format, order: None };
            assert_eq!(parse_instant(cell, form, zone), Ok(at.parse().unwrap()), "{cell}");
        }
        for cell in ["", "13:05", "2026-05-01 25:00", "yesterday", "2026-05-01 13:05 pm"] {
            assert_eq!(parse_instant(cell, DateForm::default(), zone), Err(CellError::DateTime), "{cell}");
        }
    }
}
