//! The metrics of a customer, from month rows or from the facts themselves (domain, Metrics of a customer).
//!
//! Month rows are what is kept with each fact; facts are what `verify` recomputes from. Both must give the same. Not
//! here: favourites, which need products and units; what depends on today, such as recency.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Months, NaiveDate};

use crate::money;

/// One purchase as the metrics see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact {
    /// The organisation-local day.
    pub on: NaiveDate,
    /// Minor units after refunds.
    pub net: i64,
    /// Whether it still counts as a purchase.
    pub counted: bool,
}

/// What a customer did in one calendar month. Only counted purchases make days and dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month {
    /// The first day of the month.
    pub month: NaiveDate,
    /// Counted purchases of the month; 0 when all were refunded.
    pub purchases: i64,
    /// Different days of the month with at least one counted purchase.
    pub purchase_days: i64,
    /// Minor units.
    pub net: i64,
    /// First and last day with a counted purchase; none when all were refunded.
    pub first_on: Option<NaiveDate>,
    /// See `first_on`.
    pub last_on: Option<NaiveDate>,
}

impl Month {
    /// A month in which nothing was bought; `month` is its first day.
    pub const fn empty(month: NaiveDate) -> Month {
        Month { month, purchases: 0, purchase_days: 0, net: 0, first_on: None, last_on: None }
    }
}

/// What a customer did in one calendar year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Year {
    /// The Gregorian year, such as 2026.
    pub year: i32,
    /// Minor units after refunds, of purchases that no longer count too.
    pub net_spend: i64,
    /// Counted purchases of the year.
    pub purchases: i64,
}

/// The metrics of a customer; amounts in minor units.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Metrics {
    /// The organisation-local day of the first counted purchase; none without any.
    pub first_purchase_on: Option<NaiveDate>,
    /// The organisation-local day of the last counted purchase; none without any.
    pub last_purchase_on: Option<NaiveDate>,
    /// Counted purchases of all time.
    pub purchases: i64,
    /// Different days with at least one counted purchase.
    pub purchase_days: i64,
    /// After refunds, of all time.
    pub net_spend: i64,
    /// In order, only years with a purchase or spend.
    pub years: Vec<Year>,
}

impl Metrics {
    /// Metrics out of month rows, in any order.
    pub fn from_months(months: &[Month]) -> Self {
        let mut years: BTreeMap<i32, Year> = BTreeMap::new();
        for month in months {
            let year = month.month.year();
            let entry = years.entry(year).or_insert(Year { year, net_spend: 0, purchases: 0 });
            entry.net_spend = entry.net_spend.saturating_add(month.net);
            entry.purchases = entry.purchases.saturating_add(month.purchases);
        }
        Self {
            first_purchase_on: months.iter().filter_map(|month| month.first_on).min(),
            last_purchase_on: months.iter().filter_map(|month| month.last_on).max(),
            purchases: months.iter().map(|month| month.purchases).sum(),
            purchase_days: months.iter().map(|month| month.purchase_days).sum(),
            net_spend: months.iter().fold(0, |sum, month| sum.saturating_add(month.net)),
            years: used(years),
        }
    }

    /// The reference: metrics straight out of the facts, without month rows.
    pub fn from_facts(facts: &[Fact]) -> Self {
        let days: BTreeSet<NaiveDate> = facts.iter().filter(|fact| fact.counted).map(|fact| fact.on).collect();
        let mut years: BTreeMap<i32, Year> = BTreeMap::new();
        for fact in facts {
            let year = fact.on.year();
            let entry = years.entry(year).or_insert(Year { year, net_spend: 0, purchases: 0 });
            entry.net_spend = entry.net_spend.saturating_add(fact.net);
            entry.purchases += i64::from(fact.counted);
        }
        Self {
            first_purchase_on: days.first().copied(),
            last_purchase_on: days.last().copied(),
            purchases: facts.iter().map(|fact| i64::from(fact.counted)).sum(),
            purchase_days: i64::try_from(days.len()).unwrap_or(i64::MAX),
            net_spend: facts.iter().fold(0, |sum, fact| sum.saturating_add(fact.net)),
            years: used(years),
        }
    }

    /// Net spend for each counted purchase, half to even.
    pub fn average_basket(&self) -> Option<i64> {
        money::divide_half_even(self.net_spend.into(), self.purchases.into())
    }

    /// Mean days between purchase days in tenths of a day, half to even; none before the second purchase day.
    pub fn mean_tenths_between(&self) -> Option<i64> {
        let (first, last) = (self.first_purchase_on?, self.last_purchase_on?);
        let tenths = (last - first).num_days() * 10;
        (self.purchase_days > 1)
            .then(|| money::divide_half_even(tenths.into(), (self.purchase_days - 1).into()))
            .flatten()
    }

    /// Mean days between purchase days as it is shown: `12.5`.
    pub fn mean_days_between(&self) -> Option<String> {
        self.mean_tenths_between().map(|tenths| money::print_decimal(tenths, 1))
    }
}

