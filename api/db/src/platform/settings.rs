//! Settings of the organisation: every version is kept, the highest counts.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::schema::{products, purchases, settings};
use crate::{Db, Result, on};

/// One version of one setting.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = settings, treat_none_as_default_value = false)]
pub struct Setting {
    pub name: String,
    /// 1, 2, 3 …
    pub version: i32,
    /// JSON.
    pub value: String,
    /// From which date it counts.
    pub effective_from: NaiveDate,
    pub changed_by: String,
    pub changed_at: NaiveDateTime,
    /// The job that recomputes what depends on it.
    pub job_id: Option<String>,
}

/// The version of `name` that counts now.
pub fn current(db: &mut Db, name: &str) -> Result<Option<Setting>> {
    on!(db, |c| settings::table
        .filter(settings::name.eq(name))
        .order(settings::version.desc())
        .select(Setting::as_select())
        .first(c)
        .optional())
}

/// Every version of `name`, newest first.
pub fn versions(db: &mut Db, name: &str) -> Result<Vec<Setting>> {
    on!(db, |c| settings::table
        .filter(settings::name.eq(name))
        .order(settings::version.desc())
        .select(Setting::as_select())
        .load(c))
}

/// Adds a version. Two writers of the same version: the second gets a unique fault.
pub fn insert(db: &mut Db, setting: &Setting) -> Result<()> {
    on!(db, |c| diesel::insert_into(settings::table).values(setting).execute(c)).map(|_| ())
}

/// Drops every version of `name`.
pub fn remove(db: &mut Db, name: &str) -> Result<()> {
    on!(db, |c| diesel::delete(settings::table.filter(settings::name.eq(name))).execute(c)).map(|_| ())
}

/// Whether an amount is kept in the base currency: a purchase, or the price of a product.
pub fn has_amounts(db: &mut Db) -> Result<bool> {
    let purchase = on!(db, |c| purchases::table.select(purchases::id).first::<String>(c).optional())?;
    if purchase.is_some() {
        return Ok(true);
    }
    let priced = products::table.filter(products::unit_price.is_not_null()).select(products::id);
    on!(db, |c| priced.first::<String>(c).optional()).map(|id| id.is_some())
}
