//! Facts in columns: what is sealed and what changed since, held against the rows of sales and refunds.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use regulars_db::{Db, verify};

use super::{Difference, Differences};
use crate::insight::facts::columns::day_of;
use crate::insight::facts::folder::Folder;
use crate::insight::facts::reading::Facts;
use crate::platform::error::Answer;

/// The columns that are summed.
const SUMMED: &[&str] = &["sale", "customer", "is_refund", "occurred_on", "quantity", "amount"];

/// A day, and whether it is of what was given back then.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Day(NaiveDate, bool);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, if self.1 { "refunds" } else { "sales" })
    }
}

/// Lines, and the quantity and amount of them together.
#[derive(Default)]
struct Sums(i64, i64, i64);

impl fmt::Display for Sums {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} lines, quantity {}, amount {}", self.0, self.1, self.2)
    }
}

/// Every day on which they say another thing than the rows; none while nothing is sealed. Runs in a snapshot.
pub fn look(db: &mut Db, folder: &Folder) -> Answer<Vec<Difference>> {
    let Some(held) = folder.read(db)? else { return Ok(Vec::new()) };
    let facts = Facts::read(db, Some(held))?;
    let mut stored: BTreeMap<Day, Sums> = BTreeMap::new();
    facts.each(SUMMED, |columns| {
        let lines =
            columns.occurred_on.iter().zip(&columns.is_refund).zip(columns.quantity.iter().zip(&columns.amount));
        for ((on, is_refund), (quantity, amount)) in lines {
            let sums = stored.entry(Day(day_of(*on), *is_refund)).or_default();
            let sign = if *is_refund { -1 } else { 1 };
            *sums = Sums(sums.0 + 1, sums.1 + sign * quantity, sums.2 + sign * amount);
        }
        Ok(())
    })?;
    let mut expected: BTreeMap<Day, Sums> = BTreeMap::new();
    for one in verify::days_of_lines(db)? {
        let sums = expected.entry(Day(one.day, one.is_refund)).or_default();
        *sums = Sums(sums.0 + one.lines, sums.1 + one.quantity, sums.2 + one.amount);
    }
    let told = |days: BTreeMap<Day, Sums>| days.into_iter().map(|(day, sums)| (day, sums.to_string())).collect();
    let mut found = Differences::default();
    found.compare_all("", "facts", &told(stored), &told(expected));
    Ok(found.0)
}
