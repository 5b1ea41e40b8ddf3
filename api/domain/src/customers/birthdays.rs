//! On which days birthdays are kept (domain, Lunar birthdays).
//!
//! A lunar birthday counts on this year's solar day of its lunar date: a 30th in a month of 29 days on the 29th, a month
//! that comes twice in the first of the two, for a profile does not say which of them it was. A 29 February counts on
//! 28 February in other years. A lunar date may fall on two days of a solar year, or on none; each day is a day of its own.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};
use icu_calendar::Date;
use icu_calendar::cal::ChineseTraditional;

use super::profiles::{Birthday, BirthdayCalendar};

impl Birthday {
    /// Calendar, month and day in six characters, such as `l0815` for a lunar one: what birthdays are looked up by.
    pub fn key(&self) -> String {
        key(self.calendar, self.month, self.day)
    }
}

fn key(calendar: BirthdayCalendar, month: u32, day: u32) -> String {
    let calendar = match calendar {
        BirthdayCalendar::Solar => 's',
        BirthdayCalendar::Lunar => 'l',
    };
    format!("{calendar}{month:02}{day:02}")
}

/// The keys of the birthdays that are kept on one of these days.
pub fn keys_on(days: impl IntoIterator<Item = NaiveDate>) -> BTreeSet<String> {
    days.into_iter().flat_map(keys_of).collect()
}

fn keys_of(day: NaiveDate) -> Vec<String> {
    let mut keys = vec![key(BirthdayCalendar::Solar, day.month(), day.day())];
    if (day.month(), day.day()) == (2, 28) && !day.leap_year() {
        keys.push(key(BirthdayCalendar::Solar, 2, 29));
    }
    let (month, date) = (u8::try_from(day.month()), u8::try_from(day.day()));
    let (Ok(month), Ok(date)) = (month, date) else { return keys };
    let Ok(solar) = Date::try_new_iso(day.year(), month, date) else { return keys };
    let lunar = solar.to_calendar(ChineseTraditional::new());
    let (month, date) = (lunar.month().to_input(), u32::from(lunar.day_of_month().0));
    if month.is_leap() {
        return keys;
    }
    let month = u32::from(month.number());
    keys.push(key(BirthdayCalendar::Lunar, month, date));
    if date == 29 && lunar.days_in_month() == 29 {
        keys.push(key(BirthdayCalendar::Lunar, month, 30));
    }
    keys
}

/// The days of a month of a year; none when there is no such month.
pub fn days_of_month(year: i32, month: u32) -> impl Iterator<Item = NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, month, 1);
    first.into_iter().flat_map(|day| day.iter_days()).take_while(move |day| day.month() == month)
}

/// So many days from a day on, and the day itself.
pub fn days_from(day: NaiveDate, more: i64) -> impl Iterator<Item = NaiveDate> {
    let last = u64::try_from(more).ok().and_then(|more| day.checked_add_days(Days::new(more))).unwrap_or(day);
    day.iter_days().take_while(move |next| *next <= last)
}

/// The days among these on which a birthday is kept.
pub fn kept_on(birthday: &Birthday, days: impl IntoIterator<Item = NaiveDate>) -> Vec<NaiveDate> {
    let own = birthday.key();
    days.into_iter().filter(|day| keys_of(*day).contains(&own)).collect()
}

/// The months of a year in which a birthday is kept, from 1 to 12.
pub fn months_in(birthday: &Birthday, year: i32) -> BTreeSet<u32> {
    let days = (1..=12).flat_map(|month| days_of_month(year, month));
    kept_on(birthday, days).into_iter().map(|day| day.month()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lunar(month: u32, day: u32) -> Birthday {
        Birthday { year: None, month, day, calendar: BirthdayCalendar::Lunar }
    }

    fn solar(month: u32, day: u32) -> Birthday {
        Birthday { year: None, month, day, calendar: BirthdayCalendar::Solar }
    }

    #[test]
    fn a_birthday_is_kept_on_the_solar_days_of_its_date() {
        for (birthday, year, days) in [
            // The Mid-Autumn Festival.
            (lunar(8, 15), 2026, &["2026-09-25"][..]),
            (lunar(8, 15), 2025, &["2025-10-06"]),
            // New Year and its eve: the twelfth month of 2025 has 29 days, that of 2026 has 30 (or the 29th counts).
            (lunar(1, 1), 2026, &["2026-02-17"]),
            (lunar(12, 30), 2026, &["2026-02-16"]),
            (lunar(12, 29), 2026, &["2026-02-16"]),
            // The sixth month of 2025 comes twice: the first of the two.
            (lunar(6, 15), 2025, &["2025-07-09"]),
            (solar(2, 29), 2026, &["2026-02-28"]),
            (solar(2, 29), 2028, &["2028-02-29"]),
            (solar(2, 28), 2026, &["2026-02-28"]),
            (solar(12, 31), 2026, &["2026-12-31"]),
        ] {
            let days: Vec<NaiveDate> = days.iter().map(|day| day.parse().unwrap()).collect();
            let all = (1..=12).flat_map(|month| days_of_month(year, month));
            assert_eq!(kept_on(&birthday, all), days, "{birthday:?} in {year}");
        }
    }

    #[test]
    fn a_lunar_birthday_is_of_its_solar_month() {
        assert_eq!(months_in(&lunar(8, 15), 2026), BTreeSet::from([9]));
        assert_eq!(months_in(&lunar(12, 30), 2026), BTreeSet::from([2]));
        assert!(!(2020..2040).any(|year| months_in(&lunar(12, 30), year).contains(&12)), "never in December");
        assert_eq!(months_in(&solar(8, 15), 2026), BTreeSet::from([8]));
    }

    #[test]
    fn every_lunar_date_has_as_many_days_as_there_are_years() {
        for month in 1..=12 {
            for day in 1..=30 {
                // One around the new year may fall into a solar year twice, and into the one before not at all.
                let days: usize = (2020..2040).map(|year| months_in(&lunar(month, day), year).len()).sum();
                assert!((19..=21).contains(&days), "{month}/{day}: {days}");
            }
        }
    }

    #[test]
    fn keys_are_looked_up_by_days() {
        let day: NaiveDate = "2026-02-16".parse().unwrap();
        let expected = ["l1229", "l1230", "s0216"].map(str::to_owned);
        assert_eq!(keys_on(days_from(day, 0)), BTreeSet::from(expected));
        assert_eq!(days_from(day, 7).count(), 8);
        assert_eq!(keys_on(days_from(day, 1)).len(), 5);
        assert_eq!(days_of_month(2026, 2).count(), 28);
        assert_eq!(days_of_month(2026, 13).count(), 0);
    }
}
