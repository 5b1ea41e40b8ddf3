//! Lists of customers: the filters, the orders, and the search.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use regulars_domain::customers::profiles::{CustomerKind, CustomerStatus, Source};
use regulars_domain::customers::tiers::TierClass;

use super::{Customer, Row};
use crate::customers::metrics::Metrics;
use crate::dialect::any_of;
use crate::page::Page;
use crate::schema::{customer_metrics, customer_tags, customer_terms, customers, segment_members};
use crate::{Db, Result, on};

/// Which customers a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only customers at home in one of these units, or owned by the user, when given.
    pub within: Option<Within>,
    pub search: Option<Search>,
    pub kinds: Vec<CustomerKind>,
    /// None named: all but those merged into another and those erased.
    pub statuses: Vec<CustomerStatus>,
    pub tiers: Vec<TierClass>,
    pub home_unit_ids: Vec<String>,
    pub owner_id: Option<String>,
    pub tags: Vec<String>,
    /// Only members of this segment.
    pub segment_id: Option<String>,
    pub sources: Vec<Source>,
    pub city: Option<String>,
    pub created_from: Option<NaiveDateTime>,
    pub created_before: Option<NaiveDateTime>,
    pub last_from: Option<NaiveDate>,
    pub last_before: Option<NaiveDate>,
    pub spend_from: Option<i64>,
    pub spend_before: Option<i64>,
}

/// What one may see: one's units, and the customers one owns.
#[derive(Clone, Debug)]
pub struct Within {
    pub units: Vec<String>,
    pub owner_id: String,
}

/// The prefixes of search terms that are looked for: any of them (see [`super::term`]).
#[derive(Clone, Debug, Default)]
pub struct Search {
    pub name: Option<String>,
    pub phone: Option<String>,
    pub card: Option<String>,
}

impl Search {
    /// From (inclusive) and to (exclusive) of each prefix; an empty range for one that is not looked for.
    pub(crate) fn ranges(&self) -> [(String, String); 3] {
        [&self.name, &self.phone, &self.card].map(|prefix| match prefix {
            Some(prefix) => (prefix.clone(), format!("{prefix}\u{10FFFF}")),
            None => (String::new(), String::new()),
        })
    }
}

/// The order of a list; each ends with the id, in the same direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    NewestFirst,
    OldestFirst,
    Name,
    NameDescending,
    MostSpendFirst,
    /// Those who never bought last.
    LastPurchaseFirst,
    MostPurchasesFirst,
}

/// Those who are in no list unless it is asked for.
const GONE: [&str; 2] = [CustomerStatus::Merged.as_str(), CustomerStatus::Erased.as_str()];

/// Searches with fewer hits than this start from the hits, others from the list's own order.
const FEW_HITS: i64 = 2_000;

/// Puts the filter's conditions on a boxed query over customers and their metrics.
macro_rules! narrow {
    ($query:ident, $filter:expr, $few:expr) => {
        if let Some(within) = &$filter.within {
            $query = $query.filter(
                any_of(customers::home_unit_id, &within.units)
                    .or(customers::owner_id.eq(&within.owner_id))
                    .assume_not_null(),
            );
        }
        if let Some(search) = &$filter.search {
            let [one, two, three] = search.ranges();
            let hit = |(from, to): (String, String)| customer_terms::term.ge(from).and(customer_terms::term.lt(to));
            let hits = customer_terms::table.filter(hit(one).or(hit(two)).or(hit(three)));
            $query = if $few {
                $query.filter(customers::id.eq_any(hits.select(customer_terms::customer_id)))
            } else {
                $query.filter(diesel::dsl::exists(hits.filter(customer_terms::customer_id.eq(customers::id))))
            };
        }
        if !$filter.kinds.is_empty() {
            $query = $query.filter(customers::kind.eq_any($filter.kinds.iter().map(|word| word.as_str())));
        }
        $query = if $filter.statuses.is_empty() {
            $query.filter(customers::status.ne_all(GONE))
        } else {
            $query.filter(customers::status.eq_any($filter.statuses.iter().map(|word| word.as_str())))
        };
        if !$filter.tiers.is_empty() {
            $query = $query.filter(customer_metrics::tier.eq_any($filter.tiers.iter().map(|word| word.as_str())));
        }
        if !$filter.home_unit_ids.is_empty() {
            $query = $query.filter(any_of(customers::home_unit_id, &$filter.home_unit_ids));
        }
        if let Some(owner_id) = &$filter.owner_id {
            $query = $query.filter(customers::owner_id.eq(owner_id));
        }
        for tag in &$filter.tags {
            $query = $query.filter(diesel::dsl::exists(
                customer_tags::table
                    .filter(customer_tags::tag.eq(tag).and(customer_tags::customer_id.eq(customers::id))),
            ));
        }
        if let Some(segment_id) = &$filter.segment_id {
            $query = $query.filter(diesel::dsl::exists(
                segment_members::table
                    .filter(segment_members::segment_id.eq(segment_id))
                    .filter(segment_members::customer_id.eq(customers::id)),
            ));
        }
        if !$filter.sources.is_empty() {
            $query = $query.filter(customers::source.eq_any($filter.sources.iter().map(|word| word.as_str())));
        }
        if let Some(city) = &$filter.city {
            $query = $query.filter(customers::city.eq(city));
        }
        if let Some(at) = $filter.created_from {
            $query = $query.filter(customers::created_at.ge(at));
        }
        if let Some(at) = $filter.created_before {
            $query = $query.filter(customers::created_at.lt(at));
        }
        if let Some(on) = $filter.last_from {
            $query = $query.filter(customer_metrics::last_purchase_on.ge(on));
        }
        if let Some(on) = $filter.last_before {
            $query = $query.filter(customer_metrics::last_purchase_on.lt(on));
        }
        if let Some(spend) = $filter.spend_from {
            $query = $query.filter(customer_metrics::net_minor.ge(spend));
        }
        if let Some(spend) = $filter.spend_before {
            $query = $query.filter(customer_metrics::net_minor.lt(spend));
        }
    };
}

