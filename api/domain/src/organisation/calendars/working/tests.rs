//! Table tests of working time.

use super::*;
use crate::organisation::calendars::{Holiday, Hours, MakeUpDay, Week, Weekday};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn hours(from: &str, to: &str) -> Vec<Hours> {
    vec![Hours { from: from.parse().unwrap(), to: to.parse().unwrap() }]
}

fn every_day(from: &str, to: &str) -> Week {
    let day = || hours(from, to);
    Week {
        monday: day(),
        tuesday: day(),
        wednesday: day(),
        thursday: day(),
        friday: day(),
        saturday: day(),
        sunday: day(),
    }
}

fn working(week: Week, zone: Tz) -> Working {
    Working::new(Rule { week, ..Rule::default() }, zone)
}

/// Adds so many minutes, and checks that counting them gives the same again.
#[track_caller]
fn reaches(working: &Working, from: &str, minutes: i64, expected: &str) {
    let end = working.add(at(from), TimeDelta::minutes(minutes)).unwrap();
    assert_eq!(end, at(expected), "{from} + {minutes} min");
    assert_eq!(working.between(at(from), end), TimeDelta::minutes(minutes), "{from} to {end}");
}

#[test]
fn an_office_works_from_monday_to_friday() {
    // Shanghai: 09:00 is 01:00 UTC, 18:00 is 10:00 UTC. 2026-11-27 is a Friday.
    let office = Working::new(Rule::office(), Tz::Asia__Shanghai);
    assert_eq!(office.days(1), TimeDelta::minutes(540));
    reaches(&office, "2026-11-26T01:00:00Z", 540, "2026-11-26T10:00:00Z");
    reaches(&office, "2026-11-26T03:00:00Z", 540, "2026-11-27T03:00:00Z");
    reaches(&office, "2026-11-27T03:00:00Z", 540, "2026-11-30T03:00:00Z");
    reaches(&office, "2026-11-28T03:00:00Z", 60, "2026-11-30T02:00:00Z");
    reaches(&office, "2026-11-27T22:00:00Z", 1, "2026-11-30T01:01:00Z");
    assert_eq!(office.add(at("2026-11-28T03:00:00Z"), TimeDelta::zero()), Ok(at("2026-11-28T03:00:00Z")));
    assert_eq!(office.between(at("2026-11-28T00:00:00Z"), at("2026-11-29T00:00:00Z")), TimeDelta::zero());
    assert_eq!(office.between(at("2026-11-27T03:00:00Z"), at("2026-11-26T03:00:00Z")), TimeDelta::zero());
}

#[test]
fn hours_past_midnight_belong_to_the_day_they_begin_on() {
    // 18:00–02:00 in Shanghai is 10:00–18:00 UTC.
    let mut bar = working(every_day("18:00", "02:00"), Tz::Asia__Shanghai);
    reaches(&bar, "2026-11-26T17:00:00Z", 60, "2026-11-26T18:00:00Z");
    reaches(&bar, "2026-11-26T17:00:00Z", 61, "2026-11-27T10:01:00Z");
    // The 27th is a holiday: the night of the 26th is still worked to its end.
    bar.rule.holidays = vec![Holiday { on: "2026-11-27".parse().unwrap(), name: None }];
    reaches(&bar, "2026-11-26T16:30:00Z", 60, "2026-11-26T17:30:00Z");
    reaches(&bar, "2026-11-26T17:30:00Z", 60, "2026-11-28T10:30:00Z");
}

#[test]
fn hours_that_reach_into_the_next_opening_count_once() {
    // Open 20:00–10:00 and again from 08:00: 08:00 to 10:00 is one time, not two.
    let mut week = every_day("20:00", "10:00");
    week.tuesday = hours("08:00", "12:00");
    let long = working(week, Tz::UTC);
    assert_eq!(long.between(at("2026-11-23T20:00:00Z"), at("2026-11-24T20:00:00Z")), TimeDelta::hours(16));
    reaches(&long, "2026-11-24T07:00:00Z", 240, "2026-11-24T11:00:00Z");
}

