//! Tiers through time: the classes of calendar years, and who moved from one to another (domain, Value tier and grade).
//!
//! A year's class is that of the year's net spend alone, also where the current tier is the better of two years. Who has no
//! class in either year is outside, so came + rose + stayed + fell are those with a class in the later year, and went + rose
//! + stayed + fell those with one in the earlier.

use crate::customers::tiers::{Bounds, TierClass, TierPolicy, cumulative_bounds};
use crate::period::DateRange;
use chrono::NaiveDate;

/// The most years of one question.
pub const MOST_YEARS: i32 = 10;

/// How many classes there are, `none` included.
const CLASSES: usize = TierClass::ALL.len();

crate::vocabulary! {
    /// How a customer's class compares with the one before.
    pub enum TierMigrationMove {
        /// The class is a higher one.
        Rose = "rose",
        /// The class is the same.
        Stayed = "stayed",
        /// The class is a lower one.
        Fell = "fell",
        /// Had none before.
        Came = "came",
        /// Has none any more.
        Went = "went",
    }
}

impl TierMigrationMove {
    /// The move from a class to another; none of who had no class and has none.
    pub fn between(before: TierClass, after: TierClass) -> Option<TierMigrationMove> {
        match (before, after) {
            (TierClass::None, TierClass::None) => None,
            (TierClass::None, _) => Some(TierMigrationMove::Came),
            (_, TierClass::None) => Some(TierMigrationMove::Went),
            // In the list of tiers the best one comes first.
            _ if after < before => Some(TierMigrationMove::Rose),
            _ if after > before => Some(TierMigrationMove::Fell),
            _ => Some(TierMigrationMove::Stayed),
        }
    }
}

/// Net spend by customer and calendar year, in minor units. Customers have numbers from 0 that are their own within one
/// question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearlySpend {
    first: i32,
    years: usize,
    spends: Vec<i64>,
}

impl YearlySpend {
    /// Of so many customers in the years from `first` to `last`, nothing spent yet; no years when `last` is before `first`.
    pub fn new(first: i32, last: i32, customers: usize) -> YearlySpend {
        let years = usize::try_from(i64::from(last) - i64::from(first) + 1).unwrap_or(0);
        YearlySpend { first, years, spends: vec![0; years.saturating_mul(customers)] }
    }

    /// Adds what was spent, or given back where it is negative; of other years or customers nothing.
    pub fn add(&mut self, customer: usize, year: i32, amount: i64) {
        let spend = self.place(customer, year).and_then(|place| self.spends.get_mut(place));
        if let Some(spend) = spend {
            *spend = spend.saturating_add(amount);
        }
    }

    /// What a customer spent in a year; 0 of other years or customers.
    pub fn of(&self, customer: usize, year: i32) -> i64 {
        self.place(customer, year).and_then(|place| self.spends.get(place)).copied().unwrap_or(0)
    }

    fn place(&self, customer: usize, year: i32) -> Option<usize> {
        let year = usize::try_from(year.checked_sub(self.first)?).ok().filter(|year| *year < self.years)?;
        customer.checked_mul(self.years)?.checked_add(year)
    }
}

/// The lower bounds of a year's classes under a policy, from the year's net spend (minor units, any order) of the whole base;
/// only a cumulative share looks at it.
pub fn year_bounds(policy: &TierPolicy, spends: impl Iterator<Item = i64>) -> Bounds {
    match (policy.fixed_bounds(), policy.shares) {
        (None, Some(shares)) => cumulative_bounds(&mut spends.collect::<Vec<i64>>(), shares),
        // A policy that was checked has the one or the other.
        (bounds, _) => bounds.unwrap_or(Bounds { a: i64::MAX, b: i64::MAX }),
    }
}

/// Whether all of a calendar year was over by a day.
pub fn is_complete(year: i32, by: NaiveDate) -> bool {
    by >= DateRange::year(year).to
}

/// Customers of a cell of the matrix, with their net spend of both sides in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moved {
    /// How many they are.
    pub customers: i64,
    /// Net spend with which they were in the class before.
    pub before: i64,
    /// Net spend with which they are in the class after.
    pub after: i64,
}

impl Moved {
    fn add(&mut self, other: Moved) {
        self.customers += other.customers;
        self.before = self.before.saturating_add(other.before);
        self.after = self.after.saturating_add(other.after);
    }
}

/// How many customers moved from which class to which. Nobody is in the cell from `none` to `none`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MigrationMatrix([[Moved; CLASSES]; CLASSES]);

impl MigrationMatrix {
    /// Counts a customer, by class and net spend before and after.
    pub fn add(&mut self, before: (TierClass, i64), after: (TierClass, i64)) {
        let is_outside = TierMigrationMove::between(before.0, after.0).is_none();
        let cell = self.0.get_mut(before.0 as usize).and_then(|row| row.get_mut(after.0 as usize));
        if let Some(cell) = cell.filter(|_| !is_outside) {
            cell.add(Moved { customers: 1, before: before.1, after: after.1 });
        }
    }

    /// Those who moved from a class to a class.
    pub fn cell(&self, before: TierClass, after: TierClass) -> Moved {
        self.0.get(before as usize).and_then(|row| row.get(after as usize)).copied().unwrap_or_default()
    }

    /// Every cell but that from `none` to `none`, row by row, best class first.
    pub fn cells(&self) -> impl Iterator<Item = (TierClass, TierClass, TierMigrationMove, Moved)> {
        let pairs = TierClass::ALL.iter().flat_map(|before| TierClass::ALL.iter().map(|after| (*before, *after)));
        pairs.filter_map(|(before, after)| {
            Some((before, after, TierMigrationMove::between(before, after)?, self.cell(before, after)))
        })
    }

