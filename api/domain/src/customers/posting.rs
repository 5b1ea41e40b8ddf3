//! What purchases and refunds change in a customer's figures: the days, and the tallies by unit and category.
//!
//! One purchase as it stands is a [`Posting`]; [`Changes`] is what some postings come to. Whoever records one purchase,
//! imports a file or fills a demo applies the same changes, row by row or in bulk.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use chrono::NaiveDate;

/// By what purchases are tallied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// The unit that sold.
    Unit,
    /// The category of the products bought.
    Category,
}

/// A number of counted purchases and their net spend in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many count; below zero where postings are taken away.
    pub purchases: i64,
    /// Minor units after refunds; below zero where postings are taken away.
    pub net: i64,
}

impl Sum {
    const fn reversed(self) -> Self {
        Self { purchases: -self.purchases, net: -self.net }
    }
}

impl AddAssign for Sum {
    fn add_assign(&mut self, other: Self) {
        self.purchases += other.purchases;
        self.net += other.net;
    }
}

/// What a purchase adds to its customer's figures, or takes away again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// The organisation-local day of the purchase.
    pub day: NaiveDate,
    /// Its one purchase, when it counts as one, and its net spend.
    pub sum: Sum,
    /// The unit that sold; none when the purchase names no unit.
    pub unit_id: Option<String>,
    /// It counts once in each category of which it has a line that is not given back, with the net of those lines.
    pub categories: BTreeMap<String, Sum>,
}

impl Posting {
    /// A purchase as it stands. `lines` are the category and net of each of its lines, and whether it is not given back;
    /// a purchase that was given back as a whole does not count any more.
    pub fn of<'a>(
        day: NaiveDate,
        counts: bool,
        net: i64,
        unit_id: Option<&str>,
        lines: impl IntoIterator<Item = (Option<&'a str>, i64, bool)>,
    ) -> Self {
        let purchases = i64::from(counts);
        let mut categories: BTreeMap<String, Sum> = BTreeMap::new();
        for (category_id, net, is_kept) in lines {
            if let Some(category_id) = category_id.filter(|_| is_kept) {
                categories.entry(category_id.to_owned()).or_insert(Sum { purchases, net: 0 }).net += net;
            }
        }
        Self { day, sum: Sum { purchases, net }, unit_id: unit_id.map(str::to_owned), categories }
    }

    /// The same taken away again.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self {
            day: self.day,
            sum: self.sum.reversed(),
            unit_id: self.unit_id.clone(),
            categories: self.categories.iter().map(|(id, sum)| (id.clone(), sum.reversed())).collect(),
        }
    }
}

/// What some postings of one customer come to. What cancels out is left out: a purchase that still counts after a refund
/// never leaves its day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// By the organisation-local day of the purchase.
    pub days: BTreeMap<NaiveDate, Sum>,
    /// By what is tallied and the id of the unit or category.
    pub tallies: BTreeMap<(Dimension, String), Sum>,
}

impl Changes {
    /// The changes that these postings come to.
    pub fn of<'a>(postings: impl IntoIterator<Item = &'a Posting>) -> Self {
        let mut changes = Self::default();
        for posting in postings {
            changes.add(posting);
        }
        changes.days.retain(|_, sum| *sum != Sum::default());
        changes.tallies.retain(|_, sum| *sum != Sum::default());
        changes
    }

    fn add(&mut self, posting: &Posting) {
        *self.days.entry(posting.day).or_default() += posting.sum;
        if let Some(unit_id) = &posting.unit_id {
            *self.tallies.entry((Dimension::Unit, unit_id.clone())).or_default() += posting.sum;
        }
        for (category_id, sum) in &posting.categories {
            *self.tallies.entry((Dimension::Category, category_id.clone())).or_default() += *sum;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(purchases: i64, net: i64) -> Sum {
        Sum { purchases, net }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn shown(changes: &Changes) -> Vec<(String, Sum)> {
        let days = changes.days.iter().map(|(day, sum)| (day.to_string(), *sum));
        let tallies = changes.tallies.iter().map(|((dimension, id), sum)| (format!("{dimension:?} {id}"), *sum));
        days.chain(tallies).collect()
    }

    #[test]
    fn a_purchase_changes_its_day_its_unit_and_each_category_once() {
        let lines = [(Some("tea"), 300, true), (Some("cake"), 200, true), (Some("tea"), 100, true), (None, 50, true)];
        let one = Posting::of(day("2026-02-17"), true, 650, Some("n1"), lines);
        let other = Posting::of(day("2026-02-17"), true, 100, None, [(Some("tea"), 100, true)]);
        let expected = [
            ("2026-02-17", sum(2, 750)),
            ("Unit n1", sum(1, 650)),
            ("Category cake", sum(1, 200)),
            ("Category tea", sum(2, 500)),
        ];
        assert_eq!(shown(&Changes::of([&one, &other])), expected.map(|(key, sum)| (key.to_owned(), sum)));
    }

    #[test]
    fn a_refund_takes_its_part_and_the_whole_purchase_only_when_nothing_is_left() {
        let posted = |counts, tea, cake| {
            let lines = [(Some("tea"), tea, tea > 0), (Some("cake"), cake, cake > 0)];
            Posting::of(day("2026-02-17"), counts, tea + cake, Some("n1"), lines)
        };
        let whole = posted(true, 300, 200);
        for (after, expected) in [
            (posted(true, 300, 0), vec![("2026-02-17", 0, -200), ("Unit n1", 0, -200), ("Category cake", -1, -200)]),
            (
                posted(false, 0, 0),
                vec![
                    ("2026-02-17", -1, -500),
                    ("Unit n1", -1, -500),
                    ("Category cake", -1, -200),
                    ("Category tea", -1, -300),
                ],
            ),
            (whole.clone(), vec![]),
        ] {
            let expected: Vec<_> =
                expected.into_iter().map(|(key, purchases, net)| (key.to_owned(), sum(purchases, net))).collect();
            assert_eq!(shown(&Changes::of([&whole.reversed(), &after])), expected);
        }
    }
}
