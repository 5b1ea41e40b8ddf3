//! Birthdays as files write them: with a year or without, with a time behind, as a spreadsheet's number, solar or lunar.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;

use super::CellError;
use super::dates::{DateForm, parse_date, parse_instant};
use crate::customers::profiles::{Birthday, BirthdayCalendar};
use crate::period;
use crate::text::{self, Language};

/// What stands before a date of the one or the other calendar.
const CALENDARS: [(&str, BirthdayCalendar); 7] = [
    ("lunar", BirthdayCalendar::Lunar),
    ("农历", BirthdayCalendar::Lunar),
    ("阴历", BirthdayCalendar::Lunar),
    ("旧历", BirthdayCalendar::Lunar),
    ("solar", BirthdayCalendar::Solar),
    ("公历", BirthdayCalendar::Solar),
    ("阳历", BirthdayCalendar::Solar),
];

/// Spreadsheets count days from here.
const SERIAL_ZERO: NaiveDate = match NaiveDate::from_ymd_opt(1899, 12, 30) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// A birthday as a cell has it. Whether there is such a day is not looked at here.
pub fn parse_birthday(cell: &str, form: DateForm<'_>, zone: Tz) -> Result<Birthday, CellError> {
    let cell = text::half_width(cell);
    let cell = cell.trim();
    if cell.starts_with('{') {
        return serde_json::from_str(cell).map_err(|_| CellError::Birthday);
    }
    let lower = cell.to_lowercase();
    let named = CALENDARS.iter().find_map(|(name, calendar)| Some((lower.strip_prefix(name)?, *calendar)));
    let (date, calendar) = match named {
        Some((rest, calendar)) => (rest.trim_start_matches([':', ' ']), calendar),
        None => (cell, BirthdayCalendar::Solar),
    };
    let made = |year: Option<i32>, month: u32, day: u32| Birthday { year, month, day, calendar };
    if form.format.is_none() {
        if let Some((month, day)) = without_year(date) {
            return Ok(made(None, month, day));
        }
        if calendar == BirthdayCalendar::Lunar {
            // A lunar month has days that the solar one of the same number has not.
            let (year, month, day) = lunar(date).ok_or(CellError::Birthday)?;
            return Ok(made(Some(year), month, day));
        }
        if let Some(day) = serial(date) {
            return Ok(made(Some(day.year()), day.month(), day.day()));
        }
    }
    let day = day_of(date, form, zone)?;
    Ok(made(Some(day.year()), day.month(), day.day()))
}

/// A birthday as an export writes it: `1988-05-01`, `--05-01` without a year, `lunar:1988-08-15`.
pub fn write_birthday(birthday: &Birthday, language: Option<Language>) -> String {
    let year = birthday.year.map_or_else(|| "-".to_owned(), |year| format!("{year:04}"));
    let calendar = match (birthday.calendar, language) {
        (BirthdayCalendar::Solar, _) => "",
        (BirthdayCalendar::Lunar, Some(Language::Chinese)) => "农历",
        (BirthdayCalendar::Lunar, Some(Language::English)) => "Lunar ",
        (BirthdayCalendar::Lunar, None) => "lunar:",
    };
    format!("{calendar}{year}-{:02}-{:02}", birthday.month, birthday.day)
}

/// The day, whether or not a time stands behind it. An instant at midnight means the day as it is written, another the
/// day it is in the zone: programs write a local midnight as an instant of the evening before.
fn day_of(cell: &str, form: DateForm<'_>, zone: Tz) -> Result<NaiveDate, CellError> {
    let told = |error| if error == CellError::AmbiguousDate { error } else { CellError::Birthday };
    match parse_date(cell, form) {
        Ok(day) => return Ok(day),
        Err(CellError::AmbiguousDate) => return Err(CellError::AmbiguousDate),
        Err(_) => {}
    }
    if let Ok(written) = DateTime::parse_from_rfc3339(cell)
        && written.time() == NaiveTime::MIN
    {
        return Ok(written.date_naive());
    }
    parse_instant(cell, form, zone).map(|at| period::local_day(at, zone)).map_err(told)
}

