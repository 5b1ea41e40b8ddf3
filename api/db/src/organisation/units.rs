//! Org units. The tree is small: it is read whole.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use regulars_domain::organisation::units::{Ownership, UnitKind, UnitState};

use crate::dialect::keyed;
use crate::page::Page;
use crate::schema::units;
use crate::text::{AsText, contains, lower};
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, serde::Serialize)]
#[diesel(table_name = units, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Unit {
    pub id: String,
    pub code: String,
    pub name: String,
    pub kind: AsText<UnitKind>,
    pub ownership: Option<AsText<Ownership>>,
    pub parent_id: Option<String>,
    /// IANA name, such as `Asia/Shanghai`.
    pub time_zone: String,
    /// ISO 4217.
    pub currency: String,
    pub state: AsText<UnitState>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub version: i32,
    /// The last day of a closed one, local to the organisation.
    pub closed_on: Option<NaiveDate>,
}

/// Which units a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only these, when given.
    pub ids: Option<Vec<String>>,
    /// Part of the name or code.
    pub q: Option<String>,
    pub kinds: Vec<UnitKind>,
    pub parent_id: Option<String>,
    pub states: Vec<UnitState>,
}

/// Every unit's id and parent.
pub fn tree(db: &mut Db) -> Result<Vec<(String, Option<String>)>> {
    on!(db, |c| units::table.select((units::id, units::parent_id)).load(c))
}

pub fn find(db: &mut Db, id: &str) -> Result<Option<Unit>> {
    on!(db, |c| units::table.find(id).select(Unit::as_select()).first(c).optional())
}

/// These units, in no order.
pub fn of_ids<'a>(db: &mut Db, ids: impl IntoIterator<Item = &'a str>) -> Result<Vec<Unit>> {
    on!(db, |c| units::table.filter(keyed(units::id, ids)).select(Unit::as_select()).load(c))
}

pub fn find_by_code(db: &mut Db, code: &str) -> Result<Option<Unit>> {
    on!(db, |c| units::table.filter(units::code.eq(code)).select(Unit::as_select()).first(c).optional())
}

/// Units by id, oldest first.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<Unit>> {
    on!(db, |c| {
        let mut query =
            units::table.select(Unit::as_select()).order(units::id.asc()).limit(page.rows_to_read()).into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(units::id.gt(after.to_owned()));
        }
        if let Some(ids) = &filter.ids {
            query = query.filter(units::id.eq_any(ids));
        }
        if let Some(q) = &filter.q {
            let pattern = contains(q);
            let by_name = lower(units::name).like(lower(pattern.clone())).escape('\\');
            query = query.filter(by_name.or(lower(units::code).like(lower(pattern)).escape('\\')));
        }
        if !filter.kinds.is_empty() {
            query = query.filter(units::kind.eq_any(filter.kinds.iter().map(|kind| kind.as_str())));
        }
        if let Some(parent) = &filter.parent_id {
            query = query.filter(units::parent_id.eq(parent));
        }
        if !filter.states.is_empty() {
            query = query.filter(units::state.eq_any(filter.states.iter().map(|state| state.as_str())));
        }
        query.load(c)
    })
}

pub fn insert(db: &mut Db, unit: &Unit) -> Result<()> {
    on!(db, |c| diesel::insert_into(units::table).values(unit).execute(c)).map(|_| ())
}

/// Writes the unit over version `expected`; false when somebody was faster.
pub fn update(db: &mut Db, unit: &Unit, expected: i32) -> Result<bool> {
    on!(db, |c| diesel::update(units::table.find(&unit.id).filter(units::version.eq(expected))).set(unit).execute(c))
        .map(|rows| rows == 1)
}
