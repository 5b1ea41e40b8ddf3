//! Membership programmes and their levels: catalogue, owned by no customer.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::loyalty::memberships::{LevelBasis, ProgrammeState};

use crate::page::Page;
use crate::prepared::prepared;
use crate::schema::{membership_levels, membership_programmes};
use crate::text::AsText;
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, serde::Serialize)]
#[diesel(table_name = membership_programmes, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Programme {
    pub id: String,
    pub code: String,
    pub name: String,
    pub state: AsText<ProgrammeState>,
    pub level_basis: AsText<LevelBasis>,
    /// Thousandths of a point for one unit of the base currency.
    pub rate: i64,
    /// How long points are good; for ever when none.
    pub valid_months: Option<i32>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    /// Also the version of its levels: the rule that decides on them.
    pub version: i32,
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, serde::Serialize)]
#[diesel(table_name = membership_levels, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Level {
    pub id: String,
    pub programme_id: String,
    pub code: String,
    pub name: String,
    /// Lower bound within 12 months: points, or minor units of the base currency.
    pub threshold: i64,
    pub benefits: Option<String>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub version: i32,
}

pub fn find(db: &mut Db, id: &str) -> Result<Option<Programme>> {
    on!(db, |c| membership_programmes::table.find(id).select(Programme::as_select()).first(c).optional())
}

/// A programme, locked until the transaction ends: whoever changes it or its levels takes this first.
pub fn lock(db: &mut Db, id: &str) -> Result<Option<Programme>> {
    crate::dialect::first_for_update!(db, membership_programmes::table.find(id).select(Programme::as_select()))
        .optional()
}

/// Programmes by id, oldest first.
pub fn list(db: &mut Db, states: &[ProgrammeState], page: &Page) -> Result<Vec<Programme>> {
    on!(db, |c| {
        let mut query = membership_programmes::table
            .select(Programme::as_select())
            .order(membership_programmes::id.asc())
            .limit(page.rows_to_read())
            .into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(membership_programmes::id.gt(after.to_owned()));
        }
        if !states.is_empty() {
            query = query.filter(membership_programmes::state.eq_any(states.iter().map(|state| state.as_str())));
        }
        query.load(c)
    })
}

/// Every programme.
pub fn all(db: &mut Db) -> Result<Vec<Programme>> {
    on!(db, |c| membership_programmes::table
        .order(membership_programmes::id.asc())
        .select(Programme::as_select())
        .load(c))
}

pub fn insert(db: &mut Db, programme: &Programme) -> Result<()> {
    on!(db, |c| diesel::insert_into(membership_programmes::table).values(programme).execute(c)).map(|_| ())
}

/// Writes a programme that the caller has locked.
pub fn update(db: &mut Db, programme: &Programme) -> Result<()> {
    on!(db, |c| prepared(diesel::update(membership_programmes::table.find(&programme.id)).set(programme)).run(c))
}

pub fn find_level(db: &mut Db, programme_id: &str, id: &str) -> Result<Option<Level>> {
    on!(db, |c| membership_levels::table
        .find(id)
        .filter(membership_levels::programme_id.eq(programme_id))
        .select(Level::as_select())
        .first(c)
        .optional())
}

/// The levels of these programmes, of each the lowest first.
pub fn levels_of(db: &mut Db, programme_ids: &[&str]) -> Result<Vec<Level>> {
    on!(db, |c| membership_levels::table
        .filter(membership_levels::programme_id.eq_any(programme_ids))
        .order((membership_levels::programme_id, membership_levels::threshold))
        .select(Level::as_select())
        .load(c))
}

/// Every level, of each programme the lowest first.
pub fn all_levels(db: &mut Db) -> Result<Vec<Level>> {
    on!(db, |c| membership_levels::table
        .order((membership_levels::programme_id, membership_levels::threshold))
        .select(Level::as_select())
        .load(c))
}

pub fn insert_level(db: &mut Db, level: &Level) -> Result<()> {
    on!(db, |c| diesel::insert_into(membership_levels::table).values(level).execute(c)).map(|_| ())
}

/// Writes a level whose programme the caller has locked.
pub fn update_level(db: &mut Db, level: &Level) -> Result<()> {
    on!(db, |c| prepared(diesel::update(membership_levels::table.find(&level.id)).set(level)).run(c))
}
