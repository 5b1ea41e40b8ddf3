//! SQL put together at run time, with its values bound: the same text for both databases.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_dsl::methods::LoadQuery;
use diesel::sql_types::{BigInt, Date, Integer, Text, Timestamp};
use diesel::sqlite::Sqlite;

use crate::connection::Backend;
use crate::{Db, Result};

/// A value of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    Number(i64),
    Version(i32),
    Date(NaiveDate),
    Moment(NaiveDateTime),
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Number(number)
    }
}

impl From<i32> for Value {
    fn from(version: i32) -> Value {
        Value::Version(version)
    }
}

impl From<NaiveDate> for Value {
    fn from(date: NaiveDate) -> Value {
        Value::Date(date)
    }
}

impl From<NaiveDateTime> for Value {
    fn from(moment: NaiveDateTime) -> Value {
        Value::Moment(moment)
    }
}

/// A row of one column, `id`.
#[derive(QueryableByName)]
pub(crate) struct Id {
    #[diesel(sql_type = Text)]
    pub id: String,
}

/// A statement that is being written. Each value is named `$1`, `$2` … in the order of writing, which both databases
/// take.
#[derive(Clone, Debug, Default)]
pub(crate) struct SqlBuilder {
    sql: String,
    values: Vec<Value>,
}

/// The statement with its values, for one of the two.
macro_rules! boxed {
    ($bound:expr, $backend:ty) => {
        $bound.values.into_iter().fold(diesel::sql_query($bound.sql).into_boxed::<$backend>(), |query, value| {
            match value {
                Value::Text(text) => query.bind::<Text, _>(text),
                Value::Number(number) => query.bind::<BigInt, _>(number),
                Value::Version(version) => query.bind::<Integer, _>(version),
                Value::Date(date) => query.bind::<Date, _>(date),
                Value::Moment(moment) => query.bind::<Timestamp, _>(moment),
            }
        })
    };
}

impl SqlBuilder {
    pub fn text(&mut self, sql: &str) -> &mut SqlBuilder {
        self.sql.push_str(sql);
        self
    }

    /// What `write` writes.
    pub fn then(&mut self, write: impl FnOnce(&mut SqlBuilder)) -> &mut SqlBuilder {
        write(self);
        self
    }

    pub fn value(&mut self, value: impl Into<Value>) -> &mut SqlBuilder {
        self.values.push(value.into());
        let place = format!("${}", self.values.len());
        self.text(&place)
    }

    /// Values between parentheses; none of nothing.
    pub fn values<'a>(&mut self, values: impl IntoIterator<Item = &'a String>) -> &mut SqlBuilder {
        self.text("(");
        let mut first = true;
        for value in values {
            if !first {
                self.text(", ");
            }
            first = false;
            self.value(value.as_str());
        }
        if first {
            self.text("null");
        }
        self.text(")")
    }

    /// These ids as a table with the column `id`, one value however many they are.
    pub fn ids(&mut self, backend: Backend, ids: &[String]) -> &mut SqlBuilder {
        let json = serde_json::Value::from(ids).to_string();
        match backend {
            Backend::Postgres => self
                .text("(SELECT given.id FROM json_array_elements_text(")
                .value(json.as_str())
                .text("::json) AS given (id))"),
            Backend::Sqlite => {
                self.text("(SELECT given.value AS id FROM json_each(").value(json.as_str()).text(") AS given)")
            }
        }
    }

    /// A row as text of a JSON object with these members, each with the SQL of its value.
    pub fn row_as_json(&mut self, backend: Backend, members: &[(&str, &str)]) -> &mut SqlBuilder {
        let members: Vec<String> = members.iter().map(|(name, value)| format!("'{name}', {value}")).collect();
        let (begin, end) = match backend {
            Backend::Postgres => ("cast(json_build_object(", ") as text)"),
            Backend::Sqlite => ("json_object(", ")"),
        };
        self.text(begin).text(&members.join(", ")).text(end)
    }

    /// `AND` conditions that are only compared row by row: neither database looks anything up by them. `write` begins each
    /// with `AND` and writes columns as it is told to. PostgreSQL still knows how often they hold.
    pub fn and_compared(
        &mut self,
        backend: Backend,
        write: impl FnOnce(&mut SqlBuilder, &dyn Fn(&str) -> String),
    ) -> &mut SqlBuilder {
        match backend {
            Backend::Postgres => {
                self.text(" AND (true");
                write(self, &|column| column.to_owned());
                self.text(") IS TRUE")
            }
            Backend::Sqlite => {
                write(self, &|column| format!("+{column}"));
                self
            }
        }
    }

    /// `AND column IN (query)` that is only compared row by row, with the answer of the query made once: neither
    /// database turns it into a join that begins at the query.
    pub fn and_in(&mut self, backend: Backend, column: &str, query: impl FnOnce(&mut SqlBuilder)) -> &mut SqlBuilder {
        let (begin, end) = match backend {
            // PostgreSQL makes a join of a condition that stands alone.
            Backend::Postgres => (format!(" AND ({column} IN ("), ") OR false)"),
            Backend::Sqlite => (format!(" AND +{column} IN ("), ")"),
        };
        self.text(&begin);
        query(self);
        self.text(end)
    }

    /// Runs it, prepared anew each time; how many rows it wrote.
    pub fn execute(self, db: &mut Db) -> Result<i64> {
        let rows = match db {
            Db::Pg(c) => boxed!(self, Pg).execute(c)?,
            Db::Sqlite(c) => boxed!(self, Sqlite).execute(c)?,
        };
        Ok(i64::try_from(rows).unwrap_or(i64::MAX))
    }

    /// The rows it answers.
    pub fn load<T>(self, db: &mut Db) -> Result<Vec<T>>
    where
        for<'q> diesel::query_builder::BoxedSqlQuery<'q, Pg, diesel::query_builder::SqlQuery>:
            LoadQuery<'q, PgConnection, T>,
        for<'q> diesel::query_builder::BoxedSqlQuery<'q, Sqlite, diesel::query_builder::SqlQuery>:
            LoadQuery<'q, SqliteConnection, T>,
    {
        match db {
            Db::Pg(c) => boxed!(self, Pg).load(c),
            Db::Sqlite(c) => boxed!(self, Sqlite).load(c),
        }
    }
}
