//! The way to a page. Neither database knows how many customers each of several conditions holds for, so it is counted
//! first, up to a bound: a page is either made of the few that a condition holds for, fetched and sorted, or found by
//! following the list in its order. What either costs grows with the bounds and with what is answered, not with the base.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::conditions::{Condition, Home, compare_all};
use super::filter::{Bounds, Filter};
use super::order::Order;
use crate::connection::Backend;
use crate::dialect::{Id, SqlBuilder};
use crate::page::Page;
use crate::{Db, Result};

#[derive(QueryableByName)]
pub(super) struct Number {
    #[diesel(sql_type = BigInt)]
    pub n: i64,
}

/// A condition that an index answers, with how many rows its set has: no more than one above the bound.
pub(super) type Sized<'a> = (Condition<'a>, i64);

/// The conditions that an index answers, the one with the smallest set first.
pub(super) fn measured<'a>(db: &mut Db, conditions: &[Condition<'a>], most: i64) -> Result<Vec<Sized<'a>>> {
    let mut sets = Vec::new();
    for condition in conditions.iter().filter(|condition| condition.is_set()) {
        sets.push((*condition, size(db, condition, most)?));
    }
    sets.sort_by_key(|(_, size)| *size);
    Ok(sets)
}

/// How many rows a set has, counted up to one above `most`.
pub(super) fn size(db: &mut Db, condition: &Condition<'_>, most: i64) -> Result<i64> {
    let mut sql = SqlBuilder::default();
    sql.text("SELECT count(*) AS n FROM (SELECT 1 AS one FROM (");
    condition.set(&mut sql);
    sql.text(") s LIMIT ").value(most.saturating_add(1)).text(") t");
    number(db, sql)
}

pub(super) fn number(db: &mut Db, sql: SqlBuilder) -> Result<i64> {
    let found: Vec<Number> = sql.load(db)?;
    Ok(found.first().map_or(0, |number| number.n))
}

/// The ids of one page.
pub(super) fn page_ids(db: &mut Db, filter: &Filter, order: &Order, page: &Page) -> Result<Vec<String>> {
    by_conditions(db, &filter.conditions(), filter.bounds, order, page)
}

/// The ids of one page of customers for whom these conditions hold.
pub(super) fn by_conditions(
    db: &mut Db,
    conditions: &[Condition<'_>],
    bounds: Bounds,
    order: &Order,
    page: &Page,
) -> Result<Vec<String>> {
    let Bounds { few, many, reach } = bounds;
    let sets = measured(db, conditions, many)?;
    let upto = |most: i64| -> Vec<Condition<'_>> {
        sets.iter().filter(|(_, size)| *size <= most).map(|(condition, _)| *condition).collect()
    };
    let asked = Asked { conditions, order, page };
    let small = if upto(few).is_empty() { upto(many) } else { upto(few) };
    if !upto(few).is_empty() || small.len() > 1 {
        let found = common(db, &small, few.saturating_add(1))?;
        if i64::try_from(found.len()).unwrap_or(i64::MAX) <= few {
            return asked.among(db, &small, Some(&found));
        }
    }
    if small.is_empty() {
        return asked.along(db);
    }
    let is_whole = |found: &[String]| i64::try_from(found.len()).unwrap_or(i64::MAX) == page.rows_to_read();
    // To look so many up one by one costs about as much as to make the set, whose members are mostly met sooner.
    if let ([_], [(_, size), ..]) = (small.as_slice(), sets.as_slice()) {
        let found = asked.within_reach(db, &[], (size / 4).min(reach))?;
        if is_whole(&found) {
            return Ok(found);
        }
    }
    let found = asked.within_reach(db, &small, reach)?;
    if is_whole(&found) {
        return Ok(found);
    }
    // Too rare in this order.
    asked.among(db, &small, None)
}

