//! Many rows at once: the same effect as writing each by itself, in a fraction of the time. PostgreSQL takes rows by
//! COPY, SQLite by one prepared statement used again and again, which is its fastest way.

use diesel::result::{DatabaseErrorKind, Error};

use crate::Result;

/// Values in one list of a query.
pub const LIST: usize = 10_000;

/// Functions that insert many rows of a table: `insert_lines(Line) into purchase_lines;`.
macro_rules! bulk_inserts {
    ($( #[doc = $doc:literal] $name:ident($row:ty) into $table:ident; )+) => { $(
        #[doc = $doc]
        pub fn $name(db: &mut $crate::Db, rows: &[$row]) -> $crate::Result<()> {
            if rows.is_empty() {
                return Ok(());
            }
            match db {
                $crate::Db::Pg(c) => diesel::copy_from($table::table).from_insertable(rows).execute(c).map(|_| ()),
                $crate::Db::Sqlite(c) => rows
                    .iter()
                    .try_for_each(|row| diesel::insert_into($table::table).values(row).execute(c).map(|_| ())),
            }
        }
    )+ };
}
pub(crate) use bulk_inserts;

/// Rows in one statement of [`few_inserts`].
pub const FEW: usize = 16;

/// Functions that insert the few rows of one thing: `insert_lines(Line) into purchase_lines;`. PostgreSQL gets them in one
/// statement, whose text depends on nothing but how many they are; for SQLite a statement costs less than its text.
macro_rules! few_inserts {
    ($( #[doc = $doc:literal] $name:ident($row:ty) into $table:ident; )+) => { $(
        #[doc = $doc]
        pub fn $name(db: &mut $crate::Db, rows: &[$row]) -> $crate::Result<()> {
            match db {
                $crate::Db::Pg(c) => rows.chunks($crate::dialect::bulk::FEW).try_for_each(|rows| {
                    $crate::prepared::prepared(diesel::insert_into($table::table).values(rows)).run(c)
                }),
                $crate::Db::Sqlite(c) => rows
                    .iter()
                    .try_for_each(|row| diesel::insert_into($table::table).values(row).execute(c).map(|_| ())),
            }
        }
    )+ };
}
pub(crate) use few_inserts;

/// What was free when it was looked up is taken now: the unit of work must look again.
pub fn all_taken(taken: usize, wanted: usize) -> Result<()> {
    if taken == wanted {
        return Ok(());
    }
    let text = "a key was taken meanwhile".to_owned();
    Err(Error::DatabaseError(DatabaseErrorKind::SerializationFailure, Box::new(text)))
}
