//! The parts of a profile that have rules of their own: birthday, tags.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::BirthdayCalendar;
use crate::text;
use crate::text::TextError;

/// A birthday; the year may be unknown, the calendar solar or lunar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"year": 1988, "month": 8, "day": 15, "calendar": "lunar"}))]
pub struct Birthday {
    /// From 1900 to this year; none when it is not known.
    #[serde(default)]
    #[schema(minimum = 1900, maximum = 9999)]
    pub year: Option<i32>,
    /// From 1 to 12, of the birthday's own calendar.
    #[schema(minimum = 1, maximum = 12)]
    pub month: u32,
    /// From 1: up to 30 in a lunar month, up to the month's last day in a solar one.
    #[schema(minimum = 1, maximum = 31)]
    pub day: u32,
    /// Whether month and day are of the solar (Gregorian) or the Chinese lunar calendar.
    pub calendar: BirthdayCalendar,
}

crate::errors! {
    /// Why a birthday cannot be.
    #[derive(Copy)]
    pub enum BirthdayError {
        Month => (
            "expected a month from 1 to 12",
            "月份应为 1 至 12"
        ),
        Day => (
            "the month has no such day",
            "该月没有这一天"
        ),
        Year => (
            "expected a year from 1900 to this year",
            "年份应为 1900 至今年"
        ),
    }
}

impl Birthday {
    /// Whether there is such a day and it is not in the future. A lunar month has at most 30 days; 29 February needs a
    /// leap year or an unknown one.
    pub fn check(&self, today: NaiveDate) -> Result<(), BirthdayError> {
        if !(1..=12).contains(&self.month) {
            return Err(BirthdayError::Month);
        }
        if self.year.is_some_and(|year| !(1900..=today.year()).contains(&year)) {
            return Err(BirthdayError::Year);
        }
        let leap_year = 2000;
        match self.calendar {
            BirthdayCalendar::Lunar if (1..=30).contains(&self.day) => Ok(()),
            BirthdayCalendar::Lunar => Err(BirthdayError::Day),
            BirthdayCalendar::Solar => {
                let year = self.year.unwrap_or(leap_year);
                let born = NaiveDate::from_ymd_opt(year, self.month, self.day).ok_or(BirthdayError::Day)?;
                if born > today { Err(BirthdayError::Year) } else { Ok(()) }
            }
        }
    }
}

/// How many tags a customer may have.
pub const MOST_TAGS: usize = 50;
/// Characters of a tag.
pub const LONGEST_TAG: usize = 40;

crate::errors! {
    /// Why tags are refused.
    #[derive(Copy)]
    pub enum TagError {
        TooMany => (
            "at most {MOST_TAGS} tags",
            "最多 {MOST_TAGS} 个标签"
        ),
        /// The index counts from 0, as in the list handed in.
        Tag {
            /// From 0, in the order given.
            index: usize,
            /// What is wrong with it.
            error: TextError,
        } => (
            "tag {number}: {error}",
            "第 {number} 个标签：{error}",
            number = index.saturating_add(1)
        ),
    }
}

/// Tags in their one form: lines of at most 40 characters, spaces single, each once, in the order given.
pub fn check_tags(tags: &[String]) -> Result<Vec<String>, TagError> {
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for (index, tag) in tags.iter().enumerate() {
        let tag = text::check_line(tag, LONGEST_TAG).map_err(|error| TagError::Tag { index, error })?;
        let tag = text::half_width(&tag).split_whitespace().collect::<Vec<_>>().join(" ");
        if seen.insert(tag.clone()) {
            kept.push(tag);
        }
    }
    if kept.len() > MOST_TAGS {
        return Err(TagError::TooMany);
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn birthdays_are_days_that_exist() {
        use BirthdayCalendar::{Lunar, Solar};
        let today = "2026-05-01".parse().unwrap();
        for (year, month, day, calendar, expected) in [
            (Some(1988), 8, 15, Solar, Ok(())),
            (None, 2, 29, Solar, Ok(())),
            (Some(2023), 2, 29, Solar, Err(BirthdayError::Day)),
            (Some(2024), 2, 29, Solar, Ok(())),
            (None, 4, 31, Solar, Err(BirthdayError::Day)),
            (None, 2, 30, Lunar, Ok(())),
            (None, 1, 31, Lunar, Err(BirthdayError::Day)),
            (None, 1, 0, Lunar, Err(BirthdayError::Day)),
            (None, 13, 1, Solar, Err(BirthdayError::Month)),
            (None, 0, 1, Lunar, Err(BirthdayError::Month)),
            (Some(1899), 1, 1, Solar, Err(BirthdayError::Year)),
            (Some(2026), 5, 1, Solar, Ok(())),
            (Some(2026), 5, 2, Solar, Err(BirthdayError::Year)),
            (Some(2027), 1, 1, Lunar, Err(BirthdayError::Year)),
        ] {
            let birthday = Birthday { year, month, day, calendar };
            assert_eq!(birthday.check(today), expected, "{birthday:?}");
        }
    }

    #[test]
    fn tags_have_one_form_each() {
        let tags = |list: &[&str]| list.iter().map(|&tag| tag.to_owned()).collect::<Vec<_>>();
        assert_eq!(check_tags(&tags(&[" 老客户", "VIP", "ＶＩＰ", "a   b"])), Ok(tags(&["老客户", "VIP", "a b"])));
        assert_eq!(check_tags(&tags(&["ok", " "])), Err(TagError::Tag { index: 1, error: TextError::Empty }));
        let long = "字".repeat(41);
        assert!(check_tags(&[long]).is_err());
        let many: Vec<String> = (0..51).map(|n| n.to_string()).collect();
        assert_eq!(check_tags(&many), Err(TagError::TooMany));
        assert!(check_tags(&many[..50]).is_ok());
    }
}
