//! Looks through every column of every table for a text, whatever tables there are.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use regulars_db::on;
use regulars_tests::{Backend, Db, TestApp};

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    named: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

const SQLITE: &str = "select m.name || '.' || c.name as named, lower(c.type) as kind \
    from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table' and m.name not like 'sqlite%' order by 1";
const POSTGRES: &str = "select cast(table_name || '.' || column_name as text) as named, cast(data_type as text) as kind \
    from information_schema.columns where table_schema = 'public' order by 1";

/// Every column that can hold a text or bytes, as `table.column`, with whether it holds bytes.
fn columns(db: &mut Db) -> Vec<(String, bool)> {
    let query = match regulars_tests::backend() {
        Backend::Sqlite => SQLITE,
        Backend::Postgres => POSTGRES,
    };
    let found: Vec<Column> = on!(db, |c| diesel::sql_query(query).load(c)).unwrap();
    let held = found
        .into_iter()
        .filter(|column| ["text", "blob", "bytea", "character varying"].contains(&column.kind.as_str()));
    held.map(|column| (column.named, ["blob", "bytea"].contains(&column.kind.as_str()))).collect()
}

/// Where any of these texts, in small letters, stands: in which columns, and whether in a kept reply.
pub fn places(app: &TestApp, texts: &[&str]) -> Vec<String> {
    let mut db = app.db();
    let mut found = Vec::new();
    for (named, is_bytes) in columns(&mut db) {
        let (table, column) = named.split_once('.').unwrap();
        let text = match (regulars_tests::backend(), is_bytes) {
            (Backend::Postgres, true) => format!("lower(encode({column}, 'escape'))"),
            _ => format!("lower(cast({column} as text))"),
        };
        let any: Vec<String> = texts.iter().map(|sought| format!("{text} like '%{sought}%'")).collect();
        let query = format!("select count(*) as n from {table} where {}", any.join(" or "));
        let rows: Number = on!(&mut db, |c| diesel::sql_query(&query).get_result(c)).unwrap();
        if rows.n > 0 {
            found.push(named);
        }
    }
    let says = |text: &String| texts.iter().any(|sought| text.to_lowercase().contains(sought));
    if app.kept_replies().iter().any(|(headers, body)| says(headers) || says(body)) {
        found.push("kept replies".to_owned());
    }
    found
}
