//! What a cell says: dates, times, amounts and quantities as files write them.

use std::fmt::Write;

use chrono::format::{Item, StrftimeItems};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;

use crate::money::{self, Currency};
use crate::period;
use crate::quantity::Quantity;
use crate::text;

/// Why a cell cannot be read; each says what was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CellError {
    #[error("expected a date such as 2026-05-01, 2026/5/1, 20260501 or 2026年5月1日")]
    Date,
    #[error("expected a date and time such as 2026-05-01 13:05:00 or 2026-05-01T13:05:00Z")]
    DateTime,
    #[error("expected an amount such as 1234.50, 1,234.50 or ¥1,234.50")]
    Amount,
    #[error("expected a quantity above 0 such as 1 or 1.5")]
    Quantity,
}

/// A day. With a stated format (chrono's `%d.%m.%Y`) only that; else the forms that cannot be mistaken.
pub fn parse_date(cell: &str, format: Option<&str>) -> Result<NaiveDate, CellError> {
    let cell = text::half_width(cell);
    let cell = cell.trim();
    if let Some(format) = format {
        return NaiveDate::parse_from_str(cell, format).map_err(|_| CellError::Date);
    }
    plain_date(cell).ok_or(CellError::Date)
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
                && parse_instant(&printed, Some(format), Tz::UTC) == Ok(at)
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

/// An instant. One with an offset is taken as it is, one without is local to the zone; a mere day is its first moment.
/// A stated format may be of a date or of a date and time.
pub fn parse_instant(
    cell: &str,
    format: Option<&str>,
    zone: Tz,
) -> Result<DateTime<Utc>, CellError> {
    let cell = text::half_width(cell);
    let cell = cell.trim();
    let local = |at: NaiveDateTime| period::instant_of(at.date(), at.time(), zone);
    if let Some(format) = format {
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
    if let Some(day) = plain_date(cell) {
        return Ok(period::start_of_day(day, zone));
    }
    let (day, time) = cell
        .split_once(['T', ' '])
        .or_else(|| {
            cell.find('日')
                .map(|at| cell.split_at(at + '日'.len_utf8()))
        })
        .ok_or(CellError::DateTime)?;
    let day = plain_date(day).ok_or(CellError::DateTime)?;
    let time = plain_time(time.trim()).ok_or(CellError::DateTime)?;
    Ok(local(day.and_time(time)))
}

fn plain_time(cell: &str) -> Option<NaiveTime> {
    ["%H:%M:%S%.f", "%H:%M"]
        .into_iter()
        .find_map(|format| NaiveTime::parse_from_str(cell, format).ok())
}

/// Minor units of an amount: a currency sign or the currency's own code before or after, groups of three, more decimals
/// than the currency has only when they are zero.
pub fn parse_amount(cell: &str, currency: Currency) -> Result<i64, CellError> {
    let plain = text::half_width(cell);
    let (negative, unsigned) = match plain.trim().strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, plain.trim()),
    };
    let digits = without_currency(unsigned, currency).trim();
    if !digits.bytes().next().is_some_and(|b| b.is_ascii_digit()) {
        return Err(CellError::Amount);
    }
    let digits = without_groups(digits).ok_or(CellError::Amount)?;
    let digits = without_zeros(&digits, currency.digits());
    let amount = money::parse_decimal(digits, currency).map_err(|_| CellError::Amount)?;
    Ok(if negative { -amount } else { amount })
}

fn without_currency(amount: &str, currency: Currency) -> &str {
    const SIGNS: [char; 8] = ['¥', '￥', '$', '€', '£', '₩', '元', '円'];
    let bare = amount
        .strip_prefix(SIGNS)
        .or_else(|| amount.strip_suffix(SIGNS));
    let coded = || {
        amount
            .strip_prefix(currency.code())
            .or_else(|| amount.strip_suffix(currency.code()))
    };
    bare.or_else(coded).unwrap_or(amount)
}

/// `1,234,567.5` as `1234567.5`; groups must be of three, or the comma may be somebody's decimal point.
fn without_groups(digits: &str) -> Option<String> {
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let grouped = whole.contains(',');
    if grouped && !((1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3)) {
        return None;
    }
    let whole = whole.replace(',', "");
    Some(match fraction {
        Some(fraction) => format!("{whole}.{fraction}"),
        None => whole,
    })
}

/// Without the zeros beyond what can be held: `12.5000` as `12.50`, `12.0` of a currency without cents as `12`.
fn without_zeros(digits: &str, held: u8) -> &str {
    let Some((whole, fraction)) = digits.split_once('.') else {
        return digits;
    };
    let held = usize::from(held);
    let surplus = fraction.get(held..).unwrap_or_default();
    if fraction.is_empty() || surplus.is_empty() || surplus.bytes().any(|b| b != b'0') {
        return digits;
    }
    let end = whole.len() + if held == 0 { 0 } else { 1 + held };
    digits.get(..end).unwrap_or(digits)
}

