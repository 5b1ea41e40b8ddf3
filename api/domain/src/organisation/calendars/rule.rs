//! What a calendar says, and whether it makes sense.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::hours::Hours;

/// Hours a day may have, and days a list may name.
const MOST_HOURS: usize = 6;
const MOST_DAYS: usize = 1000;

crate::vocabulary! {
    /// A day of the week.
    pub enum Weekday {
        Monday = "monday",
        Tuesday = "tuesday",
        Wednesday = "wednesday",
        Thursday = "thursday",
        Friday = "friday",
        Saturday = "saturday",
        Sunday = "sunday",
    }
}

impl Weekday {
    /// The day of the week of a date in the Gregorian calendar.
    pub fn of(day: NaiveDate) -> Self {
        match day.weekday() {
            chrono::Weekday::Mon => Self::Monday,
            chrono::Weekday::Tue => Self::Tuesday,
            chrono::Weekday::Wed => Self::Wednesday,
            chrono::Weekday::Thu => Self::Thursday,
            chrono::Weekday::Fri => Self::Friday,
            chrono::Weekday::Sat => Self::Saturday,
            chrono::Weekday::Sun => Self::Sunday,
        }
    }
}

/// The opening hours of each day of the week; a day without any is closed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = OpeningWeek)]
pub struct Week {
    /// Hours of Mondays, in order and without overlap; none: closed.
    #[schema(max_items = 6)]
    pub monday: Vec<Hours>,
    /// Hours of Tuesdays, in order and without overlap; none: closed.
    #[schema(max_items = 6)]
    pub tuesday: Vec<Hours>,
    /// Hours of Wednesdays, in order and without overlap; none: closed.
    #[schema(max_items = 6)]
    pub wednesday: Vec<Hours>,
    /// Hours of Thursdays, in order and without overlap; none: closed.
    #[schema(max_items = 6)]
    pub thursday: Vec<Hours>,
    /// Hours of Fridays, in order and without overlap; none: closed.
    #[schema(max_items = 6)]
    pub friday: Vec<Hours>,
    /// Hours of Saturdays, in order and without overlap; none: closed.
    #[schema(max_items = 6)]
    pub saturday: Vec<Hours>,
    /// Hours of Sundays, in order and without overlap; none: closed.
    #[schema(max_items = 6)]
    pub sunday: Vec<Hours>,
}

impl Week {
    /// The hours of one day of the week.
    pub fn hours(&self, day: Weekday) -> &[Hours] {
        match day {
            Weekday::Monday => &self.monday,
            Weekday::Tuesday => &self.tuesday,
            Weekday::Wednesday => &self.wednesday,
            Weekday::Thursday => &self.thursday,
            Weekday::Friday => &self.friday,
            Weekday::Saturday => &self.saturday,
            Weekday::Sunday => &self.sunday,
        }
    }
}

/// A day on which nobody works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// A day of the unit's time zone; neither another holiday's nor a make-up day's.
    #[schema(example = "2026-10-01")]
    pub on: NaiveDate,
    /// What is celebrated, for people; nothing follows from it.
    #[schema(max_length = 80, example = "国庆节")]
    pub name: Option<String>,
}

/// A working day (调休) that the week would not have: it is worked like a day of the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MakeUpDay {
    /// A day of the unit's time zone; neither a holiday's nor another make-up day's.
    #[schema(example = "2026-10-10")]
    pub on: NaiveDate,
    /// The day of the week whose hours are worked; it has some.
    pub like: Weekday,
    /// Why it is worked, for people; nothing follows from it.
    #[schema(max_length = 80)]
    pub name: Option<String>,
}

/// A calendar: the week, the holidays, the make-up working days.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CalendarRule)]
pub struct Rule {
    /// The hours of an ordinary week; at least one day has some.
    pub week: Week,
    /// Days without any hours, whatever the week says.
    #[serde(default)]
    #[schema(max_items = 1000)]
    pub holidays: Vec<Holiday>,
    /// Days with the hours of another day of the week.
    #[serde(default)]
    #[schema(max_items = 1000)]
    pub make_up_days: Vec<MakeUpDay>,
}

