//! Lists of purchases. One in the order of time is merged of several: each follows an index that has, for one channel,
//! one store or one state, the purchases in that order. What it costs grows with the page, however rare is asked.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text, Timestamp};
use regulars_domain::sales::purchases::{Channel, PurchaseState};

use super::Purchase;
use crate::dialect::any_of;
use crate::page::Page;
use crate::schema::purchases;
use crate::{Db, Result, on};

/// So many stores have their purchases merged; those of more are looked for among all.
const STORES: usize = 200;

/// Which purchases a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only purchases of these units, when given.
    pub units: Option<Vec<String>>,
    pub customer_id: Option<String>,
    pub unit_ids: Vec<String>,
    pub channels: Vec<Channel>,
    pub states: Vec<PurchaseState>,
    pub from: Option<NaiveDate>,
    pub before: Option<NaiveDate>,
}

/// What one of the lists that are merged has.
#[derive(Clone, Debug)]
enum Branch {
    Customer(String),
    Unit(String),
    State(PurchaseState),
    Channel(Channel),
}

impl Filter {
    /// Lists without a purchase in common that have, together, all that is asked.
    fn branches(&self) -> Vec<Branch> {
        if let Some(customer_id) = &self.customer_id {
            return vec![Branch::Customer(customer_id.clone())];
        }
        if let Some(units) = self.stores().filter(|units| units.len() <= STORES) {
            return units.into_iter().map(Branch::Unit).collect();
        }
        if !self.states.is_empty() && !self.states.contains(&PurchaseState::Paid) {
            return distinct(&self.states).into_iter().map(Branch::State).collect();
        }
        let channels = if self.channels.is_empty() { Channel::ALL } else { &self.channels };
        distinct(channels).into_iter().map(Branch::Channel).collect()
    }

    /// The units whose purchases are asked for, each once; none when it is those of all.
    fn stores(&self) -> Option<Vec<String>> {
        let mut stores = match (&self.units, self.unit_ids.is_empty()) {
            (None, true) => return None,
            (None, false) => self.unit_ids.clone(),
            (Some(units), true) => units.clone(),
            (Some(units), false) => units.iter().filter(|id| self.unit_ids.contains(id)).cloned().collect(),
        };
        stores.sort_unstable();
        stores.dedup();
        Some(stores)
    }

    /// Between which moments the days asked for lie, wherever on earth: a local day begins at most 14 hours before the
    /// one of UTC and ends at most 12 hours after it.
    fn moments(&self) -> (Option<NaiveDateTime>, Option<NaiveDateTime>) {
        let moment = |day: NaiveDate, hours| day.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::hours(hours));
        (self.from.and_then(|day| moment(day, -14)), self.before.and_then(|day| moment(day, 12)))
    }
}

fn distinct<W: Copy + Ord>(words: &[W]) -> Vec<W> {
    let mut words = words.to_vec();
    words.sort_unstable();
    words.dedup();
    words
}

/// Puts the filter's conditions on a boxed query over purchases.
macro_rules! narrow {
    ($query:ident, $filter:expr) => {
        if let Some(units) = $filter.stores() {
            $query = $query.filter(any_of(purchases::unit_id, units));
        }
        if let Some(customer_id) = &$filter.customer_id {
            $query = $query.filter(purchases::customer_id.eq(customer_id));
        }
        if !$filter.channels.is_empty() {
            $query = $query.filter(purchases::channel.eq_any($filter.channels.iter().map(|word| word.as_str())));
        }
        if !$filter.states.is_empty() {
            $query = $query.filter(purchases::state.eq_any($filter.states.iter().map(|word| word.as_str())));
        }
        if let Some(from) = $filter.from {
            $query = $query.filter(purchases::occurred_on.ge(from));
        }
        if let Some(before) = $filter.before {
            $query = $query.filter(purchases::occurred_on.lt(before));
        }
    };
}

/// Purchases newest first, by when they happened.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<Purchase>> {
    let mut rows = Vec::new();
    for branch in filter.branches() {
        rows.extend(part(db, filter, &branch, page)?);
    }
    rows.sort_by(|a, b| (b.occurred_at, &b.id).cmp(&(a.occurred_at, &a.id)));
    rows.truncate(usize::try_from(page.rows_to_read()).unwrap_or(usize::MAX));
    Ok(rows)
}

/// A page of one branch.
fn part(db: &mut Db, filter: &Filter, branch: &Branch, page: &Page) -> Result<Vec<Purchase>> {
    let (from, before) = filter.moments();
    on!(db, |c| {
        let mut query = purchases::table
            .select(Purchase::as_select())
            .order((purchases::occurred_at.desc(), purchases::id.desc()))
            .limit(page.rows_to_read())
            .into_boxed();
        query = match branch {
            Branch::Customer(id) => query.filter(purchases::customer_id.eq(id)),
            Branch::Unit(id) => query.filter(purchases::unit_id.eq(id)),
            // In so many words: SQLite compares the condition of the index with what stands in the statement.
            Branch::State(state) => query
                .filter(purchases::state.eq(state.as_str()))
                .filter(diesel::dsl::sql::<Bool>("purchases.state <> 'paid'")),
            Branch::Channel(channel) => query.filter(purchases::channel.eq(channel.as_str())),
        };
        if let Some(after) = &page.after
            && let Ok(key) = after.key.parse::<NaiveDateTime>()
        {
            let behind = diesel::dsl::sql::<Bool>("(purchases.occurred_at, purchases.id) < (");
            let behind = behind.bind::<Timestamp, _>(key).sql(", ").bind::<Text, _>(after.id.clone()).sql(")");
            query = query.filter(behind);
        }
        if let Some(from) = from {
            query = query.filter(purchases::occurred_at.ge(from));
        }
        if let Some(before) = before {
            query = query.filter(purchases::occurred_at.lt(before));
        }
        narrow!(query, filter);
        query.load(c)
    })
}

/// Purchases after an id, by id: for going over all of them.
pub fn after(db: &mut Db, filter: &Filter, id: &str, limit: i64) -> Result<Vec<Purchase>> {
    on!(db, |c| {
        let mut query = purchases::table
            .filter(purchases::id.gt(id))
            .select(Purchase::as_select())
            .order(purchases::id.asc())
            .limit(limit)
            .into_boxed();
        narrow!(query, filter);
        query.load(c)
    })
}
