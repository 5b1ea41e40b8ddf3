//! Tables as wholes: which there are, their rows as JSON, and emptying them.

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::{Db, Result, on};

#[derive(QueryableByName)]
struct One {
    #[diesel(sql_type = Text)]
    text: String,
}

impl Db {
    /// The rows of a table for which a condition in SQL holds, as JSON text: an array of objects with a member for each
    /// column. Both are this program's own words.
    pub(crate) fn rows_as_json(&mut self, table: &str, condition: &str) -> Result<String> {
        let query = match self {
            Db::Pg(_) => format!(
                "select coalesce(json_agg(t), '[]')::text as text from (select * from {table} where {condition}) as t"
            ),
            Db::Sqlite(_) => {
                let columns = self.columns(table)?;
                let members: Vec<String> = columns.iter().map(|column| format!("'{column}', {column}")).collect();
                format!(
                    "select coalesce(json_group_array(json_object({})), '[]') as text from {table} where {condition}",
                    members.join(", ")
                )
            }
        };
        let found: One = on!(self, |c| diesel::sql_query(query).get_result(c))?;
        Ok(found.text)
    }

    /// Adds rows in the form of [`Db::rows_as_json`]; those that are there already, by a key or another column that is
    /// unique, stay as they are.
    pub(crate) fn add_json_rows(&mut self, table: &str, json: &str) -> Result<()> {
        let statement = match self {
            Db::Pg(_) => format!(
                "insert into {table} select * from json_populate_recordset(null::{table}, $1::json) on conflict do nothing"
            ),
            Db::Sqlite(_) => {
                let columns = self.columns(table)?;
                let values: Vec<String> = columns.iter().map(|column| format!("value ->> '{column}'")).collect();
                format!(
                    "insert or ignore into {table} ({}) select {} from json_each($1)",
                    columns.join(", "),
                    values.join(", ")
                )
            }
        };
        on!(self, |c| diesel::sql_query(statement).bind::<Text, _>(json).execute(c)).map(|_| ())
    }

    /// The names of all tables.
    pub(crate) fn tables(&mut self) -> Result<Vec<String>> {
        let query = match self {
            Db::Pg(_) => "select tablename::text as text from pg_tables where schemaname = current_schema() order by 1",
            Db::Sqlite(_) => {
                "select name as text from sqlite_master where type = 'table' and name not like 'sqlite%' order by 1"
            }
        };
        self.texts(query)
    }

    /// Removes every row of these tables, in whatever order they refer to each other.
    pub(crate) fn empty(&mut self, tables: &[String]) -> Result<()> {
        match self {
            Db::Pg(_) => self.execute(&format!("truncate table {}", tables.join(", "))),
            Db::Sqlite(_) => {
                self.execute("pragma defer_foreign_keys = on")?;
                tables.iter().try_for_each(|table| self.execute(&format!("delete from {table}")))
            }
        }
    }

    /// The columns of a table on SQLite.
    fn columns(&mut self, table: &str) -> Result<Vec<String>> {
        self.texts(&format!("select name as text from pragma_table_info('{table}') order by cid"))
    }

    fn texts(&mut self, query: &str) -> Result<Vec<String>> {
        let found: Vec<One> = on!(self, |c| diesel::sql_query(query).load(c))?;
        Ok(found.into_iter().map(|one| one.text).collect())
    }
}