/// Up to `most` customers for whom all of these hold.
fn common(db: &mut Db, sets: &[Condition<'_>], most: i64) -> Result<Vec<String>> {
    let mut sql = SqlBuilder::default();
    in_all(&mut sql, db.backend(), sets);
    sql.text(" LIMIT ").value(most);
    let found: Vec<Id> = sql.load(db)?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// The customers for whom all of these hold, each once: a query with the column `id`.
fn in_all(sql: &mut SqlBuilder, backend: Backend, sets: &[Condition<'_>]) {
    sql.text("SELECT DISTINCT s.id AS id FROM (");
    for (at, condition) in sets.iter().enumerate() {
        if at == 0 {
            condition.set(sql);
            sql.text(") s WHERE 1 = 1");
        } else {
            sql.and_in(backend, "s.id", |sql| condition.set(sql));
        }
    }
}

/// What is asked of the statements.
struct Asked<'a> {
    conditions: &'a [Condition<'a>],
    order: &'a Order,
    page: &'a Page,
}

impl Asked<'_> {
    /// The page among these or, when none are given, among all for whom the conditions `done` hold, which they do for
    /// those given as well. Each is looked up by its id: a join would have PostgreSQL read all customers for thousands.
    fn among(&self, db: &mut Db, done: &[Condition<'_>], ids: Option<&[String]>) -> Result<Vec<String>> {
        let (mut sql, backend, order) = (SqlBuilder::default(), db.backend(), self.order);
        let mut rest = self.conditions.to_vec();
        rest.retain(|condition| !done.contains(condition));
        sql.text("SELECT z.id AS id FROM (SELECT f.id AS id, (SELECT ").text(order.key()).text(" FROM ");
        sql.text(order.table()).text(&format!(" WHERE {} = f.id", order.id)).text(order.only);
        compare_all(&mut sql, backend, &rest, order.home);
        self.compare_other(&mut sql, backend, &rest);
        rest.iter().for_each(|condition| condition.compare_own(&mut sql, order.id));
        sql.text(") AS k FROM ");
        match ids {
            Some(ids) => sql.ids(backend, ids),
            None => sql.text("(").then(|sql| in_all(sql, backend, done)).text(")"),
        };
        // With a limit it is no part of the statement around it, which would look each key up again to compare it.
        sql.text(" f LIMIT ").value(i64::MAX).text(") z WHERE z.k IS NOT NULL");
        order.keyed().after(&mut sql, self.page);
        order.keyed().by(&mut sql, self.page);
        let found: Vec<Id> = sql.load(db)?;
        Ok(found.into_iter().map(|row| row.id).collect())
    }

    /// `AND` the conditions on the table that the order does not follow.
    fn compare_other(&self, sql: &mut SqlBuilder, backend: Backend, conditions: &[Condition<'_>]) {
        let (other, link) = match self.order.home {
            Home::Metrics => (Home::Customers, "customers c WHERE c.id = m.customer_id"),
            _ => (Home::Metrics, "customer_metrics m WHERE m.customer_id = c.id"),
        };
        if conditions.iter().any(|condition| condition.home() == other) {
            sql.text(" AND (SELECT 1 FROM ").text(link);
            compare_all(sql, backend, conditions, other);
            sql.text(") IS NOT NULL");
        }
    }

    /// The page by following the order; every condition is looked up for each customer passed.
    fn along(&self, db: &mut Db) -> Result<Vec<String>> {
        let (mut sql, backend, order) = (SqlBuilder::default(), db.backend(), self.order);
        sql.text("SELECT ").text(order.id).text(" AS id FROM ").text(order.table()).text(" WHERE 1 = 1");
        order.after(&mut sql, self.page);
        order.bounds(&mut sql, self.conditions);
        let rest = self.unbound();
        compare_all(&mut sql, backend, &rest, order.home);
        self.compare_other(&mut sql, backend, &rest);
        rest.iter().for_each(|condition| condition.compare_own(&mut sql, order.id));
        order.by(&mut sql, self.page);
        let found: Vec<Id> = sql.load(db)?;
        Ok(found.into_iter().map(|row| row.id).collect())
    }

    /// The same, no further than `reach` customers. The sets of `small` are made once; only the index of the order is read
    /// until somebody is in all of them. What is selected from rows with a limit comes in their order.
    fn within_reach(&self, db: &mut Db, small: &[Condition<'_>], reach: i64) -> Result<Vec<String>> {
        let (mut sql, backend, order) = (SqlBuilder::default(), db.backend(), self.order);
        sql.text("SELECT x.id AS id FROM (SELECT ").text(order.id).text(" AS id FROM ").text(order.table());
        sql.text(" WHERE 1 = 1");
        order.after(&mut sql, self.page);
        order.bounds(&mut sql, self.conditions);
        order.sorted(&mut sql);
        sql.text(" LIMIT ").value(reach).text(") x WHERE 1 = 1");
        let mut rest = self.unbound();
        for condition in rest.iter().filter(|condition| small.contains(condition)) {
            sql.and_in(backend, "x.id", |sql| condition.set(sql));
        }
        rest.retain(|condition| !small.contains(condition));
        for (home, row) in [
            (Home::Customers, "customers c WHERE c.id = x.id"),
            (Home::Metrics, "customer_metrics m WHERE m.customer_id = x.id"),
        ] {
            if rest.iter().any(|condition| condition.home() == home) {
                sql.text(" AND (SELECT 1 FROM ").text(row);
                compare_all(&mut sql, backend, &rest, home);
                sql.text(") IS NOT NULL");
            }
        }
        rest.iter().for_each(|condition| condition.compare_own(&mut sql, "x.id"));
        sql.text(" LIMIT ").value(self.page.rows_to_read());
        let found: Vec<Id> = sql.load(db)?;
        Ok(found.into_iter().map(|row| row.id).collect())
    }

    /// The conditions that say nothing of where in the index of the order to begin and to end.
    fn unbound(&self) -> Vec<Condition<'_>> {
        self.conditions.iter().filter(|condition| !self.order.is_bound(condition)).copied().collect()
    }
}