/// One page of customers with their figures.
///
/// Where the column sorted by may be empty, the rows that have it come first and the others behind them, by id: two
/// ranges of one index on either database, whichever end it keeps the empty ones at.
pub fn list(db: &mut Db, filter: &Filter, sort: Sort, page: &Page) -> Result<Vec<Row>> {
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

fn part(db: &mut Db, filter: &Filter, sort: Sort, filled: Filled, page: &Page) -> Result<Vec<Row>> {
    let few = hits_few(db, filter)?;
    on!(db, |c| {
        let mut query = customers::table
            .inner_join(customer_metrics::table)
            .select((Customer::as_select(), Metrics::as_select()))
            .limit(page.rows_to_read())
            .into_boxed();
        narrow!(query, filter, few);
        macro_rules! keyset {
            ($column:expr, $kind:ty, desc) => {{
                query = query.order(($column.desc(), customers::id.desc()));
                if let Some(after) = &page.after
                    && let Ok(key) = after.key.parse::<$kind>()
                {
                    query = query
                        .filter($column.le(key.clone()))
                        .filter($column.lt(key).or(customers::id.lt(after.id.clone())));
                }
            }};
            ($column:expr, $kind:ty, asc) => {{
                query = query.order(($column.asc(), customers::id.asc()));
                if let Some(after) = &page.after
                    && let Ok(key) = after.key.parse::<$kind>()
                {
                    query = query
                        .filter($column.ge(key.clone()))
                        .filter($column.gt(key).or(customers::id.gt(after.id.clone())));
                }
            }};
        }
        match sort {
            Sort::NewestFirst => keyset!(customers::created_at, NaiveDateTime, desc),
            Sort::OldestFirst => keyset!(customers::created_at, NaiveDateTime, asc),
            Sort::Name => keyset!(customers::name_key, String, asc),
            Sort::NameDescending => keyset!(customers::name_key, String, desc),
            Sort::MostSpendFirst => keyset!(customer_metrics::net_minor, i64, desc),
            Sort::MostPurchasesFirst => keyset!(customer_metrics::purchases, i64, desc),
            Sort::LastPurchaseFirst if filled == Filled::No => {
                query = query.filter(customer_metrics::last_purchase_on.is_null()).order(customers::id.desc());
                if let Some(after) = &page.after {
                    query = query.filter(customers::id.lt(after.id.clone()));
                }
            }
            Sort::LastPurchaseFirst => {
                query = query.filter(customer_metrics::last_purchase_on.is_not_null());
                query = query.order((customer_metrics::last_purchase_on.desc(), customers::id.desc()));
                if let Some(after) = &page.after
                    && let Ok(key) = after.key.parse::<NaiveDate>()
                {
                    query = query.filter(customer_metrics::last_purchase_on.le(key)).filter(
                        customer_metrics::last_purchase_on.lt(key).or(customers::id.lt(after.id.clone()).nullable()),
                    );
                }
            }
        }
        query.load(c)
    })
}

/// The sort key of a row, as a cursor carries it; empty for a row without one.
pub fn sort_key(sort: Sort, (customer, metrics): &Row) -> String {
    match sort {
        Sort::NewestFirst | Sort::OldestFirst => customer.created_at.format("%Y-%m-%dT%H:%M:%S%.f").to_string(),
        Sort::Name | Sort::NameDescending => customer.name_key.clone(),
        Sort::MostSpendFirst => metrics.net_minor.to_string(),
        Sort::MostPurchasesFirst => metrics.purchases.to_string(),
        Sort::LastPurchaseFirst => metrics.last_purchase_on.map(|on| on.to_string()).unwrap_or_default(),
    }
}

/// How many customers the filter shows.
pub fn count(db: &mut Db, filter: &Filter) -> Result<i64> {
    let few = hits_few(db, filter)?;
    on!(db, |c| {
        let mut query =
            customers::table.inner_join(customer_metrics::table).select(diesel::dsl::count_star()).into_boxed();
        narrow!(query, filter, few);
        query.first(c)
    })
}

/// Whether the search hits few terms, so that the query had better start from them.
fn hits_few(db: &mut Db, filter: &Filter) -> Result<bool> {
    let Some(search) = &filter.search else { return Ok(false) };
    let mut hits = 0;
    for (from, to) in search.ranges() {
        let found: Vec<String> = on!(db, |c| customer_terms::table
            .filter(customer_terms::term.ge(from).and(customer_terms::term.lt(to)))
            .select(customer_terms::customer_id)
            .limit(FEW_HITS)
            .load(c))?;
        hits += i64::try_from(found.len()).unwrap_or(FEW_HITS);
    }
    Ok(hits < FEW_HITS)
}
