//! What the models know of customers: repeat purchase days, the time of the last one, and how long they were watched.

use std::collections::BTreeMap;

use chrono::NaiveDate;

/// Days in a week; the models count weeks.
pub const WEEK: f64 = 7.0;

/// A customer's purchases as the models see them. Purchases of the same day are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct History {
    /// Purchase days after the first one (x).
    pub repeats: u32,
    /// Days from the first purchase to the day the figures are of (T).
    pub age: u32,
    /// Days from the first purchase to the last one (t_x): 0 without repeats, never above `age`.
    pub recency: u32,
}

impl History {
    /// Of counts that may contradict each other, as in imported data: the last purchase lies within the age, and is the
    /// first one without repeats.
    #[must_use]
    pub fn new(repeats: u32, recency: u32, age: u32) -> Self {
        Self { repeats, age, recency: if repeats == 0 { 0 } else { recency.min(age) } }
    }

    /// Of the days a customer bought on, in any order, as of a day; days after it do not count. `None` when the customer
    /// had not bought by then.
    #[must_use]
    pub fn of_days(days: &[NaiveDate], as_of: NaiveDate) -> Option<Self> {
        let mut days: Vec<NaiveDate> = days.iter().copied().filter(|day| *day <= as_of).collect();
        days.sort_unstable();
        days.dedup();
        let (first, last) = (*days.first()?, *days.last()?);
        let since_first = |day: NaiveDate| u32::try_from((day - first).num_days()).unwrap_or(u32::MAX);
        let repeats = u32::try_from(days.len() - 1).unwrap_or(u32::MAX);
        Some(Self::new(repeats, since_first(last), since_first(as_of)))
    }

    /// The same in the units of the models.
    #[must_use]
    pub fn statistic(self) -> Statistic {
        Statistic {
            x: f64::from(self.repeats),
            t_x: f64::from(self.recency) / WEEK,
            t: f64::from(self.age) / WEEK,
            count: 1.0,
        }
    }
}

/// The sufficient statistic (x, t_x, T) of the models, in weeks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Statistic {
    /// Repeat purchase days.
    pub x: f64,
    /// Weeks from the first to the last purchase.
    pub t_x: f64,
    /// Weeks from the first purchase on.
    pub t: f64,
    /// How many customers have it.
    pub count: f64,
}

/// All customers a model is fitted to, each distinct statistic once, in the order of x, T and t_x.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Histories {
    distinct: Vec<Statistic>,
    customers: u64,
    repeat_buyers: u64,
}

impl Histories {
    /// Counts customers with the same history once.
    #[must_use]
    pub fn of(histories: impl IntoIterator<Item = History>) -> Self {
        let mut all: Vec<History> = histories.into_iter().collect();
        all.sort_unstable();
        Self::counted(all.chunk_by(|a, b| a == b).filter_map(|same| Some((*same.first()?, same.len() as u64))))
    }

    /// Of histories that are distinct already, each with its number of customers.
    #[must_use]
    pub fn counted(counts: impl IntoIterator<Item = (History, u64)>) -> Self {
        let mut counts: Vec<_> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
        counts.sort_unstable();
        let mut found = Self::default();
        for (history, count) in counts {
            found.customers += count;
            found.repeat_buyers += if history.repeats > 0 { count } else { 0 };
            found.distinct.push(Statistic { count: count as f64, ..history.statistic() });
        }
        found
    }

    /// How many customers these are.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.customers
    }

    /// How many bought on more than one day.
    #[must_use]
    pub fn repeat_buyers(&self) -> u64 {
        self.repeat_buyers
    }

    /// The distinct statistics.
    #[must_use]
    pub fn distinct(&self) -> &[Statistic] {
        &self.distinct
    }

    /// The mean number of weeks watched, and the mean number of repeat purchases.
    pub(super) fn means(&self) -> (f64, f64) {
        let sum = |value: fn(&Statistic) -> f64| self.distinct.iter().map(|one| one.count * value(one)).sum::<f64>();
        let customers = (self.customers as f64).max(1.0);
        (sum(|one| one.t) / customers, sum(|one| one.x) / customers)
    }

    /// At most about `most` statistics that stand for all: those alike in whole fortnights, months and so on are put
    /// together at their mean. Good enough to find where the parameters lie.
    #[must_use]
    pub(super) fn coarse(&self, most: usize) -> Self {
        let mut found = self.clone();
        let mut width = 2.0;
        while found.distinct.len() > most && width < 1e4 {
            let mut buckets: BTreeMap<(u64, u64, u64), Statistic> = BTreeMap::new();
            for one in &self.distinct {
                let key = (one.x.to_bits(), cell(one.t / width), cell(one.t_x / width));
                let all = buckets.entry(key).or_insert(Statistic { t_x: 0.0, t: 0.0, count: 0.0, ..*one });
                let count = all.count + one.count;
                all.t += (one.t - all.t) * one.count / count;
                all.t_x += (one.t_x - all.t_x) * one.count / count;
                all.count = count;
            }
            found.distinct = buckets.into_values().collect();
            width *= 2.0;
        }
        found
    }
}

/// The whole part of a value of at least 0, as something to sort by.
fn cell(value: f64) -> u64 {
    value.floor().to_bits()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_history_is_counted_once() {
        let found = Histories::of([
            History::new(2, 14, 70),
            History::new(0, 0, 70),
            History::new(2, 14, 70),
            // What contradicts itself is put right.
            History::new(0, 9, 70),
            History::new(1, 99, 70),
        ]);
        assert_eq!((found.customers(), found.repeat_buyers()), (5, 3));
        let seen: Vec<_> = found.distinct().iter().map(|one| (one.x, one.t_x, one.t, one.count)).collect();
        assert_eq!(seen, [(0.0, 0.0, 10.0, 2.0), (1.0, 10.0, 10.0, 1.0), (2.0, 2.0, 10.0, 2.0)]);
        assert_eq!(Histories::of([]).means(), (0.0, 0.0));
    }

    #[test]
    fn days_are_counted_once_and_up_to_the_day() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        let days = [day(20), day(2), day(9), day(9), day(31)];
        for (as_of, expected) in [
            (1, None),
            (2, Some(History::new(0, 0, 0))),
            (15, Some(History::new(1, 7, 13))),
            (30, Some(History::new(2, 18, 28))),
            (31, Some(History::new(3, 29, 29))),
        ] {
            assert_eq!(History::of_days(&days, day(as_of)), expected, "as of {as_of}");
        }
        assert_eq!(History::of_days(&[], day(1)), None);
    }

    #[test]
    fn a_coarse_base_keeps_customers_and_means() {
        let all = Histories::of((0..4_000).map(|at| History::new(at % 7, (at * 31) % 300, 300 + (at * 17) % 200)));
        let coarse = all.coarse(500);
        assert!(coarse.distinct().len() <= 500 && all.distinct().len() > 3_000);
        assert_eq!(coarse.customers(), 4_000);
        assert!((coarse.distinct().iter().map(|one| one.count).sum::<f64>() - 4_000.0).abs() < 1e-6);
        let (left, right) = (all.means(), coarse.means());
        assert!((left.0 - right.0).abs() < 1e-9 && (left.1 - right.1).abs() < 1e-9);
        assert!(coarse.distinct().iter().all(|one| one.t_x <= one.t));
    }
}
