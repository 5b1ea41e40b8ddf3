//! The structure of customers between two dates (domain, Figures and Life cycle).
//!
//! start + new + won back + moved in − lost − moved out = end, for everybody and for each group. Both ends are compared:
//! who was lost in between and bought again is retained. Prospects are outside.

use std::cmp::Ordering;

use chrono::NaiveDate;

use super::facts::PurchaseDay;
use super::life_cycle::lost_from;
use crate::statistics::share_of;

crate::vocabulary! {
    /// A part of the structure of customers.
    pub enum StructurePart {
        /// Customers at the start.
        Start = "start",
        /// First bought within the period.
        New = "new",
        /// Were lost at the start and bought.
        WonBack = "won_back",
        /// Came from another group.
        MovedIn = "moved_in",
        /// Are lost at the end.
        Lost = "lost",
        /// Went to another group.
        MovedOut = "moved_out",
        /// Customers at the end.
        End = "end",
        /// Customers at both ends, in the same group.
        Retained = "retained",
        /// Of those at both ends, those whose tier is a higher one.
        Upgraded = "upgraded",
        /// Of those at both ends, those whose tier is a lower one.
        Downgraded = "downgraded",
    }
}

crate::vocabulary! {
    /// How the structure is grouped.
    pub enum StructureBy {
        Tier = "tier",
        /// By home unit.
        Unit = "unit",
        /// By the region of the home unit.
        Region = "region",
        Source = "source",
    }
}

/// What somebody is at the end of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Prospect,
    Active,
    Lost,
}

/// Where somebody stands at the end of a day by the days of their purchases, of which later ones are not looked at. They are
/// lost when they have not bought for longer than 180 days and four of their own mean intervals, until they buy again.
fn standing(days: &[PurchaseDay], end: NaiveDate) -> Standing {
    let until = days.get(..days.partition_point(|one| one.day <= end)).unwrap_or(days);
    let (Some(first), Some(last)) = (until.first(), until.last()) else { return Standing::Prospect };
    let days = i64::try_from(until.len()).unwrap_or(i64::MAX);
    if end >= lost_from(first.day, last.day, days) { Standing::Lost } else { Standing::Active }
}

/// What became of somebody between two dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// Was a customer at the start, and is one at the end.
    Stayed,
    /// Was a customer at the start, and is lost.
    Left,
    /// First bought within; whether they are a customer at the end.
    New(bool),
    /// Was lost and bought; whether they are a customer at the end.
    WonBack(bool),
}

/// The course of one customer from the end of the day `before` to that of `end`; none of who was no customer at all.
pub fn course(days: &[PurchaseDay], before: NaiveDate, end: NaiveDate) -> Option<Course> {
    let is_active = standing(days, end) == Standing::Active;
    let bought = || days.iter().any(|one| one.day > before && one.day <= end);
    match standing(days, before) {
        Standing::Active if is_active => Some(Course::Stayed),
        Standing::Active => Some(Course::Left),
        Standing::Prospect => bought().then_some(Course::New(is_active)),
        Standing::Lost => bought().then_some(Course::WonBack(is_active)),
    }
}

/// The group in which a part counts: that of the start, or that of the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Where they were before the period.
    Start,
    /// Where they are after it.
    End,
}

/// Tells each part that somebody belongs to. `moved`: the group of the end is another one; `grade`: how the tier of the end
/// compares with that of the start.
pub fn each_part(course: Course, moved: bool, grade: Ordering, mut tell: impl FnMut(Side, StructurePart)) {
    match course {
        Course::Stayed => {
            tell(Side::Start, StructurePart::Start);
            tell(Side::End, StructurePart::End);
            if moved {
                tell(Side::Start, StructurePart::MovedOut);
                tell(Side::End, StructurePart::MovedIn);
            } else {
                tell(Side::Start, StructurePart::Retained);
            }
            match grade {
                Ordering::Less => tell(Side::Start, StructurePart::Downgraded),
                Ordering::Greater => tell(Side::Start, StructurePart::Upgraded),
                Ordering::Equal => {}
            }
        }
        Course::Left => {
            tell(Side::Start, StructurePart::Start);
            tell(Side::Start, StructurePart::Lost);
        }
        Course::New(is_active) | Course::WonBack(is_active) => {
            let is_new = matches!(course, Course::New(_));
            tell(Side::End, if is_new { StructurePart::New } else { StructurePart::WonBack });
            tell(Side::End, if is_active { StructurePart::End } else { StructurePart::Lost });
        }
    }
}

