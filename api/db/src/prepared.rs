//! Statements that stay prepared although diesel would not keep them: UPDATE, ON CONFLICT DO UPDATE and plain SQL, whose
//! texts it takes for endless in number. Ours are few: what varies is bound.

use diesel::backend::Backend;
use diesel::connection::LoadConnection;
use diesel::expression::QueryMetadata;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::query_dsl::RunQueryDsl;
use diesel::query_dsl::methods::LoadQuery;
use diesel::sql_types::Untyped;
use diesel::{OptionalExtension, QueryResult};

/// See [`prepared`].
#[derive(Clone, Debug)]
pub struct Prepared<Q>(Q);

/// A statement whose SQL is one of a few texts, whatever its values: it is prepared once for each connection. Run it by
/// [`Prepared::run`], or by `load` and its kin when it returns rows; diesel's `execute` would not keep it.
pub fn prepared<Q>(query: Q) -> Prepared<Q> {
    Prepared(query)
}

impl<Q> Prepared<Q> {
    /// Runs a statement that returns no rows. How many it changed is not told.
    pub fn run<'a, C>(self, connection: &'a mut C) -> QueryResult<()>
    where
        C: LoadConnection,
        C::Backend: QueryMetadata<Untyped>,
        Q: QueryFragment<C::Backend> + 'a,
    {
        LoadConnection::load(connection, Silent(self))?.try_for_each(|row| row.map(|_| ()))
    }
}

impl<Q> Prepared<Q> {
    /// Runs a statement that writes at most one row and returns a column of it, `T`; whether it wrote one.
    pub fn wrote<'a, T, C>(self, connection: &'a mut C) -> QueryResult<bool>
    where
        Self: LoadQuery<'a, C, T>,
    {
        self.get_result::<T>(connection).optional().map(|row| row.is_some())
    }
}

/// No id of its own: the text is the key it is kept by.
impl<Q> QueryId for Prepared<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Prepared<Q> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, _: &DB) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<Q: Query> Query for Prepared<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, C> RunQueryDsl<C> for Prepared<Q> {}

/// A statement as a query without columns: diesel asks only what it loads whether it may be kept.
struct Silent<Q>(Prepared<Q>);

impl<Q> QueryId for Silent<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Silent<Q> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, backend: &DB) -> QueryResult<bool> {
        self.0.is_safe_to_cache_prepared(backend)
    }
}

impl<Q> Query for Silent<Q> {
    type SqlType = Untyped;
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use std::sync::{Arc, Mutex};

    use diesel::connection::InstrumentationEvent;
    use diesel::prelude::*;
    use diesel::sqlite::SqliteConnection;

    use super::prepared;
    use crate::schema::settings::dsl::{settings, value};

    #[test]
    #[expect(clippy::disallowed_methods, reason = "what SQLite itself is asked is counted")]
    fn a_change_is_prepared_once() {
        let mut connection = SqliteConnection::establish(":memory:").unwrap();
        diesel::sql_query("create table settings (name text, version integer, value text)")
            .execute(&mut connection)
            .unwrap();
        let kept = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&kept);
        connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::CacheQuery { sql, .. } = event {
                seen.lock().unwrap().push(sql.to_owned());
            }
        });
        for text in ["one", "two", "three"] {
            prepared(diesel::update(settings).set(value.eq(text))).run(&mut connection).unwrap();
        }
        assert_eq!(*kept.lock().unwrap(), ["UPDATE `settings` SET `value` = ?"]);
    }
}
