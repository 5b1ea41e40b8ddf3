//! What is held of a person, table by table: which columns tell the person something, and what becomes of each when the
//! person is erased. Each area states its own tables; here is what reads and empties them.

use diesel::prelude::*;
use diesel::sql_types::Text;
use serde_json::{Map, Value};

use crate::dialect::{Id, SqlBuilder};
use crate::{Db, Result};

/// How a column is told to the person whose data it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Not at all: it is of somebody else, or only serves the system.
    Not,
    /// As it is.
    Plain,
    /// As the JSON that it holds.
    Json,
    /// As true or false.
    Flag,
    /// As a time of UTC.
    Moment,
}

/// What an erasure does to a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Nobody is known by it.
    Stays,
    /// This SQL takes its place.
    Becomes(&'static str),
    /// A version: it is raised with whatever else changes.
    Raised,
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub name: &'static str,
    /// The SQL by which it is read, of a name that stands elsewhere; none of a column of the table.
    pub looked_up: Option<&'static str>,
    pub told: Told,
    pub fate: Fate,
}

impl Column {
    const fn new(name: &'static str, told: Told) -> Column {
        Column { name, looked_up: None, told, fate: Fate::Stays }
    }

    /// It is null once the person is erased.
    #[must_use]
    pub const fn nulled(self) -> Column {
        self.becomes("null")
    }

    /// It is empty once the person is erased.
    #[must_use]
    pub const fn blanked(self) -> Column {
        self.becomes("''")
    }

    /// It is this SQL once the person is erased.
    #[must_use]
    pub const fn becomes(self, sql: &'static str) -> Column {
        Column { fate: Fate::Becomes(sql), ..self }
    }
}

/// A column that the person is not told.
pub const fn kept(name: &'static str) -> Column {
    Column::new(name, Told::Not)
}

/// A column that is told as it is.
pub const fn plain(name: &'static str) -> Column {
    Column::new(name, Told::Plain)
}

/// A column that holds JSON.
pub const fn json(name: &'static str) -> Column {
    Column::new(name, Told::Json)
}

/// A column that holds yes or no.
pub const fn flag(name: &'static str) -> Column {
    Column::new(name, Told::Flag)
}

/// A column that holds a time.
pub const fn moment(name: &'static str) -> Column {
    Column::new(name, Told::Moment)
}

/// A name that stands elsewhere, such as that of a store, read by this SQL. No column of the table.
pub const fn looked_up(name: &'static str, sql: &'static str) -> Column {
    Column { looked_up: Some(sql), ..Column::new(name, Told::Plain) }
}

/// The column of a row's version.
pub const fn version(name: &'static str) -> Column {
    Column { fate: Fate::Raised, ..Column::new(name, Told::Not) }
}

/// What becomes of the rows of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// They are deleted.
    Go,
    /// They stay, some of their columns emptied.
    Stay,
}

/// A table with rows of a person.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    pub table: &'static str,
    /// What its rows are called in an export and in a receipt.
    pub name: &'static str,
    /// The column with the customer's id.
    pub owner: &'static str,
    pub rows: Rows,
    /// Whether others, such as the audit trail, name its rows by their `id`.
    pub is_named: bool,
    /// Every column but the owner's. The first is one of the table: rows are told in its order.
    pub columns: &'static [Column],
}

impl Held {
    /// Whether the person is told anything of it.
    pub fn is_told(&self) -> bool {
        self.columns.iter().any(|column| column.told != Told::Not)
    }

    /// Whether an erasure finds anything to do in it.
    pub fn is_erased(&self) -> bool {
        self.rows == Rows::Go || self.emptied().next().is_some()
    }

    fn emptied(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.columns.iter().filter_map(|column| match column.fate {
            Fate::Becomes(sql) => Some((column.name, sql)),
            Fate::Stays | Fate::Raised => None,
        })
    }
}