crate::errors! {
    /// Why a calendar makes no sense, and where in it.
    pub enum RuleError {
        NoHours => (
            "a calendar needs opening hours on at least one day of the week",
            "日历每周至少有一天有营业时间"
        ),
        TooManyHours(day: Weekday) => (
            "at most {MOST_HOURS} openings a day",
            "每天最多 {MOST_HOURS} 段营业时间"
        ),
        EmptyHours(day: Weekday, at: usize) => (
            "opening hours must not begin at 24:00 nor be empty; the whole day is 00:00 to 24:00",
            "营业时间不能从 24:00 开始，也不能为空；全天为 00:00 至 24:00"
        ),
        Overlap(day: Weekday, at: usize) => (
            "opening hours of one day must follow one another without overlap",
            "同一天的各段营业时间须先后相接，不能重叠"
        ),
        TooManyDays(list: &'static str) => (
            "at most {MOST_DAYS} days",
            "最多 {MOST_DAYS} 天"
        ),
        Twice(list: &'static str, at: usize) => (
            "this day is named twice",
            "这一天重复"
        ),
        LongName(list: &'static str, at: usize) => (
            "the name is longer than 80 characters",
            "名称超过 80 个字符"
        ),
        LikeClosed(at: usize) => (
            "a make-up day is worked like a day of the week that has opening hours",
            "调休日须比照有营业时间的一天"
        ),
    }
}

impl RuleError {
    /// Where in the calendar it is, as a JSON pointer.
    pub fn pointer(&self) -> String {
        match self {
            Self::NoHours => "/week".to_owned(),
            Self::TooManyHours(day) => format!("/week/{day}"),
            Self::EmptyHours(day, at) | Self::Overlap(day, at) => format!("/week/{day}/{at}"),
            Self::TooManyDays(list) => format!("/{list}"),
            Self::Twice(list, at) => format!("/{list}/{at}/on"),
            Self::LongName(list, at) => format!("/{list}/{at}/name"),
            Self::LikeClosed(at) => format!("/make_up_days/{at}/like"),
        }
    }
}

impl Rule {
    /// The calendar of a unit that was given none: Monday to Friday, 09:00 to 18:00.
    pub fn office() -> Self {
        let hours = "09:00".parse().and_then(|from| "18:00".parse().map(|to| Hours { from, to }));
        let day: Vec<Hours> = hours.into_iter().collect();
        let week = Week {
            monday: day.clone(),
            tuesday: day.clone(),
            wednesday: day.clone(),
            thursday: day.clone(),
            friday: day,
            ..Week::default()
        };
        Self { week, ..Self::default() }
    }

    /// Whether it makes sense. One without any working hour is refused: no deadline could ever be reached by it.
    pub fn check(&self) -> Result<(), RuleError> {
        for &day in Weekday::ALL {
            check_day(day, self.week.hours(day))?;
        }
        if Weekday::ALL.iter().all(|&day| self.week.hours(day).is_empty()) {
            return Err(RuleError::NoHours);
        }
        let mut seen = BTreeSet::new();
        let holidays = self.holidays.iter().map(|day| (day.on, day.name.as_deref()));
        check_days("holidays", holidays, &mut seen)?;
        let made_up = self.make_up_days.iter().map(|day| (day.on, day.name.as_deref()));
        check_days("make_up_days", made_up, &mut seen)?;
        let closed = |day: &MakeUpDay| self.week.hours(day.like).is_empty();
        match self.make_up_days.iter().position(closed) {
            Some(at) => Err(RuleError::LikeClosed(at)),
            None => Ok(()),
        }
    }

    /// The opening hours of a day.
    pub fn hours_on(&self, day: NaiveDate) -> &[Hours] {
        if let Some(made_up) = self.make_up_days.iter().find(|made_up| made_up.on == day) {
            return self.week.hours(made_up.like);
        }
        if self.holidays.iter().any(|holiday| holiday.on == day) {
            return &[];
        }
        self.week.hours(Weekday::of(day))
    }

    /// Minutes that make one working day: the mean over the days of the week that have opening hours; at
    /// least one.
    pub fn day_minutes(&self) -> i64 {
        let days: Vec<i64> = Weekday::ALL
            .iter()
            .map(|&day| self.week.hours(day).iter().map(|hours| i64::from(hours.minutes())).sum())
            .filter(|&minutes: &i64| minutes > 0)
            .collect();
        let count = i64::try_from(days.len()).unwrap_or(1).max(1);
        (days.iter().sum::<i64>() / count).max(1)
    }
}

