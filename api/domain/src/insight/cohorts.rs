//! Retention by month of the first purchase (domain, Figures). A month counts for somebody with at least one sale.

use chrono::{Datelike, Months, NaiveDate};

use super::facts::PurchaseDay;
use crate::statistics::share_of;

/// The most months of first purchases that are looked at.
pub const MOST_MONTHS: u32 = 60;

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// That of a day.
    pub fn of(day: NaiveDate) -> Month {
        Month(day.year() * 12 + i32::try_from(day.month0()).unwrap_or_default())
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        let month0 = u32::try_from(self.0.rem_euclid(12)).unwrap_or_default();
        NaiveDate::from_ymd_opt(self.0.div_euclid(12), month0 + 1, 1).unwrap_or_default()
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        let first = self.first_day();
        first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(first)
    }

    /// The one so many months later.
    pub fn later(self, months: usize) -> Month {
        Month(self.0.saturating_add(i32::try_from(months).unwrap_or(i32::MAX)))
    }

    /// Months from another to this one; none when it is later.
    pub fn since(self, other: Month) -> Option<usize> {
        usize::try_from(self.0 - other.0).ok()
    }
}

/// Those who first bought in one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cohort {
    /// Of their first purchase.
    pub month: Month,
    /// How many bought in that month (all of them), in the next one, and so on up to the last month looked at.
    pub bought: Vec<i64>,
}

impl Cohort {
    /// How many they are.
    pub fn size(&self) -> i64 {
        self.bought.first().copied().unwrap_or_default()
    }

    /// So many of them as a share, from 0 to 1; none of an empty one.
    pub fn share(&self, count: i64) -> Option<f64> {
        share_of(count, self.size())
    }
}

/// The cohorts of the months from `from` to `to`, each followed until the month of `end`; purchases after that day are not
/// looked at. A month without first purchases has an empty cohort.
pub fn cohorts(days: &[PurchaseDay], from: Month, to: Month, end: NaiveDate) -> Vec<Cohort> {
    let last = Month::of(end);
    let mut all: Vec<Cohort> = (0..=to.since(from).unwrap_or_default())
        .map(|months| from.later(months))
        .filter_map(|month| Some(Cohort { month, bought: vec![0; last.since(month)? + 1] }))
        .collect();
    for own in days.chunk_by(|a, b| a.customer == b.customer) {
        let Some(first) = own.first().map(|one| Month::of(one.day)) else { continue };
        let Some(cohort) = first.since(from).and_then(|place| all.get_mut(place)) else { continue };
        let mut before = None;
        for month in own.iter().take_while(|one| one.day <= end).map(|one| Month::of(one.day)) {
            if before != Some(month)
                && let Some(count) = month.since(first).and_then(|months| cohort.bought.get_mut(months))
            {
                *count += 1;
            }
            before = Some(month);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_counts_once_for_who_bought_in_it() {
        let days: Vec<PurchaseDay> = [
            (1, "2026-01-05"),
            (1, "2026-01-31"),
            (1, "2026-03-01"),
            (2, "2026-01-31"),
            (2, "2026-02-01"),
            (2, "2026-02-02"),
            (3, "2025-12-31"),
            (3, "2026-01-01"),
            (4, "2026-03-10"),
            (4, "2026-04-01"),
            (5, "2026-03-21"),
        ]
        .map(|(customer, on)| PurchaseDay { customer, day: day(on) })
        .to_vec();
        let found = cohorts(&days, Month::of(day("2026-01-01")), Month::of(day("2026-03-01")), day("2026-03-20"));
        let shown: Vec<(NaiveDate, i64, Vec<i64>)> =
            found.into_iter().map(|cohort| (cohort.month.first_day(), cohort.size(), cohort.bought)).collect();
        assert_eq!(
            shown,
            [
                (day("2026-01-01"), 2, vec![2, 1, 1]),
                (day("2026-02-01"), 0, vec![0, 0]),
                (day("2026-03-01"), 1, vec![1]),
            ]
        );
    }

    #[test]
    fn months_know_their_days() {
        for (on, first, last) in [
            ("2024-02-10", "2024-02-01", "2024-02-29"),
            ("2025-12-31", "2025-12-01", "2025-12-31"),
            ("2026-01-01", "2026-01-01", "2026-01-31"),
        ] {
            let month = Month::of(day(on));
            assert_eq!((month.first_day(), month.last_day()), (day(first), day(last)));
        }
        assert_eq!(Month::of(day("2026-02-01")).since(Month::of(day("2025-11-30"))), Some(3));
        assert_eq!(Month::of(day("2025-11-30")).since(Month::of(day("2026-02-01"))), None);
    }
}