/// Month and day: `--05-01`, `05-01`, `5月1日`.
fn without_year(cell: &str) -> Option<(u32, u32)> {
    let (month, day) = match cell.strip_suffix(['日', '号']) {
        Some(chinese) => chinese.split_once('月')?,
        None => cell.strip_prefix("--").unwrap_or(cell).split_once('-')?,
    };
    Some((short(month)?, short(day)?))
}

/// Year, month and day of a lunar date: `1988-08-15`, `1988年8月15日`.
fn lunar(cell: &str) -> Option<(i32, u32, u32)> {
    let (year, rest) = cell.split_once(['-', '/', '.', '年'])?;
    let (month, day) = rest.split_once(['-', '/', '.', '月'])?;
    let day = day.strip_suffix(['日', '号']).unwrap_or(day);
    let year = if year.len() == 4 { year.parse().ok()? } else { return None };
    Some((year, short(month)?, short(day)?))
}

fn short(part: &str) -> Option<u32> {
    let part = part.trim();
    ((1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse().ok())?
}

/// A spreadsheet's number of a day, five digits: 1927 to 2173.
fn serial(cell: &str) -> Option<NaiveDate> {
    let days = cell.strip_suffix(".0").unwrap_or(cell);
    let fits = days.len() == 5 && days.bytes().all(|byte| byte.is_ascii_digit()) && !days.starts_with('0');
    if fits { SERIAL_ZERO.checked_add_days(Days::new(days.parse().ok()?)) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cell: &str) -> Result<String, CellError> {
        let zone = period::parse_zone("Asia/Shanghai").unwrap();
        parse_birthday(cell, DateForm::default(), zone).map(|birthday| write_birthday(&birthday, None))
    }

    #[test]
    fn birthdays_are_read_however_a_system_writes_them() {
        for (cell, birthday) in [
            ("1988-05-01", "1988-05-01"),
            ("1988-05-01 00:00:00", "1988-05-01"),
            ("1988/5/1 0:00", "1988-05-01"),
            ("1988-05-01T00:00:00.000Z", "1988-05-01"),
            ("1988-04-30T16:00:00.000Z", "1988-05-01"),
            ("32264", "1988-05-01"),
            ("05-01", "--05-01"),
            ("5月1日", "--05-01"),
            ("--05-01", "--05-01"),
            ("15/05/1985", "1985-05-15"),
            ("5/15/1985", "1985-05-15"),
            ("2000-02-29", "2000-02-29"),
            ("农历1988-08-15", "lunar:1988-08-15"),
            ("阴历 1988年8月15日", "lunar:1988-08-15"),
            ("lunar:--02-30", "lunar:--02-30"),
            ("Lunar 1985-02-30", "lunar:1985-02-30"),
            (r#"{"year":1988,"month":8,"day":15,"calendar":"lunar"}"#, "lunar:1988-08-15"),
        ] {
            assert_eq!(read(cell).as_deref(), Ok(birthday), "{cell}");
        }
        for cell in ["0000-00-00", "88-5-1", "-", "--", "1988", "1988-05", "soon", "123456", "{}"] {
            assert_eq!(read(cell), Err(CellError::Birthday), "{cell}");
        }
        assert_eq!(read("5/6/1985"), Err(CellError::AmbiguousDate));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let zone = period::parse_zone("UTC").unwrap();
        for calendar in [BirthdayCalendar::Solar, BirthdayCalendar::Lunar] {
            for year in [None, Some(1988)] {
                let birthday = Birthday { year, month: 2, day: 29, calendar };
                for language in [None, Some(Language::English), Some(Language::Chinese)] {
                    let cell = write_birthday(&birthday, language);
                    assert_eq!(parse_birthday(&cell, DateForm::default(), zone), Ok(birthday), "{cell}");
                }
            }
        }
    }
}
