//! What tables have in common whose rows have an id and a version: a change is made upon the version somebody saw.

/// `find`, `insert` and `update` for the rows of a table: `versioned!(table, Row)`.
macro_rules! versioned {
    ($table:ident, $row:ty) => {
        pub fn find(db: &mut $crate::Db, id: &str) -> $crate::Result<Option<$row>> {
            $crate::on!(db, |c| $table::table.find(id).select(<$row>::as_select()).first(c).optional())
        }

        pub fn insert(db: &mut $crate::Db, row: &$row) -> $crate::Result<()> {
            $crate::on!(db, |c| diesel::insert_into($table::table).values(row).execute(c)).map(|_| ())
        }

        /// Writes the row over version `expected`; false when somebody was faster.
        pub fn update(db: &mut $crate::Db, row: &$row, expected: i32) -> $crate::Result<bool> {
            $crate::on!(db, |c| $crate::prepared::prepared(
                diesel::update($table::table.find(&row.id).filter($table::version.eq(expected)))
                    .set(row)
                    .returning($table::version)
            )
            .wrote::<i32, _>(c))
        }
    };
}

pub(crate) use versioned;
