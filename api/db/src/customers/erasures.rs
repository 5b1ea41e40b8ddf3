//! That persons were erased: the receipts, what is still looked for, and the hashes of where they were reached.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::customers::erasures::ErasureState;

use crate::dialect::keyed;
use crate::page::Page;
use crate::prepared::prepared;
use crate::schema::{customers, erased_contacts, erasure_terms, erasures};
use crate::text::{AsText, Json};
use crate::{Db, Result, on};

/// The receipt of an erasure.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = erasures, treat_none_as_default_value = false)]
pub struct Erasure {
    pub id: String,
    pub customer_id: String,
    /// Why; it names nobody.
    pub reason: String,
    pub erased_at: NaiveDateTime,
    pub erased_by: String,
    pub state: AsText<ErasureState>,
    /// How much of what was taken away, by kind.
    pub removed: Json<BTreeMap<String, i64>>,
    pub completed_at: Option<NaiveDateTime>,
}

/// Which receipts a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of customers at home in these units, when given.
    pub units: Option<Vec<String>>,
    pub customer_id: Option<String>,
}

/// Something that is looked for: an id, or a text by which the person was known.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = erasure_terms, treat_none_as_default_value = false)]
pub struct Term {
    pub erasure_id: String,
    /// [`ID`] or [`TEXT`].
    pub kind: String,
    pub term: String,
}

/// The id of something that was the person's.
pub const ID: &str = "id";
/// A text by which the person was known.
pub const TEXT: &str = "text";

/// The customer and all that were merged into it, it first.
pub fn with_merged(db: &mut Db, customer_id: &str) -> Result<Vec<String>> {
    let mut found = vec![customer_id.to_owned()];
    let mut begun = 0;
    while begun < found.len() {
        let step: Vec<String> = found.get(begun..).unwrap_or_default().to_vec();
        begun = found.len();
        let merged: Vec<String> = on!(db, |c| customers::table
            .filter(customers::merged_into.eq_any(&step))
            .order(customers::id.asc())
            .select(customers::id)
            .load(c))?;
        found.extend(merged.into_iter().filter(|id| !step.contains(id)));
        // A circle would go on for ever.
        if found.len() > 10_000 {
            break;
        }
    }
    found.dedup();
    Ok(found)
}

pub fn insert(db: &mut Db, erasure: &Erasure, terms: &[Term]) -> Result<()> {
    on!(db, |c| diesel::insert_into(erasures::table).values(erasure).execute(c))?;
    for term in terms {
        on!(db, |c| diesel::insert_into(erasure_terms::table).values(term).on_conflict_do_nothing().execute(c))?;
    }
    Ok(())
}

pub fn find(db: &mut Db, id: &str) -> Result<Option<Erasure>> {
    on!(db, |c| erasures::table.find(id).select(Erasure::as_select()).first(c).optional())
}

/// The receipt of a customer.
pub fn of_customer(db: &mut Db, customer_id: &str) -> Result<Option<Erasure>> {
    on!(db, |c| erasures::table
        .filter(erasures::customer_id.eq(customer_id))
        .select(Erasure::as_select())
        .first(c)
        .optional())
}

/// Receipts, newest first.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<Erasure>> {
    on!(db, |c| {
        let mut query = erasures::table
            .order(erasures::id.desc())
            .limit(page.rows_to_read())
            .select(Erasure::as_select())
            .into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(erasures::id.lt(after.to_owned()));
        }
        if let Some(units) = &filter.units {
            let home =
                customers::table.filter(customers::home_unit_id.eq_any(units).assume_not_null()).select(customers::id);
            query = query.filter(erasures::customer_id.eq_any(home));
        }
        if let Some(customer_id) = &filter.customer_id {
            query = query.filter(erasures::customer_id.eq(customer_id));
        }
        query.load(c)
    })
}

/// What an erasure still looks for.
pub fn terms(db: &mut Db, erasure_id: &str) -> Result<Vec<Term>> {
    on!(db, |c| erasure_terms::table.filter(erasure_terms::erasure_id.eq(erasure_id)).select(Term::as_select()).load(c))
}

/// Nothing is looked for any more: what was is forgotten.
pub fn complete(db: &mut Db, id: &str, removed: &BTreeMap<String, i64>, now: NaiveDateTime) -> Result<()> {
    on!(db, |c| prepared(diesel::update(erasures::table.find(id)).set((
        erasures::state.eq(ErasureState::Done.as_str()),
        erasures::removed.eq(Json(removed.clone())),
        erasures::completed_at.eq(now),
    )))
    .run(c))?;
    on!(db, |c| diesel::delete(erasure_terms::table.filter(erasure_terms::erasure_id.eq(id))).execute(c)).map(|_| ())
}

/// Notes that nothing is sent where this is the hash of. The last erasure counts.
pub fn block(db: &mut Db, hash: &str, now: NaiveDateTime) -> Result<()> {
    let row = (erased_contacts::hash.eq(hash), erased_contacts::erased_at.eq(now));
    on!(db, |c| diesel::delete(erased_contacts::table.find(hash)).execute(c))?;
    on!(db, |c| diesel::insert_into(erased_contacts::table).values(row).execute(c)).map(|_| ())
}

/// Whether anybody was ever erased who could be reached.
pub fn is_anybody(db: &mut Db) -> Result<bool> {
    on!(db, |c| erased_contacts::table.select(erased_contacts::hash).first::<String>(c).optional())
        .map(|found| found.is_some())
}

/// When who was reached at these was erased, by hash; what nobody was reached at is left out.
pub fn blocked(db: &mut Db, hashes: &[&str]) -> Result<Vec<(String, NaiveDateTime)>> {
    on!(db, |c| erased_contacts::table
        .filter(keyed(erased_contacts::hash, hashes))
        .select((erased_contacts::hash, erased_contacts::erased_at))
        .load(c))
}
