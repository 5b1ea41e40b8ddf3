//! `column IN (texts)` as one statement whatever the number of texts, so that it stays prepared: an array on
//! PostgreSQL, a JSON list on SQLite. diesel's own `eq_any` makes a new statement for each length on SQLite.
//!
//! Two of them, for PostgreSQL goes two ways: [`any_of`] is a condition on rows that are found otherwise, [`keyed`] finds
//! rows by their keys, thousands if need be. An array of thousands as a condition is gone through for each row.

use diesel::QueryResult;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Array, Bool, Text};
use diesel::sqlite::Sqlite;

/// See [`any_of`] and [`keyed`].
#[derive(Clone, Debug)]
pub struct AnyOf<C, const KEYED: bool> {
    column: C,
    texts: Vec<String>,
    json: String,
}

/// Whether a column of text is one of a few texts; NULL is none of them.
pub fn any_of<C, T: AsRef<str>>(column: C, texts: impl IntoIterator<Item = T>) -> AnyOf<C, false> {
    of(column, texts)
}

/// The rows whose indexed column is one of these texts, few or many.
pub fn keyed<C, T: AsRef<str>>(column: C, texts: impl IntoIterator<Item = T>) -> AnyOf<C, true> {
    of(column, texts)
}

fn of<C, T: AsRef<str>, const KEYED: bool>(column: C, texts: impl IntoIterator<Item = T>) -> AnyOf<C, KEYED> {
    let texts: Vec<String> = texts.into_iter().map(|text| text.as_ref().to_owned()).collect();
    let json = serde_json::Value::from(texts.as_slice()).to_string();
    AnyOf { column, texts, json }
}

impl<C: Expression, const KEYED: bool> Expression for AnyOf<C, KEYED> {
    type SqlType = Bool;
}

impl<C: AppearsOnTable<QS>, QS, const KEYED: bool> AppearsOnTable<QS> for AnyOf<C, KEYED> {}

impl<C: SelectableExpression<QS>, QS, const KEYED: bool> SelectableExpression<QS> for AnyOf<C, KEYED> {}

impl<C: ValidGrouping<G>, G, const KEYED: bool> ValidGrouping<G> for AnyOf<C, KEYED> {
    type IsAggregate = C::IsAggregate;
}

impl<C: QueryId, const KEYED: bool> QueryId for AnyOf<C, KEYED> {
    type QueryId = AnyOf<C::QueryId, KEYED>;
    const HAS_STATIC_QUERY_ID: bool = C::HAS_STATIC_QUERY_ID;
}

impl<C: QueryFragment<Pg>, const KEYED: bool> QueryFragment<Pg> for AnyOf<C, KEYED> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(if KEYED { " IN (SELECT unnest(" } else { " = ANY(" });
        out.push_bind_param::<Array<Text>, _>(&self.texts)?;
        out.push_sql(if KEYED { "))" } else { ")" });
        Ok(())
    }
}

impl<C: QueryFragment<Sqlite>, const KEYED: bool> QueryFragment<Sqlite> for AnyOf<C, KEYED> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (SELECT value FROM json_each(");
        out.push_bind_param::<Text, _>(&self.json)?;
        out.push_sql("))");
        Ok(())
    }
}
