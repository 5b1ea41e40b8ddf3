//! Every place where the two databases differ, two arms each.

/// The first row of a query, locked until the transaction ends: a row lock on PostgreSQL, nothing on SQLite, whose one
/// writer is alone already.
macro_rules! first_for_update {
    ($db:expr, $query:expr) => {
        match $db {
            $crate::Db::Pg(c) => $query.for_update().first(c),
            $crate::Db::Sqlite(c) => $query.first(c),
        }
    };
}
pub(crate) use first_for_update;
