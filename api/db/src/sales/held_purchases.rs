//! Purchases of customers whom nobody knows, held until somebody does.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text, Timestamp};
use regulars_domain::money::Currency;
use regulars_domain::sales::held_purchases::HeldState;

use crate::dialect::any_of;
use crate::page::Page;
use crate::prepared::prepared;
use crate::schema::{held_purchases, identity_owners};
use crate::text::AsText;
use crate::{Db, Result, on};

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = held_purchases, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct HeldPurchase {
    pub id: String,
    pub state: AsText<HeldState>,
    pub partner: String,
    pub external_id: Option<String>,
    pub revision: i32,
    /// Of the content without who bought, as it stands with the partner's id.
    pub fingerprint: String,
    pub unit_id: Option<String>,
    /// The key of the identity that was named; none once it is settled.
    pub identity: Option<String>,
    /// The purchase as it was sent, as JSON; none once it is settled.
    pub content: Option<String>,
    pub occurred_at: NaiveDateTime,
    /// The organisation-local day.
    pub occurred_on: NaiveDate,
    pub currency: AsText<Currency>,
    /// What it comes to, in minor units.
    pub net_minor: i64,
    pub held_at: NaiveDateTime,
    /// Who sent it.
    pub held_by: String,
    /// The code of the problem for which it could not be recorded although the customer is known.
    pub problem: Option<String>,
    pub settled_at: Option<NaiveDateTime>,
    pub settled_by: Option<String>,
    /// The purchase or anonymous sale that it became.
    pub subject_id: Option<String>,
    pub version: i32,
}

/// Which of them a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only those of these units, when given.
    pub units: Option<Vec<String>>,
    pub unit_ids: Vec<String>,
    pub states: Vec<HeldState>,
    pub partner: Option<String>,
    pub from: Option<NaiveDate>,
    pub before: Option<NaiveDate>,
}

pub fn insert(db: &mut Db, held: &HeldPurchase) -> Result<()> {
    on!(db, |c| diesel::insert_into(held_purchases::table).values(held).execute(c)).map(|_| ())
}

pub fn find(db: &mut Db, id: &str) -> Result<Option<HeldPurchase>> {
    on!(db, |c| held_purchases::table.find(id).select(HeldPurchase::as_select()).first(c).optional())
}

/// What became this sale.
pub fn find_by_subject(db: &mut Db, subject_id: &str) -> Result<Option<HeldPurchase>> {
    on!(db, |c| held_purchases::table
        .filter(held_purchases::subject_id.eq(subject_id))
        .select(HeldPurchase::as_select())
        .first(c)
        .optional())
}

/// Writes the row over version `expected`; false when somebody was faster.
pub fn update(db: &mut Db, held: &HeldPurchase, expected: i32) -> Result<bool> {
    on!(db, |c| prepared(
        diesel::update(held_purchases::table.find(&held.id).filter(held_purchases::version.eq(expected)))
            .set(held)
            .returning(held_purchases::version)
    )
    .wrote::<i32, _>(c))
}

/// Newest first, by when they happened.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<HeldPurchase>> {
    on!(db, |c| {
        let mut query = held_purchases::table
            .select(HeldPurchase::as_select())
            .order((held_purchases::occurred_at.desc(), held_purchases::id.desc()))
            .limit(page.rows_to_read())
            .into_boxed();
        if let Some(after) = &page.after
            && let Ok(key) = after.key.parse::<NaiveDateTime>()
        {
            let behind = diesel::dsl::sql::<Bool>("(held_purchases.occurred_at, held_purchases.id) < (");
            let behind = behind.bind::<Timestamp, _>(key).sql(", ").bind::<Text, _>(after.id.clone()).sql(")");
            query = query.filter(behind);
        }
        if let Some(units) = &filter.units {
            query = query.filter(any_of(held_purchases::unit_id, units));
        }
        if !filter.unit_ids.is_empty() {
            query = query.filter(any_of(held_purchases::unit_id, &filter.unit_ids));
        }
        if !filter.states.is_empty() {
            query = query.filter(held_purchases::state.eq_any(filter.states.iter().map(|word| word.as_str())));
        }
        if let Some(partner) = &filter.partner {
            query = query.filter(held_purchases::partner.eq(partner));
        }
        if let Some(from) = filter.from {
            query = query.filter(held_purchases::occurred_on.ge(from));
        }
        if let Some(before) = filter.before {
            query = query.filter(held_purchases::occurred_on.lt(before));
        }
        query.load(c)
    })
}

/// Held ones after an id whose identity somebody has by now, and for which nothing stood in the way before.
pub fn to_match(db: &mut Db, after: &str, limit: i64) -> Result<Vec<String>> {
    on!(db, |c| held_purchases::table
        .inner_join(identity_owners::table.on(identity_owners::identity.nullable().eq(held_purchases::identity)))
        .filter(held_purchases::state.eq(HeldState::Held.as_str()))
        .filter(held_purchases::problem.is_null().and(held_purchases::id.gt(after)))
        .order(held_purchases::id)
        .limit(limit)
        .select(held_purchases::id)
        .load(c))
}

/// Whether any is held at all.
pub fn any(db: &mut Db) -> Result<bool> {
    on!(db, |c| held_purchases::table
        .filter(held_purchases::state.eq(HeldState::Held.as_str()))
        .select(held_purchases::id)
        .first::<String>(c)
        .optional())
    .map(|found| found.is_some())
}

/// Those held before a moment, the oldest first.
pub fn held_before(db: &mut Db, before: NaiveDateTime, after: &str, limit: i64) -> Result<Vec<String>> {
    on!(db, |c| held_purchases::table
        .filter(held_purchases::state.eq(HeldState::Held.as_str()))
        .filter(held_purchases::held_at.lt(before).and(held_purchases::id.gt(after)))
        .order(held_purchases::id)
        .limit(limit)
        .select(held_purchases::id)
        .load(c))
}
