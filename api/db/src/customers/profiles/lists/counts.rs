//! How many customers a filter shows, counted up to a bound.

use super::conditions::{Condition, Home, compare_all};
use super::filter::{Filter, Search, Within};
use super::ways::{measured, number, size};
use crate::dialect::{Id, SqlBuilder};
use crate::{Db, Result};

/// How many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// So many, or when it is not exact: at least so many.
    pub count: i64,
    pub is_exact: bool,
}

/// How many customers the filter shows, however long that takes.
pub fn count(db: &mut Db, filter: &Filter) -> Result<i64> {
    count_up_to(db, filter, i64::MAX / 4).map(|found| found.count)
}

/// How many customers the filter shows: exactly when they are no more than `most`.
pub fn count_up_to(db: &mut Db, filter: &Filter, most: i64) -> Result<Count> {
    let conditions = filter.conditions();
    let many = filter.bounds.many;
    let sets = measured(db, &conditions, many)?;
    let driver = sets.first().map(|(condition, _)| *condition);
    let rows = most.saturating_add(1);
    // A name may hold what is looked for twice: rows that repeat are left out, of a part of them where they are many.
    let drawn = rows.saturating_mul(2);
    let is_part = match driver {
        Some(condition) if condition.repeats() => size(db, &condition, drawn)? > drawn,
        _ => false,
    };
    let mut sql = SqlBuilder::default();
    sql.text("SELECT count(*) AS n FROM (SELECT ");
    match driver {
        None => {
            sql.text("s.id AS id FROM customers s WHERE 1 = 1");
        }
        Some(condition) if condition.repeats() => {
            sql.text("DISTINCT s.id AS id FROM (SELECT r.id AS id FROM (");
            condition.set(&mut sql);
            sql.text(") r LIMIT ").value(drawn).text(") s WHERE 1 = 1");
        }
        Some(condition) => {
            sql.text("s.id AS id FROM (");
            condition.set(&mut sql);
            sql.text(") s WHERE 1 = 1");
        }
    }
    let small: Vec<Condition<'_>> = sets.iter().filter(|(_, size)| *size <= many).map(|(set, _)| *set).collect();
    narrow(&mut sql, db, &conditions, driver, &small);
    sql.text(" LIMIT ").value(rows).text(") t");
    let found = number(db, sql)?;
    Ok(Count { count: found.min(most), is_exact: found <= most && !is_part })
}

/// The ids of those that may be seen and are found, in no order; none when they are more than `most`, or when nothing
/// narrows them. For lists of what hangs on customers: those of a few are fetched, instead of looking for them among all.
pub fn few(db: &mut Db, within: Option<&Within>, search: Option<&Search>, most: i64) -> Result<Option<Vec<String>>> {
    let conditions: Vec<Condition<'_>> =
        within.map(Condition::Within).into_iter().chain(search.map(Condition::Search)).collect();
    let sets = measured(db, &conditions, most)?;
    let Some((driver, _)) = sets.first().filter(|(_, size)| *size <= most) else { return Ok(None) };
    let small: Vec<Condition<'_>> = sets.iter().filter(|(_, size)| *size <= most).map(|(set, _)| *set).collect();
    let mut sql = SqlBuilder::default();
    sql.text("SELECT DISTINCT s.id AS id FROM (");
    driver.set(&mut sql);
    sql.text(") s WHERE 1 = 1");
    narrow(&mut sql, db, &conditions, Some(*driver), &small);
    let found: Vec<Id> = sql.load(db)?;
    Ok(Some(found.into_iter().map(|row| row.id).collect()))
}

/// The conditions on `s.id` but for that of the driver: small sets are made once, others looked up for each customer.
fn narrow(
    sql: &mut SqlBuilder,
    db: &Db,
    all: &[Condition<'_>],
    driver: Option<Condition<'_>>,
    small: &[Condition<'_>],
) {
    let backend = db.backend();
    let mut rest: Vec<Condition<'_>> = Vec::new();
    for condition in all.iter().filter(|condition| Some(**condition) != driver) {
        if small.contains(condition) {
            sql.and_in(backend, "s.id", |sql| condition.set(sql));
        } else if condition.home() == Home::Own {
            condition.compare_own(sql, "s.id");
        } else {
            rest.push(*condition);
        }
    }
    let of = |home| rest.iter().filter(move |condition| condition.home() == home).count();
    if of(Home::Customers) == 1 && rest.contains(&Condition::Living) {
        // The few who are gone are told from an index, instead of looking at every customer.
        sql.text(" AND s.id NOT IN (SELECT c.id FROM customers c WHERE c.status IN ('merged', 'erased'))");
    } else if of(Home::Customers) > 0 {
        sql.text(" AND (SELECT 1 FROM customers c WHERE c.id = s.id");
        compare_all(sql, backend, &rest, Home::Customers);
        sql.text(") IS NOT NULL");
    }
    if of(Home::Metrics) > 0 {
        sql.text(" AND (SELECT 1 FROM customer_metrics m WHERE m.customer_id = s.id");
        compare_all(sql, backend, &rest, Home::Metrics);
        sql.text(") IS NOT NULL");
    }
}
