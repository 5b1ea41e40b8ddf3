//! Recency, frequency and monetary value as codes from 1 to 5, 5 best (domain, Metrics of a customer).
//!
//! Customers with a purchase within the window are ranked. Equal values share the mean of their ranks and so get the same code:
//! the fifth part of the ranking into which that mean falls. Groups therefore are as large as they are, not a fifth each.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// The best code.
pub const BEST: u8 = 5;
/// The code of who bought nothing within the window.
pub const WORST: u8 = 1;
/// Months of the window.
pub const WINDOW_MONTHS: u32 = 12;

/// The first day of the window that ends with a day.
#[must_use]
pub fn window_from(today: NaiveDate) -> NaiveDate {
    months_before(today, WINDOW_MONTHS)
}

/// The first day of so many months that end with a day.
pub(super) fn months_before(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_sub_months(Months::new(months)).and_then(|day| day.succ_opt()).unwrap_or(day)
}

/// What somebody bought within the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bought {
    /// The last day on which they did.
    pub last: NaiveDate,
    /// Days on which they bought.
    pub days: i64,
    /// In minor units, net.
    pub spend_minor: i64,
}

/// The three codes of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Codes {
    /// Of the day of the last purchase.
    pub recency: u8,
    /// Of purchase days.
    pub frequency: u8,
    /// Of net spend.
    pub monetary: u8,
}

/// The least value of each code of a measure; of the worst one there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds([Option<i64>; 4]);

impl Bounds {
    /// Those of a measure, by how many customers have which value; more is better.
    #[must_use]
    pub fn of(counted: &BTreeMap<i64, u64>) -> Bounds {
        let all: u128 = counted.values().map(|count| u128::from(*count)).sum();
        let mut bounds = [None; 4];
        let mut below: u128 = 0;
        for (value, count) in counted {
            let count = u128::from(*count);
            // The mean of the ranks below + 1 to below + count, doubled so that it is whole.
            let doubled = 2 * below + count + 1;
            let code = (u128::from(BEST) * doubled).div_ceil(2 * all.max(1));
            for (bound, of) in bounds.iter_mut().zip(2_u128..) {
                if of <= code {
                    bound.get_or_insert(*value);
                }
            }
            below += count;
        }
        Bounds(bounds)
    }

    /// The code of a value.
    #[must_use]
    pub fn code(&self, value: i64) -> u8 {
        let reached = self.0.iter().flatten().filter(|bound| value >= **bound).count();
        u8::try_from(reached).map_or(BEST, |reached| (reached + WORST).min(BEST))
    }
}

/// How many customers with a purchase within the window have which value of each measure.
#[derive(Debug, Default)]
pub struct Ranking {
    recency: BTreeMap<i64, u64>,
    frequency: BTreeMap<i64, u64>,
    monetary: BTreeMap<i64, u64>,
}

impl Ranking {
    /// Counts one customer more.
    pub fn add(&mut self, bought: &Bought) {
        *self.recency.entry(recency(bought)).or_default() += 1;
        *self.frequency.entry(bought.days).or_default() += 1;
        *self.monetary.entry(bought.spend_minor).or_default() += 1;
    }

    /// Where the codes begin.
    #[must_use]
    pub fn scale(&self) -> Scale {
        Scale {
            recency: Bounds::of(&self.recency),
            frequency: Bounds::of(&self.frequency),
            monetary: Bounds::of(&self.monetary),
        }
    }
}

/// Where the codes of the three measures begin.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scale {
    recency: Bounds,
    frequency: Bounds,
    monetary: Bounds,
}

impl Scale {
    /// The codes of a customer; none bought within the window: the worst.
    #[must_use]
    pub fn codes(&self, bought: Option<&Bought>) -> Codes {
        let Some(bought) = bought else {
            return Codes { recency: WORST, frequency: WORST, monetary: WORST };
        };
        Codes {
            recency: self.recency.code(recency(bought)),
            frequency: self.frequency.code(bought.days),
            monetary: self.monetary.code(bought.spend_minor),
        }
    }
}

/// The day of the last purchase as a number: a later one is better, by as much as recency in days is smaller.
fn recency(bought: &Bought) -> i64 {
    i64::from(chrono::Datelike::num_days_from_ce(&bought.last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(values: &[i64]) -> Vec<u8> {
        let mut counted = BTreeMap::new();
        for value in values {
            *counted.entry(*value).or_default() += 1;
        }
        let bounds = Bounds::of(&counted);
        values.iter().map(|value| bounds.code(*value)).collect()
    }

    #[test]
    fn equal_values_share_the_mean_of_their_ranks_and_so_a_code() {
        for (values, expected) in [
            (&[10, 20, 30, 40, 50][..], &[1, 2, 3, 4, 5][..]),
            (&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], &[1, 1, 2, 2, 3, 3, 4, 4, 5, 5]),
            // Ranks 1 to 4 are 2.5 each: half of all, so code 3; the two above have 5 and 6 of 6.
            (&[1, 1, 1, 1, 2, 3], &[3, 3, 3, 3, 5, 5]),
            // All are the same: the middle.
            (&[7, 7, 7], &[4, 4, 4]),
            (&[7; 9], &[3; 9]),
            // One alone is the best there is.
            (&[7], &[5]),
            (&[-5, 0, 3, 3, 9], &[1, 2, 4, 4, 5]),
            (&[], &[]),
        ] {
            assert_eq!(codes(values), expected, "{values:?}");
        }
    }

    #[test]
    fn who_bought_nothing_within_the_window_has_the_worst_codes() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let mut ranking = Ranking::default();
        let early = Bought { last: day("2026-03-01"), days: 9, spend_minor: 500 };
        let late = Bought { last: day("2026-05-01"), days: 1, spend_minor: 900 };
        ranking.add(&early);
        ranking.add(&late);
        let scale = ranking.scale();
        assert_eq!(scale.codes(None), Codes { recency: 1, frequency: 1, monetary: 1 });
        assert_eq!(scale.codes(Some(&early)), Codes { recency: 3, frequency: 5, monetary: 3 });
        assert_eq!(scale.codes(Some(&late)), Codes { recency: 5, frequency: 3, monetary: 5 });
        let kept: Scale = serde_json::from_str(&serde_json::to_string(&scale).unwrap()).unwrap();
        assert_eq!(kept, scale);
    }

    #[test]
    fn the_window_is_twelve_months_up_to_today() {
        assert_eq!(window_from("2026-11-28".parse().unwrap()).to_string(), "2025-11-29");
        assert_eq!(window_from("2028-02-29".parse().unwrap()).to_string(), "2027-03-01");
    }
}
