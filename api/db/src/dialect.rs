//! Every place where the two databases differ, two arms each.

use crate::Db;

impl Db {
    /// Ends a query that reads rows it is about to change: a row lock on PostgreSQL, nothing on SQLite, whose one
    /// writer is alone already.
    pub fn for_update(&self) -> &'static str {
        match self {
            Db::Pg(_) => " FOR UPDATE",
            Db::Sqlite(_) => "",
        }
    }
}