fn check_day(day: Weekday, hours: &[Hours]) -> Result<(), RuleError> {
    if hours.len() > MOST_HOURS {
        return Err(RuleError::TooManyHours(day));
    }
    let mut reached = 0;
    for (at, opening) in hours.iter().enumerate() {
        let from = opening.from.minutes();
        if from >= super::hours::DAY || opening.from == opening.to {
            return Err(RuleError::EmptyHours(day, at));
        }
        if at > 0 && from < reached {
            return Err(RuleError::Overlap(day, at));
        }
        reached = from + opening.minutes();
    }
    Ok(())
}

fn check_days<'a>(
    list: &'static str,
    days: impl ExactSizeIterator<Item = (NaiveDate, Option<&'a str>)>,
    seen: &mut BTreeSet<NaiveDate>,
) -> Result<(), RuleError> {
    if days.len() > MOST_DAYS {
        return Err(RuleError::TooManyDays(list));
    }
    for (at, (day, name)) in days.enumerate() {
        if !seen.insert(day) {
            return Err(RuleError::Twice(list, at));
        }
        if name.is_some_and(|name| name.chars().count() > 80) {
            return Err(RuleError::LongName(list, at));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(from: &str, to: &str) -> Hours {
        Hours { from: from.parse().unwrap(), to: to.parse().unwrap() }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_calendar_that_makes_no_sense_is_refused_at_its_place() {
        let office = Rule::office();
        let with = |change: fn(&mut Rule)| {
            let mut rule = office.clone();
            change(&mut rule);
            rule.check().map_err(|error| error.pointer())
        };
        let holiday = |on: &str| Holiday { on: on.parse().unwrap(), name: None };
        let made_up = |on: &str, like| MakeUpDay { on: on.parse().unwrap(), like, name: None };
        assert_eq!(office.check(), Ok(()));
        assert_eq!(Rule::default().check(), Err(RuleError::NoHours));
        assert_eq!(with(|rule| rule.week.sunday = vec![hours("09:00", "09:00")]), Err("/week/sunday/0".to_owned()));
        assert_eq!(with(|rule| rule.week.sunday = vec![hours("24:00", "02:00")]), Err("/week/sunday/0".to_owned()));
        assert_eq!(
            with(|rule| rule.week.sunday = vec![hours("18:00", "02:00"), hours("20:00", "21:00")]),
            Err("/week/sunday/1".to_owned())
        );
        assert_eq!(with(|rule| rule.week.sunday = vec![hours("00:00", "24:00")]), Ok(()));
        let mut twice = office.clone();
        twice.holidays = vec![holiday("2026-10-01")];
        twice.make_up_days = vec![made_up("2026-10-01", Weekday::Monday)];
        assert_eq!(twice.check().unwrap_err().pointer(), "/make_up_days/0/on");
        let mut closed = office;
        closed.make_up_days = vec![made_up("2026-10-10", Weekday::Sunday)];
        assert_eq!(closed.check().unwrap_err().pointer(), "/make_up_days/0/like");
    }

    #[test]
    fn holidays_close_a_day_and_make_up_days_open_one() {
        let mut rule = Rule::office();
        rule.week.saturday = vec![hours("10:00", "14:00")];
        rule.holidays = vec![Holiday { on: day("2026-10-01"), name: Some("国庆节".to_owned()) }];
        rule.make_up_days = vec![MakeUpDay { on: day("2026-10-10"), like: Weekday::Thursday, name: None }];
        for (on, expected) in [
            ("2026-09-30", vec![hours("09:00", "18:00")]),
            ("2026-10-01", vec![]),
            ("2026-10-03", vec![hours("10:00", "14:00")]),
            ("2026-10-04", vec![]),
            ("2026-10-10", vec![hours("09:00", "18:00")]),
        ] {
            assert_eq!(rule.hours_on(day(on)), expected, "{on}");
        }
        assert_eq!(rule.day_minutes(), (5 * 540 + 240) / 6);
    }
}
