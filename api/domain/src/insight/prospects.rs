//! From prospect to customer: who bought after they were enrolled, and how soon (domain, Customer).
//!
//! A prospect is converted by the first purchase on the day of the enrolment or later. Who had bought before the enrolment,
//! such as a guest whose receipts were imported with them, was no prospect: they are counted beside, and are in no rate.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::statistics::share_of;

/// What became of somebody who was enrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conversion {
    /// No purchase counts.
    Prospect,
    /// Bought so many days after the enrolment; 0 on the same day.
    Converted(i64),
    /// Had bought before.
    BoughtBefore,
}

/// What became of somebody who was enrolled on a day and whose first counted purchase, if any, is on another. Days are
/// those of the organisation.
pub fn conversion(enrolled_on: NaiveDate, first_purchase_on: Option<NaiveDate>) -> Conversion {
    match first_purchase_on.map(|first| (first - enrolled_on).num_days()) {
        None => Conversion::Prospect,
        Some(days) if days >= 0 => Conversion::Converted(days),
        Some(_) => Conversion::BoughtBefore,
    }
}

/// The outcomes of many.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conversions {
    /// Those who have not bought.
    pub prospects: i64,
    /// Those who had bought before they were enrolled.
    pub bought_before: i64,
    /// Those who were converted, by days to the first purchase.
    days: BTreeMap<i64, i64>,
}

impl Conversions {
    /// Counts one more.
    pub fn add(&mut self, conversion: Conversion) {
        match conversion {
            Conversion::Prospect => self.prospects += 1,
            Conversion::BoughtBefore => self.bought_before += 1,
            Conversion::Converted(days) => *self.days.entry(days).or_default() += 1,
        }
    }

    /// Those who were converted.
    pub fn converted(&self) -> i64 {
        self.days.values().sum()
    }

    /// Everybody.
    pub fn people(&self) -> i64 {
        self.prospects + self.bought_before + self.converted()
    }

    /// The share of those converted among all who were prospects when they were enrolled, from 0 to 1; none of nobody.
    pub fn rate(&self) -> Option<f64> {
        share_of(self.converted(), self.prospects + self.converted())
    }

    /// Twice the median of the days to the first purchase, for it may lie in the middle between two days; none of nobody.
    pub fn median_half_days(&self) -> Option<i64> {
        let count = self.converted();
        let at = |place: i64| {
            let mut seen = 0;
            self.days.iter().find_map(|(days, people)| {
                seen += people;
                (seen > place).then_some(*days)
            })
        };
        Some(at((count - 1).max(0) / 2)? + at(count / 2)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_purchase_on_the_day_of_enrolment_or_later_converts() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        for (first, expected) in [
            (None, Conversion::Prospect),
            (Some(day(10)), Conversion::Converted(0)),
            (Some(day(13)), Conversion::Converted(3)),
            (Some(day(9)), Conversion::BoughtBefore),
        ] {
            assert_eq!(conversion(day(10), first), expected, "{first:?}");
        }
    }

    #[test]
    fn the_rate_leaves_out_who_had_bought_before_and_the_median_is_that_of_the_converted() {
        use Conversion::{BoughtBefore, Converted, Prospect};
        for (all, people, rate, median) in [
            (vec![], 0, None, None),
            (vec![BoughtBefore], 1, None, None),
            (vec![Prospect], 1, Some(0.0), None),
            (vec![Converted(5), BoughtBefore], 2, Some(1.0), Some(10)),
            (vec![Converted(0), Converted(3), Prospect, Prospect], 4, Some(0.5), Some(3)),
            (vec![Converted(9), Converted(1), Converted(2), Prospect], 4, Some(0.75), Some(4)),
            (vec![Converted(1), Converted(1), Converted(4), Converted(30)], 4, Some(1.0), Some(5)),
        ] {
            let mut found = Conversions::default();
            all.iter().for_each(|one| found.add(*one));
            assert_eq!((found.people(), found.rate(), found.median_half_days()), (people, rate, median), "{all:?}");
        }
    }
}