/// Takes what is held of these customers out of a table; how many rows it were that held something.
pub fn erase(db: &mut Db, held: &Held, customer_ids: &[String]) -> Result<i64> {
    if !held.is_erased() {
        return Ok(0);
    }
    let mut sql = SqlBuilder::default();
    match held.rows {
        Rows::Go => {
            sql.text("delete from ").text(held.table);
        }
        Rows::Stay => {
            sql.text("update ").text(held.table).text(" set ");
            let raised = held.columns.iter().filter(|column| column.fate == Fate::Raised);
            let sets = held
                .emptied()
                .map(|(name, value)| format!("{name} = {value}"))
                .chain(raised.map(|column| format!("{0} = {0} + 1", column.name)));
            sql.text(&sets.collect::<Vec<_>>().join(", "));
        }
    }
    sql.text(" where ").text(held.owner).text(" in ").values(customer_ids);
    if held.rows == Rows::Stay {
        let full = held.emptied().map(|(name, value)| format!("{name} is distinct from {value}"));
        sql.text(" and (").text(&full.collect::<Vec<_>>().join(" or ")).text(")");
    }
    sql.execute(db)
}

/// The ids of these customers' rows.
pub fn ids(db: &mut Db, held: &Held, customer_ids: &[String]) -> Result<Vec<String>> {
    let mut sql = SqlBuilder::default();
    sql.text("select id from ").text(held.table).text(" where ").text(held.owner).text(" in ").values(customer_ids);
    Ok(sql.load::<Id>(db)?.into_iter().map(|row| row.id).collect())
}

/// A row as JSON.
#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    told: String,
}

/// What the person is told of these customers' rows: those of the first customer first, in the order of the first column.
pub fn read(db: &mut Db, held: &Held, customer_ids: &[String]) -> Result<Vec<Map<String, Value>>> {
    let told: Vec<&Column> = held.columns.iter().filter(|column| column.told != Told::Not).collect();
    let members: Vec<(&str, &str)> =
        told.iter().map(|column| (column.name, column.looked_up.unwrap_or(column.name))).collect();
    let mut sql = SqlBuilder::default();
    sql.text("select ").row_as_json(db.backend(), &members).text(" as told from ").text(held.table);
    sql.text(" where ").text(held.owner).text(" in ").values(customer_ids);
    if let (Some(whose), Some(first)) = (customer_ids.first(), held.columns.first()) {
        sql.text(" order by case when ").text(held.owner).text(" = ").value(whose.as_str());
        sql.text(" then 0 else 1 end, ").text(held.owner).text(", ").text(first.name);
    }
    let rows: Vec<Row> = sql.load(db)?;
    let read = |row: Row| {
        let mut members: Map<String, Value> = serde_json::from_str(&row.told).unwrap_or_default();
        for column in &told {
            if let Some(value) = members.get_mut(column.name) {
                *value = told_as(column.told, value.take());
            }
        }
        members
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The same value whichever database it is from.
fn told_as(told: Told, value: Value) -> Value {
    match (told, &value) {
        (Told::Json, Value::String(text)) => serde_json::from_str(text).unwrap_or(value),
        (Told::Flag, Value::Number(number)) => Value::Bool(number.as_i64() != Some(0)),
        (Told::Moment, Value::String(text)) => {
            let whole = text.split('.').next().unwrap_or_default();
            Value::String(format!("{}Z", whole.replace(' ', "T").trim_end_matches('Z')))
        }
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_told_the_same_from_either_database() {
        for (told, stored, expected) in [
            (Told::Moment, Value::from("2026-11-27 21:30:00.123"), Value::from("2026-11-27T21:30:00Z")),
            (Told::Moment, Value::from("2026-11-27T21:30:00"), Value::from("2026-11-27T21:30:00Z")),
            (Told::Flag, Value::from(1), Value::from(true)),
            (Told::Flag, Value::from(false), Value::from(false)),
            (Told::Json, Value::from("[\"a\"]"), serde_json::json!(["a"])),
            (Told::Plain, Value::from("[\"a\"]"), Value::from("[\"a\"]")),
            (Told::Moment, Value::Null, Value::Null),
        ] {
            assert_eq!(told_as(told, stored), expected);
        }
    }
}
