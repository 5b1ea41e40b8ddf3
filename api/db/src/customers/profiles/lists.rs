//! Lists of customers: the filters, the orders, and the search.

mod conditions;
mod counts;
mod filter;
mod names;
mod order;
mod ways;

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Text, Timestamp};

use super::GONE;
use super::{Customer, Row, find_rows};
use crate::customers::metrics::Metrics;
use crate::page::Page;
use crate::prepared::prepared;
use crate::schema::{customer_metrics, customers};
use crate::{Db, Result, on};
use order::Order;

pub use counts::{Count, count, count_up_to, few};
pub use filter::{AttributeTest, Bounds, Filter, Search, Sort, Within};

/// One page of customers with their figures.
///
/// Where the column sorted by may be empty, the rows that have it come first and the others behind them, by id: two
/// ranges of one index on either database, whichever end it keeps the empty ones at.
pub fn list(db: &mut Db, filter: &Filter, sort: Sort, page: &Page) -> Result<Vec<Row>> {
    if sort == Sort::MostSpendFirst && filter.tiers.len() > 1 {
        return of_each_tier(db, filter, page);
    }
    if sort != Sort::LastPurchaseFirst {
        return part(db, filter, sort, Filled::Either, page);
    }
    let behind_filled = page.after.as_ref().is_some_and(|after| after.key.is_empty());
    let mut rows = if behind_filled { Vec::new() } else { part(db, filter, sort, Filled::Yes, page)? };
    let missing = page.rows_to_read() - i64::try_from(rows.len()).unwrap_or(0);
    if missing > 0 {
        let after = if behind_filled { page.after.clone() } else { None };
        // A page is read with one row more than it shows.
        rows.extend(part(db, filter, sort, Filled::No, &Page { after, limit: missing - 1 })?);
    }
    Ok(rows)
}

/// Whether the column sorted by has a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Filled {
    Either,
    Yes,
    No,
}

/// By spend, of several tiers: what a tier spends is in its place in no index but its own.
fn of_each_tier(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let mut tiers = filter.tiers.clone();
    tiers.sort_unstable();
    tiers.dedup();
    for tier in tiers {
        let one = Filter { tiers: vec![tier], ..filter.clone() };
        rows.extend(part(db, &one, Sort::MostSpendFirst, Filled::Either, page)?);
    }
    rows.sort_by(|(a, of_a), (b, of_b)| (of_b.net_minor, &b.id).cmp(&(of_a.net_minor, &a.id)));
    rows.truncate(usize::try_from(page.rows_to_read()).unwrap_or(usize::MAX));
    Ok(rows)
}

fn part(db: &mut Db, filter: &Filter, sort: Sort, filled: Filled, page: &Page) -> Result<Vec<Row>> {
    if filter.is_plain() {
        return plain(db, sort, filled, page);
    }
    let order = Order::of(sort, filled != Filled::No, filter.one_tier());
    let named = filter.search.as_ref().and_then(Search::only_name).filter(|_| order.is_by_name());
    let parts = named.map_or(Ok(None), |part| names::page_ids(db, filter, part, &order, page))?;
    let Some(ids) = parts else {
        let ids = ways::page_ids(db, filter, &order, page)?;
        return in_order(db, &ids);
    };
    let mut rows = in_order(db, &ids)?;
    rows.sort_by(|(a, _), (b, _)| (&a.name_key, &a.id).cmp(&(&b.name_key, &b.id)));
    if sort == Sort::NameDescending {
        rows.reverse();
    }
    rows.truncate(usize::try_from(page.rows_to_read()).unwrap_or(usize::MAX));
    Ok(rows)
}

/// These customers with their figures, in this order.
fn in_order(db: &mut Db, ids: &[String]) -> Result<Vec<Row>> {
    let mut rows: HashMap<String, Row> = find_rows(db, ids)?.into_iter().map(|row| (row.0.id.clone(), row)).collect();
    Ok(ids.iter().filter_map(|id| rows.remove(id)).collect())
}