/// A quantity, with grouping and surplus zeros as for amounts.
pub fn parse_quantity(cell: &str) -> Result<Quantity, CellError> {
    let plain = text::half_width(cell);
    let digits = without_groups(plain.trim()).ok_or(CellError::Quantity)?;
    without_zeros(&digits, 3)
        .parse()
        .map_err(|_| CellError::Quantity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_year_first() {
        let day = NaiveDate::from_ymd_opt(2026, 5, 1).unwrap();
        for cell in [
            "2026-05-01",
            "2026-5-1",
            "2026/5/1",
            "2026.05.01",
            "20260501",
            "2026年5月1日",
            " ２０２６-05-01 ",
        ] {
            assert_eq!(parse_date(cell, None), Ok(day), "{cell}");
        }
        for cell in [
            "",
            "01/05/2026",
            "26-05-01",
            "2026-13-01",
            "2026-02-29",
            "2026-05",
            "20260532",
            "2026年5月",
            "45413",
            "2026-05-01T00:00:00Z",
        ] {
            assert_eq!(parse_date(cell, None), Err(CellError::Date), "{cell}");
        }
        assert_eq!(parse_date("01.05.2026", Some("%d.%m.%Y")), Ok(day));
        assert_eq!(
            parse_date("2026-05-01", Some("%d.%m.%Y")),
            Err(CellError::Date)
        );
    }

    #[test]
    fn a_stated_format_must_name_a_whole_day() {
        for format in [
            "%d.%m.%Y",
            "%Y%m%d",
            "%m/%d/%y %H:%M",
            "%Y-%m-%dT%H:%M:%S%z",
            "%F",
        ] {
            assert!(is_date_format(format), "{format}");
        }
        for format in [
            "",
            "%",
            "%Q",
            "%d.%m.",
            "DD.MM.YYYY",
            "%H:%M",
            &"%Y%m%d".repeat(9),
        ] {
            assert!(!is_date_format(format), "{format}");
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
            (
                "5/1/26 13:05",
                Some("%m/%d/%y %H:%M"),
                "2026-05-01T05:05:00Z",
            ),
            ("01.05.2026", Some("%d.%m.%Y"), "2026-04-30T16:00:00Z"),
        ] {
            assert_eq!(
                parse_instant(cell, format, zone),
                Ok(at.parse().unwrap()),
                "{cell}"
            );
        }
        for cell in [
            "",
            "13:05",
            "2026-05-01 25:00",
            "yesterday",
            "2026-05-01 13:05 pm",
        ] {
            assert_eq!(
                parse_instant(cell, None, zone),
                Err(CellError::DateTime),
                "{cell}"
            );
        }
    }

    #[test]
    fn amounts_are_read_as_files_write_them() {
        let cny: Currency = "CNY".parse().unwrap();
        for (cell, minor) in [
            ("12.5", 1250),
            ("1234.50", 123_450),
            ("1,234.50", 123_450),
            ("¥1,234.50", 123_450),
            ("￥ 1,234", 123_400),
            ("1,234,567.00", 123_456_700),
            ("12.5000", 1250),
            ("CNY 12", 1200),
            ("12元", 1200),
            ("-¥3.00", -300),
            ("１２．５", 1250),
        ] {
            assert_eq!(parse_amount(cell, cny), Ok(minor), "{cell}");
        }
        for cell in [
            "",
            "¥",
            "1,5",
            "12,34.5",
            "1,2345",
            "12.345",
            "1e3",
            "--1",
            "-",
            "abc",
            "USD 1",
            "NaN",
            "1 2",
            "12.",
            ".5",
            "¥-1",
            "99999999999999999999",
        ] {
            assert_eq!(parse_amount(cell, cny), Err(CellError::Amount), "{cell}");
        }
        let jpy: Currency = "JPY".parse().unwrap();
        assert_eq!(parse_amount("1,200.00", jpy), Ok(1200));
        assert_eq!(parse_amount("1200.5", jpy), Err(CellError::Amount));
    }

    #[test]
    fn quantities_are_above_zero() {
        for (cell, thousandths) in [
            ("1", 1000),
            ("1.5", 1500),
            ("2.0000", 2000),
            ("1,000", 1_000_000),
        ] {
            assert_eq!(
                parse_quantity(cell).map(Quantity::thousandths),
                Ok(thousandths),
                "{cell}"
            );
        }
        for cell in ["", "0", "-1", "1.2345", "many"] {
            assert_eq!(parse_quantity(cell), Err(CellError::Quantity), "{cell}");
        }
    }
}
