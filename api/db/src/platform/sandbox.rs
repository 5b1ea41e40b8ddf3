//! The database of the sandbox: emptied as a whole, and filled with rows of the live one, which is of the same kind. No row
//! of a person is among them.

use diesel::prelude::*;

use crate::platform::events;
use crate::schema::units;
use crate::{Db, Result, on};

/// What stays when the sandbox is emptied: the steps of its schema, the last number of an event (numbers only grow, so
/// whoever followed the feed reads on), the audit trail, which is only added to, and its settings, of which the secret is
/// one.
const KEPT: [&str; 5] = ["__diesel_schema_migrations", "audit_blocks", "audit_events", "event_numbers", "settings"];

/// Who calls, by tables and conditions in SQL, in the order of their references.
pub const CALLERS: &[(&str, &str)] = &[("units", "true"), ("partners", "true"), ("api_keys", "mode = 'test'")];

/// What the sandbox begins with besides [`CALLERS`]: how the organisation works, without what happened in it.
pub const BEGINNING: &[(&str, &str)] = &[
    ("settings", "name <> 'secret'"),
    ("calendars", "true"),
    ("unit_calendars", "true"),
    ("product_categories", "true"),
    ("products", "true"),
    ("competitors", "true"),
    ("complaint_categories", "true"),
    ("assortments", "true"),
    ("assortment_products", "true"),
    ("attribute_definitions", "true"),
    ("membership_programmes", "true"),
    ("membership_levels", "true"),
];

/// The rows of one table.
pub struct Rows {
    table: &'static str,
    json: String,
}

/// The rows of these tables for which their conditions hold.
pub fn read(db: &mut Db, tables: &[(&'static str, &'static str)]) -> Result<Vec<Rows>> {
    let rows = |(table, condition): &(&'static str, &'static str)| {
        Ok(Rows { table, json: db.rows_as_json(table, condition)? })
    };
    tables.iter().map(rows).collect()
}

/// Lets the sandbox know who calls: units and partners are added, keys are those of `callers` and no others.
pub fn put_callers(db: &mut Db, callers: &[Rows]) -> Result<()> {
    db.execute("delete from api_keys")?;
    add(db, callers)
}

/// Adds these rows; those that are there already stay as they are.
pub fn add(db: &mut Db, rows: &[Rows]) -> Result<()> {
    rows.iter().try_for_each(|rows| db.add_json_rows(rows.table, &rows.json))
}

/// Removes every row but those of what is kept.
pub fn empty(db: &mut Db) -> Result<()> {
    let tables: Vec<String> = db.tables()?.into_iter().filter(|table| !KEPT.contains(&table.as_str())).collect();
    db.empty(&tables)?;
    // The secret stays: other processes have it in hand.
    db.execute("delete from settings where name <> 'secret'")?;
    events::forget_all(db)
}

/// The id of the unit above all others, by which an organisation is known; none in an empty database.
pub fn organisation_of(db: &mut Db) -> Result<Option<String>> {
    on!(db, |c| units::table.filter(units::parent_id.is_null()).select(units::id).first(c).optional())
}