/// The month rows that these facts make, in order.
pub fn months_of(facts: &[Fact]) -> Vec<Month> {
    let mut months: BTreeMap<NaiveDate, Vec<Fact>> = BTreeMap::new();
    for fact in facts {
        months.entry(month_of(fact.on)).or_default().push(*fact);
    }
    months
        .into_iter()
        .map(|(month, facts)| {
            let days: BTreeSet<NaiveDate> = facts.iter().filter(|fact| fact.counted).map(|fact| fact.on).collect();
            Month {
                month,
                purchases: facts.iter().map(|fact| i64::from(fact.counted)).sum(),
                purchase_days: i64::try_from(days.len()).unwrap_or(i64::MAX),
                net: facts.iter().fold(0, |sum, fact| sum.saturating_add(fact.net)),
                first_on: days.first().copied(),
                last_on: days.last().copied(),
            }
        })
        .collect()
}

/// The calendar months up to that of `today`, as many as `count`, oldest first. One in which nothing happened is zeros;
/// one that lies before them or after `today` is left out.
pub fn latest_months(months: &[Month], today: NaiveDate, count: u32) -> Vec<Month> {
    let known: BTreeMap<NaiveDate, Month> = months.iter().map(|month| (month.month, *month)).collect();
    let of = |back: u32| {
        let month = month_of(today).checked_sub_months(Months::new(back))?;
        Some(known.get(&month).copied().unwrap_or(Month::empty(month)))
    };
    (0..count).rev().filter_map(of).collect()
}

/// The first day of a day's month.
pub fn month_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

fn used(years: BTreeMap<i32, Year>) -> Vec<Year> {
    let used = |year: &Year| year.purchases != 0 || year.net_spend != 0;
    years.into_values().filter(used).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(on: &str, net: i64, counted: bool) -> Fact {
        Fact { on: on.parse().unwrap(), net, counted }
    }

    fn life() -> Vec<Fact> {
        vec![
            fact("2025-12-31", 1000, true),
            fact("2025-01-10", 333, true),
            fact("2025-01-10", 0, true),
            fact("2025-01-01", 0, false),
            fact("2026-02-01", 500, true),
            fact("2024-07-01", 0, false),
        ]
    }

    #[test]
    fn metrics_are_what_the_facts_say() {
        let metrics = Metrics::from_facts(&life());
        assert_eq!(metrics.first_purchase_on, Some("2025-01-10".parse().unwrap()));
        assert_eq!(metrics.last_purchase_on, Some("2026-02-01".parse().unwrap()));
        assert_eq!((metrics.purchases, metrics.purchase_days), (4, 3));
        assert_eq!(metrics.net_spend, 1833);
        assert_eq!(metrics.average_basket(), Some(458));
        assert_eq!(metrics.mean_days_between().as_deref(), Some("193.5"));
        let year = |year, net_spend, purchases| Year { year, net_spend, purchases };
        assert_eq!(metrics.years, [year(2025, 1333, 3), year(2026, 500, 1)]);
    }

    #[test]
    fn month_rows_give_what_the_facts_give() {
        let facts = life();
        for count in 0..=facts.len() {
            let some = &facts[..count];
            let mut months = months_of(some);
            assert_eq!(Metrics::from_months(&months), Metrics::from_facts(some));
            months.reverse();
            assert_eq!(Metrics::from_months(&months), Metrics::from_facts(some));
        }
    }

    #[test]
    fn the_latest_months_have_no_holes_and_end_today() {
        let months = months_of(&life());
        let of = |today: &str, count| {
            let latest = latest_months(&months, today.parse().unwrap(), count);
            latest.iter().map(|month| (month.month.to_string(), month.net, month.purchases)).collect::<Vec<_>>()
        };
        let month = |on: &str, net, purchases| (format!("{on}-01"), net, purchases);
        for (today, count, expected) in [
            ("2026-02-28", 3, vec![month("2025-12", 1000, 1), month("2026-01", 0, 0), month("2026-02", 500, 1)]),
            ("2026-03-31", 2, vec![month("2026-02", 500, 1), month("2026-03", 0, 0)]),
            ("2026-01-31", 1, vec![month("2026-01", 0, 0)]),
            ("2025-02-01", 2, vec![month("2025-01", 333, 2), month("2025-02", 0, 0)]),
            ("2026-02-01", 0, vec![]),
        ] {
            assert_eq!(of(today, count), expected, "{today}");
        }
        let two_years = latest_months(&months, "2026-02-14".parse().unwrap(), 24);
        assert_eq!(two_years.first().map(|month| month.month), Some("2024-03-01".parse().unwrap()));
        assert_eq!((two_years.len(), two_years.iter().map(|month| month.net).sum::<i64>()), (24, 1833));
    }

    #[test]
    fn without_purchases_there_is_no_mean() {
        let nothing = Metrics::from_facts(&[fact("2025-01-01", 0, false)]);
        assert_eq!(nothing, Metrics::default());
        assert_eq!((nothing.average_basket(), nothing.mean_days_between()), (None, None));
        let one_day = Metrics::from_facts(&[fact("2025-01-01", 5, true), fact("2025-01-01", 5, true)]);
        assert_eq!(one_day.average_basket(), Some(5));
        assert_eq!(one_day.mean_days_between(), None);
    }
}
