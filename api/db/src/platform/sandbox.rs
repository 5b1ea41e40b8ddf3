//! The database of the sandbox: emptied as a whole, and filled with rows of the live one, which is of the same kind. No row
//! of a person is among them.

use diesel::prelude::*;
use diesel::sql_types::Text;

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
    ("complaint_categories", "true"),
    ("customer_attributes", "true"),
    ("membership_programmes", "true"),
    ("membership_levels", "true"),
];

/// The rows of one table, as JSON text: an array of objects with a member for each column.
pub struct Rows {
    pub table: &'static str,
    json: String,
}

#[derive(QueryableByName)]
struct One {
    #[diesel(sql_type = Text)]
    text: String,
}

/// The rows of these tables for which their conditions hold.
pub fn read(db: &mut Db, tables: &[(&'static str, &'static str)]) -> Result<Vec<Rows>> {
    tables.iter().map(|(table, condition)| rows(db, table, condition)).collect()
}

fn rows(db: &mut Db, table: &'static str, condition: &str) -> Result<Rows> {
    let query = match db {
        Db::Pg(_) => {
            format!(
                "select coalesce(json_agg(t), '[]')::text as text from (select * from {table} where {condition}) as t"
            )
        }
        Db::Sqlite(_) => {
            let columns = columns(db, table)?;
            let members: Vec<String> = columns.iter().map(|column| format!("'{column}', {column}")).collect();
            format!(
                "select coalesce(json_group_array(json_object({})), '[]') as text from {table} where {condition}",
                members.join(", ")
            )
        }
    };
    let found: One = on!(db, |c| diesel::sql_query(query).get_result(c))?;
    Ok(Rows { table, json: found.text })
}

/// Lets the sandbox know who calls: units and partners are added, keys are those of `callers` and no others.
pub fn put_callers(db: &mut Db, callers: &[Rows]) -> Result<()> {
    db.execute("delete from api_keys")?;
    add(db, callers)
}

/// Adds these rows; those that are there already, by a key or another column that is unique, stay as they are.
pub fn add(db: &mut Db, rows: &[Rows]) -> Result<()> {
    rows.iter().try_for_each(|rows| add_to(db, rows))
}

fn add_to(db: &mut Db, rows: &Rows) -> Result<()> {
    let table = rows.table;
    let statement = match db {
        Db::Pg(_) => {
            format!(
                "insert into {table} select * from json_populate_recordset(null::{table}, $1::json) on conflict do nothing"
            )
        }
        Db::Sqlite(_) => {
            let columns = columns(db, table)?;
            let values: Vec<String> = columns.iter().map(|column| format!("value ->> '{column}'")).collect();
            format!(
                "insert or ignore into {table} ({}) select {} from json_each($1)",
                columns.join(", "),
                values.join(", ")
            )
        }
    };
    on!(db, |c| diesel::sql_query(statement).bind::<Text, _>(&rows.json).execute(c)).map(|_| ())
}

/// Removes every row but those of what is kept.
pub fn empty(db: &mut Db) -> Result<()> {
    let tables: Vec<String> = tables(db)?.into_iter().filter(|table| !KEPT.contains(&table.as_str())).collect();
    match db {
        Db::Pg(_) => db.execute(&format!("truncate table {}", tables.join(", ")))?,
        Db::Sqlite(_) => {
            db.execute("pragma defer_foreign_keys = on")?;
            for table in &tables {
                db.execute(&format!("delete from {table}"))?;
            }
        }
    }
    // The secret stays: other processes have it in hand.
    db.execute("delete from settings where name <> 'secret'")?;
    events::forget_all(db)
}

/// The id of the unit above all others, by which an organisation is known; none in an empty database.
pub fn organisation_of(db: &mut Db) -> Result<Option<String>> {
    on!(db, |c| units::table.filter(units::parent_id.is_null()).select(units::id).first(c).optional())
}

fn tables(db: &mut Db) -> Result<Vec<String>> {
    let query = match db {
        Db::Pg(_) => "select tablename::text as text from pg_tables where schemaname = current_schema() order by 1",
        Db::Sqlite(_) => {
            "select name as text from sqlite_master where type = 'table' and name not like 'sqlite%' order by 1"
        }
    };
    let found: Vec<One> = on!(db, |c| diesel::sql_query(query).load(c))?;
    Ok(found.into_iter().map(|table| table.text).collect())
}

/// The columns of a table on SQLite.
fn columns(db: &mut Db, table: &str) -> Result<Vec<String>> {
    let query = "select name as text from pragma_table_info($1) order by cid";
    let found: Vec<One> = on!(db, |c| diesel::sql_query(query).bind::<Text, _>(table).load(c))?;
    Ok(found.into_iter().map(|column| column.text).collect())
}
