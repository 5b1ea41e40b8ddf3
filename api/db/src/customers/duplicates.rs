//! Customers that may be one, and what a search for them reads.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::customers::duplicates::{DuplicateReason, DuplicateState};
use regulars_domain::customers::profiles::{Birthday, CustomerKind, Gender};

use super::profiles::{GONE, Within};
use crate::dialect::{Id, SqlBuilder, keyed};
use crate::page::Page;
use crate::prepared::prepared;
use crate::schema::{customers, duplicates};
use crate::text::{AsText, Json};
use crate::{Db, Result, on};

/// Two customers that may be one, the lesser id first.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = duplicates, primary_key(customer_id, other_id), treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Duplicate {
    pub id: String,
    pub customer_id: String,
    pub other_id: String,
    /// Of 100.
    pub score: i32,
    pub reasons: Json<Vec<DuplicateReason>>,
    pub state: AsText<DuplicateState>,
    /// When they were first found.
    pub found_at: NaiveDateTime,
    /// When the search began that found them last.
    pub seen_at: NaiveDateTime,
    pub decided_by: Option<String>,
    pub decided_at: Option<NaiveDateTime>,
}

/// What of a customer is compared; identities are rows of their own.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = customers)]
pub struct Compared {
    pub id: String,
    pub kind: AsText<CustomerKind>,
    pub name: String,
    pub gender: Option<AsText<Gender>>,
    pub birthday: Option<Json<Birthday>>,
    pub address: Option<String>,
}

/// Which pairs a list shows.
#[derive(Clone, Debug)]
pub struct Filter {
    pub state: DuplicateState,
    pub least: i32,
    /// Only those of whom both may be seen, when given.
    pub within: Option<Within>,
}

/// The next living customers after an id, in their order.
pub fn people_after(db: &mut Db, after: &str, limit: i64) -> Result<Vec<Compared>> {
    on!(db, |c| customers::table
        .filter(customers::id.gt(after).and(customers::status.ne_all(GONE)))
        .order(customers::id)
        .limit(limit)
        .select(Compared::as_select())
        .load(c))
}

/// These customers, as far as they live.
pub fn people(db: &mut Db, ids: &[&str]) -> Result<Vec<Compared>> {
    on!(db, |c| customers::table
        .filter(keyed(customers::id, ids).and(customers::status.ne_all(GONE)))
        .select(Compared::as_select())
        .load(c))
}

/// Keeps what a search has found: new pairs are added, open ones get their score of now, decided ones stay.
pub fn keep(db: &mut Db, found: &[Duplicate]) -> Result<()> {
    let ids: Vec<&str> = found.iter().map(|pair| pair.customer_id.as_str()).collect();
    let known: Vec<Duplicate> = on!(db, |c| duplicates::table
        .filter(keyed(duplicates::customer_id, &ids))
        .select(Duplicate::as_select())
        .load(c))?;
    let known: std::collections::HashMap<(&str, &str), &Duplicate> =
        known.iter().map(|pair| ((pair.customer_id.as_str(), pair.other_id.as_str()), pair)).collect();
    for pair in found {
        match known.get(&(pair.customer_id.as_str(), pair.other_id.as_str())) {
            None => on!(db, |c| diesel::insert_into(duplicates::table).values(pair).execute(c).map(|_| ()))?,
            Some(old) if *old.state == DuplicateState::Open => {
                let now = Duplicate { id: old.id.clone(), found_at: old.found_at, ..pair.clone() };
                update(db, &now)?;
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// Forgets open pairs that a search begun at a moment has not found again.
pub fn forget_before(db: &mut Db, began: NaiveDateTime) -> Result<()> {
    on!(db, |c| diesel::delete(
        duplicates::table
            .filter(duplicates::state.eq(DuplicateState::Open.as_str()))
            .filter(duplicates::seen_at.lt(began))
    )
    .execute(c))
    .map(|_| ())
}

pub fn find(db: &mut Db, id: &str) -> Result<Option<Duplicate>> {
    on!(db, |c| duplicates::table.filter(duplicates::id.eq(id)).select(Duplicate::as_select()).first(c).optional())
}

pub fn update(db: &mut Db, pair: &Duplicate) -> Result<()> {
    let key = (&pair.customer_id, &pair.other_id);
    on!(db, |c| prepared(diesel::update(duplicates::table.find(key)).set(pair)).run(c))
}

/// Pairs by score, the most alike first; the place of a row is its score and its id.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<Duplicate>> {
    let mut query = SqlBuilder::default();
    query.text("select d.id from duplicates d join customers a on a.id = d.customer_id ");
    query.text("join customers b on b.id = d.other_id where d.state = ").value(filter.state.as_str());
    query.text(" and d.score >= ").value(filter.least);
    if filter.state == DuplicateState::Open {
        query.text(" and a.status not in ('merged', 'erased') and b.status not in ('merged', 'erased')");
    }
    if let Some(within) = &filter.within {
        for side in ["a", "b"] {
            query.text(" and (").text(side).text(".home_unit_id in ").values(&within.units);
            query.text(" or ").text(side).text(".owner_id = ").value(within.owner_id.as_str()).text(")");
        }
    }
    if let Some(after) = &page.after
        && let Ok(score) = after.key.parse::<i32>()
    {
        query.text(" and (d.score < ").value(score).text(" or (d.score = ").value(score);
        query.text(" and d.id < ").value(after.id.as_str()).text("))");
    }
    query.text(" order by d.score desc, d.id desc limit ").value(page.rows_to_read());
    let ids: Vec<String> = query.load::<Id>(db)?.into_iter().map(|row| row.id).collect();
    let mut found: Vec<Duplicate> =
        on!(db, |c| duplicates::table.filter(keyed(duplicates::id, &ids)).select(Duplicate::as_select()).load(c))?;
    found.sort_unstable_by(|one, other| (other.score, &other.id).cmp(&(one.score, &one.id)));
    Ok(found)
}

/// The next open pair after an id with at least this score, in the order of ids.
pub fn next(db: &mut Db, after: &str, least: i32) -> Result<Option<Duplicate>> {
    on!(db, |c| duplicates::table
        .filter(duplicates::state.eq(DuplicateState::Open.as_str()))
        .filter(duplicates::score.ge(least).and(duplicates::id.gt(after)))
        .order(duplicates::id)
        .select(Duplicate::as_select())
        .first(c)
        .optional())
}

/// How many open pairs have at least this score.
pub fn count(db: &mut Db, least: i32) -> Result<i64> {
    on!(db, |c| duplicates::table
        .filter(duplicates::state.eq(DuplicateState::Open.as_str()).and(duplicates::score.ge(least)))
        .count()
        .get_result(c))
}

/// The pair of two customers, whatever their order.
pub fn of_both(db: &mut Db, one: &str, other: &str) -> Result<Option<Duplicate>> {
    let (first, second) = if one < other { (one, other) } else { (other, one) };
    on!(db, |c| duplicates::table.find((first, second)).select(Duplicate::as_select()).first(c).optional())
}

/// Forgets open pairs with a customer who lives no more by its own id.
pub fn forget_of(db: &mut Db, customer_id: &str) -> Result<()> {
    let own = duplicates::customer_id.eq(customer_id).or(duplicates::other_id.eq(customer_id));
    on!(db, |c| diesel::delete(
        duplicates::table.filter(duplicates::state.eq(DuplicateState::Open.as_str())).filter(own)
    )
    .execute(c))
    .map(|_| ())
}
