//! What small catalogues have in common: rows with a code that no other row has, a name, and a version.

/// `find`, `list` by code, `insert` and `update` for the rows of a table: `catalogue!(table, Row)`.
macro_rules! catalogue {
    ($table:ident, $row:ty) => {
        pub fn find(db: &mut $crate::Db, id: &str) -> $crate::Result<Option<$row>> {
            $crate::on!(db, |c| $table::table.find(id).select(<$row>::as_select()).first(c).optional())
        }

        /// By code; those whose name or code holds `q` when given.
        pub fn list(db: &mut $crate::Db, q: Option<&str>, page: &$crate::page::Page) -> $crate::Result<Vec<$row>> {
            use $crate::text::{contains, lower};
            $crate::on!(db, |c| {
                let mut query = $table::table
                    .select(<$row>::as_select())
                    .order($table::code.asc())
                    .limit(page.rows_to_read())
                    .into_boxed();
                if let Some(after) = &page.after {
                    query = query.filter($table::code.gt(after.key.clone()));
                }
                if let Some(q) = q {
                    let pattern = contains(q);
                    let by_name = lower($table::name).like(lower(pattern.clone())).escape('\\');
                    query = query.filter(by_name.or(lower($table::code).like(lower(pattern)).escape('\\')));
                }
                query.load(c)
            })
        }

        pub fn insert(db: &mut $crate::Db, row: &$row) -> $crate::Result<()> {
            $crate::on!(db, |c| diesel::insert_into($table::table).values(row).execute(c)).map(|_| ())
        }

        /// Writes the row over version `expected`; false when somebody was faster.
        pub fn update(db: &mut $crate::Db, row: &$row, expected: i32) -> $crate::Result<bool> {
            $crate::on!(db, |c| diesel::update($table::table.find(&row.id).filter($table::version.eq(expected)))
                .set(row)
                .execute(c))
            .map(|rows| rows == 1)
        }
    };
}

pub(crate) use catalogue;
