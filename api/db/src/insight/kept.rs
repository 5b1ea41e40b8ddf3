//! Figures that are kept, because computing them looks at the whole base.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::dialect::any_of;
use crate::prepared::prepared;
use crate::schema::{customer_metrics, customers, kept_figures};
use crate::{Db, Result, on};

/// The figures of one scope.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = kept_figures, treat_none_as_default_value = false)]
pub struct Kept {
    pub scope: String,
    /// JSON: the ids of the units; none for everybody.
    pub units: Option<String>,
    /// When somebody last wanted newer ones.
    pub asked_at: NaiveDateTime,
    /// The moment they are of; none before they are computed for the first time.
    pub as_of: Option<NaiveDateTime>,
    /// JSON.
    pub figures: Option<String>,
}

pub fn find(db: &mut Db, scope: &str) -> Result<Option<Kept>> {
    on!(db, |c| kept_figures::table.find(scope).select(Kept::as_select()).first(c).optional())
}

pub fn all(db: &mut Db) -> Result<Vec<Kept>> {
    on!(db, |c| kept_figures::table.order(kept_figures::scope).select(Kept::as_select()).load(c))
}

/// Notes that figures of a scope are wanted.
pub fn ask(db: &mut Db, scope: &str, units: Option<&str>, now: NaiveDateTime) -> Result<()> {
    let row =
        Kept { scope: scope.to_owned(), units: units.map(str::to_owned), asked_at: now, as_of: None, figures: None };
    on!(db, |c| prepared(
        diesel::insert_into(kept_figures::table)
            .values(&row)
            .on_conflict(kept_figures::scope)
            .do_update()
            .set(kept_figures::asked_at.eq(now))
    )
    .run(c))
}

/// Keeps the figures of a scope as of a moment.
pub fn keep(db: &mut Db, scope: &str, as_of: NaiveDateTime, figures: &str) -> Result<()> {
    let set = (kept_figures::as_of.eq(as_of), kept_figures::figures.eq(figures));
    on!(db, |c| prepared(diesel::update(kept_figures::table.find(scope)).set(set)).run(c))
}

/// Drops what nobody asked for since `until`.
pub fn forget(db: &mut Db, until: NaiveDateTime) -> Result<()> {
    on!(db, |c| diesel::delete(kept_figures::table.filter(kept_figures::asked_at.lt(until))).execute(c)).map(|_| ())
}

/// Whether more than `most` customers are at home in these units, or are there at all when none are given.
pub fn is_above(db: &mut Db, units: Option<&[String]>, most: i64) -> Result<bool> {
    // The rows are few: they are read rather than counted, for neither database counts up to a bound by itself.
    let found = match units {
        None => on!(db, |c| customer_metrics::table
            .select(customer_metrics::customer_id)
            .limit(most.saturating_add(1))
            .load::<String>(c))?,
        Some(units) => on!(db, |c| customers::table
            .filter(any_of(customers::home_unit_id, units))
            .select(customers::id)
            .limit(most.saturating_add(1))
            .load::<String>(c))?,
    };
    Ok(i64::try_from(found.len()).unwrap_or(i64::MAX) > most)
}
