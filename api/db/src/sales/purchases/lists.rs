//! Lists of purchases. One in the order of time is merged of several: each follows an index that has, for one channel,
//! one store or one state, the purchases in that order. What it costs grows with the page, however rare is asked.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text, Timestamp};
use regulars_domain::sales::purchases::{Channel, PurchaseState};

use super::Purchase;
use crate::dialect::{SqlBuilder, any_of};
use crate::page::Page;
use crate::schema::purchases;
use crate::{Db, Result, on};

/// So many stores have their purchases merged; those of more are looked for among all.
pub(super) const STORES: usize = 200;

/// Lists that have no more purchases are gone through where another one is long.
const FEW: i64 = 2_000;

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
    /// What follows is asked in the order of change only (see [`super::changed`]), and of all by id.
    pub changed_from: Option<NaiveDateTime>,
    pub changed_before: Option<NaiveDateTime>,
    pub recorded_from: Option<NaiveDateTime>,
    pub recorded_before: Option<NaiveDateTime>,
    /// Only purchases with an id of this partner.
    pub partner: Option<String>,
    /// Only the purchase with this id of a partner: the partner's code, and its id.
    pub reference: Option<(String, String)>,
}

/// What one of the lists that are merged has.
#[derive(Clone, Debug)]
enum Branch {
    Customer(String),
    Unit(String),
    State(PurchaseState),
    Channel(Channel),
}

impl Branch {
    /// How many purchases it has, counted up to `most`.
    fn size(&self, db: &mut Db, most: i64) -> Result<i64> {
        #[derive(QueryableByName)]
        struct Number {
            #[diesel(sql_type = BigInt)]
            n: i64,
        }
        let mut sql = SqlBuilder::default();
        sql.text("SELECT count(*) AS n FROM (SELECT 1 AS one FROM purchases p WHERE ");
        match self {
            Branch::Customer(id) => sql.text("p.customer_id = ").value(id.as_str()),
            Branch::Unit(id) => sql.text("p.unit_id = ").value(id.as_str()),
            Branch::State(state) => sql.text("p.state <> 'paid' AND p.state = ").value(state.as_str()),
            Branch::Channel(channel) => sql.text("p.channel = ").value(channel.as_str()),
        };
        sql.text(" LIMIT ").value(most).text(") t");
        let found: Vec<Number> = sql.load(db)?;
        Ok(found.first().map_or(0, |number| number.n))
    }
}

impl Filter {
    /// The ways to what is asked: each is lists without a purchase in common that have, together, all of it.
    fn ways(&self) -> Vec<Vec<Branch>> {
        if let Some(customer_id) = &self.customer_id {
            return vec![vec![Branch::Customer(customer_id.clone())]];
        }
        let mut ways = Vec::new();
        if let Some(units) = self.stores().filter(|units| units.len() <= STORES) {
            ways.push(units.into_iter().map(Branch::Unit).collect());
        }
        if !self.states.is_empty() && !self.states.contains(&PurchaseState::Paid) {
            ways.push(distinct(&self.states).into_iter().map(Branch::State).collect());
        }
        if !self.channels.is_empty() || ways.is_empty() {
            let channels = if self.channels.is_empty() { Channel::ALL } else { &self.channels };
            ways.push(distinct(channels).into_iter().map(Branch::Channel).collect());
        }
        ways
    }

    /// The way with the fewest purchases where one has few, else the first.
    fn branches(&self, db: &mut Db) -> Result<Vec<Branch>> {
        let mut ways = self.ways();
        let mut best = (FEW + 1, 0);
        if ways.len() > 1 {
            for (at, way) in ways.iter().enumerate() {
                let mut size = 0;
                for branch in way {
                    size += branch.size(db, FEW + 1 - size)?;
                }
                best = best.min((size, at));
            }
        }
        Ok(ways.swap_remove(best.1))
    }

    /// The units whose purchases are asked for, each once; none when it is those of all.
    pub(super) fn stores(&self) -> Option<Vec<String>> {
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
    pub(super) fn moments(&self) -> (Option<NaiveDateTime>, Option<NaiveDateTime>) {
        let moment = |day: NaiveDate, hours| day.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::hours(hours));
        (self.from.and_then(|day| moment(day, -14)), self.before.and_then(|day| moment(day, 12)))
    }
}

pub(super) fn distinct<W: Copy + Ord>(words: &[W]) -> Vec<W> {
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
        if let Some(from) = $filter.changed_from {
            $query = $query.filter(purchases::updated_at.ge(from));
        }
        if let Some(before) = $filter.changed_before {
            $query = $query.filter(purchases::updated_at.lt(before));
        }
        if let Some(from) = $filter.recorded_from {
            $query = $query.filter(purchases::recorded_at.ge(from));
        }
        if let Some(before) = $filter.recorded_before {
            $query = $query.filter(purchases::recorded_at.lt(before));
        }
        if let Some(partner) = &$filter.partner {
            $query = $query.filter(purchases::partner.eq(partner));
        }
        if let Some((partner, external_id)) = &$filter.reference {
            $query = $query.filter(purchases::partner.eq(partner).and(purchases::external_id.eq(external_id)));
        }
    };
}

/// Purchases newest first, by when they happened.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<Purchase>> {
    let mut rows = Vec::new();
    for branch in filter.branches(db)? {
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