    /// All who moved in a way.
    pub fn moved(&self, way: TierMigrationMove) -> Moved {
        self.sum(|_, _, other| other == way)
    }

    /// All who were in a class before.
    pub fn before(&self, class: TierClass) -> Moved {
        self.sum(|before, _, _| before == class)
    }

    /// All who are in a class after.
    pub fn after(&self, class: TierClass) -> Moved {
        self.sum(|_, after, _| after == class)
    }

    fn sum(&self, is_wanted: impl Fn(TierClass, TierClass, TierMigrationMove) -> bool) -> Moved {
        let mut sum = Moved::default();
        for (before, after, way, moved) in self.cells() {
            if is_wanted(before, after, way) {
                sum.add(moved);
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customers::tiers::{Shares, TierMethod, tier_for};

    #[test]
    fn every_pair_of_classes_is_one_move() {
        use TierClass::{A, B, C, None as No};
        use TierMigrationMove::{Came, Fell, Rose, Stayed, Went};
        for (before, moves) in [
            (A, [Some(Stayed), Some(Fell), Some(Fell), Some(Went)]),
            (B, [Some(Rose), Some(Stayed), Some(Fell), Some(Went)]),
            (C, [Some(Rose), Some(Rose), Some(Stayed), Some(Went)]),
            (No, [Some(Came), Some(Came), Some(Came), None]),
        ] {
            assert_eq!([A, B, C, No].map(|after| TierMigrationMove::between(before, after)), moves, "{before:?}");
        }
    }

    #[test]
    fn spend_is_kept_by_customer_and_year() {
        let mut spend = YearlySpend::new(2024, 2025, 2);
        for (customer, year, amount) in
            [(0, 2024, 10), (0, 2024, -3), (1, 2025, 5), (0, 2023, 100), (1, 2026, 100), (2, 2024, 100)]
        {
            spend.add(customer, year, amount);
        }
        let found = [0, 1, 2].map(|customer| [2023, 2024, 2025, 2026].map(|year| spend.of(customer, year)));
        assert_eq!(found, [[0, 7, 0, 0], [0, 0, 5, 0], [0, 0, 0, 0]]);
        assert_eq!(YearlySpend::new(2025, 2024, 2).of(0, 2024), 0);
    }

    /// Six customers of three years by hand, under the house rule (A from 3500.00, B from 1500.00).
    #[test]
    fn the_matrix_of_three_years_adds_up() {
        let by_hand: [[i64; 3]; 6] = [
            [400_000, 350_000, 349_999], // A A B
            [150_000, 350_001, 0],       // B A none
            [149_999, 100, 150_000],     // C C B
            [0, 1, 0],                   // none C none
            [0, 0, 500_000],             // none none A
            [200_000, -50, 100],         // B none C
        ];
        let mut spend = YearlySpend::new(2023, 2025, by_hand.len());
        for (customer, years) in by_hand.iter().enumerate() {
            for (year, amount) in (2023..).zip(years) {
                spend.add(customer, year, *amount);
            }
        }
        let bounds = year_bounds(&TierPolicy::default(), std::iter::empty());
        let matrix = |year: i32| {
            let mut matrix = MigrationMatrix::default();
            for customer in 0..by_hand.len() {
                let [before, after] = [year - 1, year].map(|year| spend.of(customer, year));
                matrix.add((tier_for(before, bounds), before), (tier_for(after, bounds), after));
            }
            matrix
        };
        use TierMigrationMove::{Came, Fell, Rose, Stayed, Went};
        let ways = [Rose, Stayed, Fell, Came, Went];
        for (year, expected) in [(2024, [1, 2, 0, 1, 1]), (2025, [1, 0, 1, 2, 2])] {
            let matrix = matrix(year);
            assert_eq!(ways.map(|way| matrix.moved(way).customers), expected, "{year}");
            let [rose, stayed, fell, came, went] = expected;
            let classes = [TierClass::A, TierClass::B, TierClass::C];
            let before: i64 = classes.iter().map(|class| matrix.before(*class).customers).sum();
            let after: i64 = classes.iter().map(|class| matrix.after(*class).customers).sum();
            assert_eq!((before, after), (rose + stayed + fell + went, rose + stayed + fell + came));
        }
        let matrix = matrix(2024);
        let cell = matrix.cell(TierClass::B, TierClass::A);
        assert_eq!(cell, Moved { customers: 1, before: 150_000, after: 350_001 });
        assert_eq!(matrix.cell(TierClass::B, TierClass::None), Moved { customers: 1, before: 200_000, after: -50 });
        assert_eq!(matrix.cell(TierClass::None, TierClass::None), Moved::default(), "outside");
        assert_eq!((matrix.after(TierClass::A).after, matrix.before(TierClass::A).before), (700_001, 400_000));
        assert_eq!(matrix.cells().count(), 15);
    }

    #[test]
    fn bounds_of_a_share_are_drawn_from_the_year() {
        let shares = Shares { a: "0.80".parse().unwrap(), b: "0.95".parse().unwrap() };
        let policy = TierPolicy {
            method: TierMethod::CumulativeShare,
            shares: Some(shares),
            bounds: Some(Bounds { a: 9, b: 8 }),
            ..TierPolicy::default()
        };
        assert_eq!(year_bounds(&policy, [5, 80, 15, 0].into_iter()), Bounds { a: 80, b: 15 });
        assert_eq!(year_bounds(&policy, std::iter::empty()), Bounds { a: 1, b: 1 });
    }

    #[test]
    fn a_year_is_complete_when_its_last_day_is_in() {
        for (by, expected) in [("2025-12-30", false), ("2025-12-31", true), ("2026-01-01", true), ("2024-12-31", false)]
        {
            assert_eq!(is_complete(2025, by.parse().unwrap()), expected, "{by}");
        }
    }
}