/// How many there are of each part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Structure([i64; StructurePart::ALL.len()]);

impl Structure {
    /// Counts one more.
    pub fn add(&mut self, part: StructurePart) {
        if let Some(count) = self.0.get_mut(part as usize) {
            *count += 1;
        }
    }

    /// The customers of a part.
    pub fn of(&self, part: StructurePart) -> i64 {
        self.0.get(part as usize).copied().unwrap_or_default()
    }

    /// A part as a share of the start; none when there was nobody.
    pub fn share(&self, part: StructurePart) -> Option<f64> {
        share_of(self.of(part), self.of(StructurePart::Start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + chrono::TimeDelta::days(number)
    }

    fn days(numbers: &[i64]) -> Vec<PurchaseDay> {
        numbers.iter().map(|number| PurchaseDay { customer: 0, day: day(*number) }).collect()
    }

    #[test]
    fn lost_is_who_is_silent_for_longer_than_180_days_and_four_own_intervals() {
        for (bought, end, expected) in [
            (vec![], 10, Standing::Prospect),
            (vec![20], 10, Standing::Prospect),
            (vec![10], 10, Standing::Active),
            (vec![0], 180, Standing::Active),
            (vec![0], 181, Standing::Lost),
            (vec![0, 10], 190, Standing::Active),
            (vec![0, 10], 191, Standing::Lost),
            (vec![0, 100], 500, Standing::Active),
            (vec![0, 100], 501, Standing::Lost),
            (vec![0, 100, 200], 600, Standing::Active),
            (vec![0, 100, 200], 601, Standing::Lost),
            (vec![0, 200], 190, Standing::Lost),
            (vec![0, 200], 200, Standing::Active),
        ] {
            assert_eq!(standing(&days(&bought), day(end)), expected, "{bought:?} at {end}");
        }
    }

    #[test]
    fn the_course_compares_both_ends() {
        for (bought, expected) in [
            (vec![], None),
            (vec![2000], None),
            (vec![990], Some(Course::Left)),
            (vec![990, 1200], Some(Course::Stayed)),
            (vec![950, 1140, 1141, 1330], Some(Course::Stayed)),
            (vec![900], Some(Course::Left)),
            (vec![100], None),
            (vec![100, 1190], Some(Course::WonBack(true))),
            (vec![100, 101, 1001], Some(Course::WonBack(true))),
            (vec![1001], Some(Course::New(false))),
            (vec![1300], Some(Course::New(true))),
            (vec![1000], Some(Course::Left)),
        ] {
            assert_eq!(course(&days(&bought), day(1000), day(1365)), expected, "{bought:?}");
        }
        assert_eq!(course(&days(&[0, 1, 300]), day(290), day(700)), Some(Course::WonBack(true)), "a wider interval");
        assert_eq!(course(&days(&[0, 1, 300]), day(290), day(1000)), Some(Course::WonBack(false)));
    }

    /// start + new + won back + moved in − lost − moved out.
    fn balance(structure: &Structure) -> i64 {
        use StructurePart::{Lost, MovedIn, MovedOut, New, Start, WonBack};
        [Start, New, WonBack, MovedIn].map(|part| structure.of(part)).iter().sum::<i64>()
            - structure.of(Lost)
            - structure.of(MovedOut)
    }

    #[test]
    fn it_balances_for_each_group_whatever_happens() {
        for course in [
            Course::Stayed,
            Course::Left,
            Course::New(true),
            Course::New(false),
            Course::WonBack(true),
            Course::WonBack(false),
        ] {
            for (moved, grade) in [(false, Ordering::Equal), (true, Ordering::Less), (true, Ordering::Greater)] {
                let mut groups = [Structure::default(); 2];
                each_part(course, moved, grade, |side, part| {
                    groups[usize::from(moved && side == Side::End)].add(part);
                });
                for group in groups {
                    assert_eq!(balance(&group), group.of(StructurePart::End), "{course:?} {moved} {group:?}");
                }
            }
        }
    }

    #[test]
    fn shares_are_of_the_start() {
        let mut structure = Structure::default();
        assert_eq!(structure.share(StructurePart::Lost), None);
        for part in [StructurePart::Start, StructurePart::Start, StructurePart::Lost] {
            structure.add(part);
        }
        assert_eq!(structure.share(StructurePart::Lost), Some(0.5));
    }
}
