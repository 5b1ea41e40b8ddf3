//! Working calendars, and which unit has one of its own.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::organisation::calendars::Rule;

use crate::page::Page;
use crate::schema::{calendars, unit_calendars};
use crate::text::{Json, contains, lower};
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, serde::Serialize)]
#[diesel(table_name = calendars, treat_none_as_default_value = false)]
pub struct Calendar {
    pub id: String,
    pub code: String,
    pub name: String,
    pub rule: Json<Rule>,
    pub created_by: String,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub version: i32,
    /// To which it belongs: who has the right there changes it, those below read and use it.
    pub unit_id: String,
}

pub fn find(db: &mut Db, id: &str) -> Result<Option<Calendar>> {
    on!(db, |c| calendars::table.find(id).select(Calendar::as_select()).first(c).optional())
}

/// Calendars by code, those whose name or code contains `q`; only of these units, when given.
pub fn list(db: &mut Db, units: Option<&[String]>, q: Option<&str>, page: &Page) -> Result<Vec<Calendar>> {
    on!(db, |c| {
        let mut query = calendars::table
            .select(Calendar::as_select())
            .order(calendars::code.asc())
            .limit(page.rows_to_read())
            .into_boxed();
        if let Some(after) = &page.after {
            query = query.filter(calendars::code.gt(after.key.clone()));
        }
        if let Some(units) = units {
            query = query.filter(calendars::unit_id.eq_any(units));
        }
        if let Some(q) = q {
            let pattern = contains(q);
            let by_name = lower(calendars::name).like(lower(pattern.clone())).escape('\\');
            query = query.filter(by_name.or(lower(calendars::code).like(lower(pattern)).escape('\\')));
        }
        query.load(c)
    })
}

pub fn insert(db: &mut Db, calendar: &Calendar) -> Result<()> {
    on!(db, |c| diesel::insert_into(calendars::table).values(calendar).execute(c)).map(|_| ())
}

/// Writes the calendar over version `expected`; false when somebody was faster.
pub fn update(db: &mut Db, calendar: &Calendar, expected: i32) -> Result<bool> {
    on!(db, |c| diesel::update(calendars::table.find(&calendar.id).filter(calendars::version.eq(expected)))
        .set(calendar)
        .execute(c))
    .map(|rows| rows == 1)
}

/// The units that have one of these calendars, by calendar and unit.
pub fn units_of(db: &mut Db, calendar_ids: &[&str]) -> Result<Vec<(String, String)>> {
    on!(db, |c| unit_calendars::table
        .filter(unit_calendars::calendar_id.eq_any(calendar_ids))
        .order((unit_calendars::calendar_id, unit_calendars::unit_id))
        .select((unit_calendars::calendar_id, unit_calendars::unit_id))
        .load(c))
}

/// Gives a calendar to these units and takes it from all others.
pub fn assign(db: &mut Db, calendar_id: &str, unit_ids: &[String]) -> Result<()> {
    on!(db, |c| diesel::delete(
        unit_calendars::table
            .filter(unit_calendars::calendar_id.eq(calendar_id).or(unit_calendars::unit_id.eq_any(unit_ids)))
    )
    .execute(c))?;
    for unit_id in unit_ids {
        let row = (unit_calendars::unit_id.eq(unit_id), unit_calendars::calendar_id.eq(calendar_id));
        on!(db, |c| diesel::insert_into(unit_calendars::table).values(row).execute(c))?;
    }
    Ok(())
}

/// The calendar a unit has of its own.
pub fn of_unit(db: &mut Db, unit_id: &str) -> Result<Option<Rule>> {
    let found: Option<Json<Rule>> = on!(db, |c| calendars::table
        .filter(calendars::id.eq_any(
            unit_calendars::table.filter(unit_calendars::unit_id.eq(unit_id)).select(unit_calendars::calendar_id)
        ))
        .select(calendars::rule)
        .first(c)
        .optional())?;
    Ok(found.map(|rule| rule.0))
}