/// Those who are neither merged nor erased: what is asked most often, in one statement that stays prepared.
fn plain(db: &mut Db, sort: Sort, filled: Filled, page: &Page) -> Result<Vec<Row>> {
    on!(db, |c| {
        let mut query = customers::table
            .inner_join(customer_metrics::table)
            .select((Customer::as_select(), Metrics::as_select()))
            .filter(customers::status.ne_all(GONE))
            .limit(page.rows_to_read())
            .into_boxed();
        macro_rules! keyset {
            ($place:literal, $column:expr, $key:ty, $sql:ty, $direction:ident, $id:expr) => {{
                query = query.order(($column.$direction(), $id.$direction()));
                if let Some(after) = &page.after
                    && let Ok(key) = after.key.parse::<$key>()
                {
                    // Both columns of the index at once: of many with the same key, those behind are not passed.
                    let behind = diesel::dsl::sql::<Bool>($place).bind::<$sql, _>(key).sql(", ");
                    query = query.filter(behind.bind::<Text, _>(after.id.clone()).sql(")"));
                }
            }};
        }
        match sort {
            Sort::NewestFirst => keyset!(
                "(customers.created_at, customers.id) < (",
                customers::created_at,
                NaiveDateTime,
                Timestamp,
                desc,
                customers::id
            ),
            Sort::OldestFirst => keyset!(
                "(customers.created_at, customers.id) > (",
                customers::created_at,
                NaiveDateTime,
                Timestamp,
                asc,
                customers::id
            ),
            Sort::Name => {
                keyset!("(customers.name_key, customers.id) > (", customers::name_key, String, Text, asc, customers::id)
            }
            Sort::NameDescending => keyset!(
                "(customers.name_key, customers.id) < (",
                customers::name_key,
                String,
                Text,
                desc,
                customers::id
            ),
            Sort::MostSpendFirst => keyset!(
                "(customer_metrics.net_minor, customer_metrics.customer_id) < (",
                customer_metrics::net_minor,
                i64,
                BigInt,
                desc,
                customer_metrics::customer_id
            ),
            Sort::MostPurchasesFirst => keyset!(
                "(customer_metrics.purchases, customer_metrics.customer_id) < (",
                customer_metrics::purchases,
                i64,
                BigInt,
                desc,
                customer_metrics::customer_id
            ),
            Sort::EarliestChangeFirst => keyset!(
                "(customer_metrics.changed_at, customer_metrics.customer_id) > (",
                customer_metrics::changed_at,
                NaiveDateTime,
                Timestamp,
                asc,
                customer_metrics::customer_id
            ),
            Sort::LatestChangeFirst => keyset!(
                "(customer_metrics.changed_at, customer_metrics.customer_id) < (",
                customer_metrics::changed_at,
                NaiveDateTime,
                Timestamp,
                desc,
                customer_metrics::customer_id
            ),
            Sort::LastPurchaseFirst if filled == Filled::No => {
                query = query
                    .filter(customer_metrics::last_purchase_on.is_null())
                    .order(customer_metrics::customer_id.desc());
                if let Some(after) = &page.after {
                    query = query.filter(customer_metrics::customer_id.lt(after.id.clone()));
                }
            }
            Sort::LastPurchaseFirst => {
                query = query.filter(customer_metrics::last_purchase_on.is_not_null());
                keyset!(
                    "(customer_metrics.last_purchase_on, customer_metrics.customer_id) < (",
                    customer_metrics::last_purchase_on,
                    NaiveDate,
                    Date,
                    desc,
                    customer_metrics::customer_id
                )
            }
        }
        prepared(query).load(c)
    })
}

/// The sort key of a row, as a cursor carries it; empty for a row without one.
pub fn sort_key(sort: Sort, (customer, metrics): &Row) -> String {
    match sort {
        Sort::NewestFirst | Sort::OldestFirst => moment(customer.created_at),
        Sort::Name | Sort::NameDescending => customer.name_key.clone(),
        Sort::MostSpendFirst => metrics.net_minor.to_string(),
        Sort::MostPurchasesFirst => metrics.purchases.to_string(),
        Sort::LastPurchaseFirst => metrics.last_purchase_on.map(|on| on.to_string()).unwrap_or_default(),
        Sort::EarliestChangeFirst | Sort::LatestChangeFirst => moment(metrics.changed_at),
    }
}

fn moment(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.f").to_string()
}