#[test]
fn holidays_and_make_up_days_move_a_deadline() {
    let mut office = Working::new(Rule::office(), Tz::Asia__Shanghai);
    // National Day: from Thursday the 1st to Wednesday the 7th nobody works, but on Saturday the 10th somebody does.
    let holiday = |day: u32| Holiday { on: NaiveDate::from_ymd_opt(2026, 10, day).unwrap(), name: None };
    office.rule.holidays = (1..=7).map(holiday).collect();
    reaches(&office, "2026-09-30T03:00:00Z", 540, "2026-10-08T03:00:00Z");
    reaches(&office, "2026-10-09T03:00:00Z", 540, "2026-10-12T03:00:00Z");
    office.rule.make_up_days =
        vec![MakeUpDay { on: "2026-10-10".parse().unwrap(), like: Weekday::Thursday, name: None }];
    reaches(&office, "2026-10-09T03:00:00Z", 540, "2026-10-10T03:00:00Z");
}

#[test]
fn working_time_is_real_time_when_the_clock_is_set() {
    let night = working(every_day("22:00", "06:00"), Tz::Europe__Berlin);
    // 2026-03-29: 02:00 becomes 03:00, the night has 7 hours; 2026-10-25: 03:00 becomes 02:00, it has 9.
    assert_eq!(night.between(at("2026-03-28T20:00:00Z"), at("2026-03-29T12:00:00Z")), TimeDelta::hours(7));
    assert_eq!(night.between(at("2026-10-24T20:00:00Z"), at("2026-10-25T12:00:00Z")), TimeDelta::hours(9));
    reaches(&night, "2026-03-28T21:00:00Z", 7 * 60, "2026-03-29T04:00:00Z");
    reaches(&night, "2026-10-24T20:00:00Z", 9 * 60, "2026-10-25T05:00:00Z");
    // By day nothing changes but the offset: 09:00 is 08:00 UTC in winter and 07:00 in summer.
    let day = working(every_day("09:00", "18:00"), Tz::Europe__Berlin);
    reaches(&day, "2026-03-28T15:00:00Z", 540, "2026-03-29T14:00:00Z");
    reaches(&day, "2026-10-24T14:00:00Z", 540, "2026-10-25T15:00:00Z");
}

#[test]
fn hours_that_the_clock_swallows_are_none() {
    let gap = working(every_day("02:15", "02:45"), Tz::Europe__Berlin);
    assert_eq!(gap.between(at("2026-03-28T12:00:00Z"), at("2026-03-29T12:00:00Z")), TimeDelta::zero());
    assert_eq!(gap.between(at("2026-03-27T12:00:00Z"), at("2026-03-28T12:00:00Z")), TimeDelta::minutes(30));
}

#[test]
fn a_calendar_without_working_time_says_so_and_ends() {
    let never = working(Week::default(), Tz::UTC);
    assert_eq!(never.add(at("2026-01-01T00:00:00Z"), TimeDelta::minutes(1)), Err(NoWorkingTime));
    assert_eq!(never.between(at("1990-01-01T00:00:00Z"), at("2030-01-01T00:00:00Z")), TimeDelta::zero());
    let mut holidays = working(Week { monday: hours("09:00", "10:00"), ..Week::default() }, Tz::UTC);
    let first: NaiveDate = "2026-01-01".parse().unwrap();
    holidays.rule.holidays = first.iter_days().take(1000).map(|on| Holiday { on, name: None }).collect();
    let end = holidays.add(at("2026-01-01T00:00:00Z"), TimeDelta::minutes(30)).unwrap();
    assert!(end > at("2028-09-01T00:00:00Z"), "{end}");
    assert!(holidays.add(at("2026-01-01T00:00:00Z"), TimeDelta::hours(100)).is_err());
}
