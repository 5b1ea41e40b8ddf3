//! What small catalogues have in common: rows with a code that no other row has, a name, and a version.

/// `list` by code, and what versioned rows have, for the rows of a table: `catalogue!(table, Row)`.
macro_rules! catalogue {
    ($table:ident, $row:ty) => {
        $crate::versioned::versioned!($table, $row);

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
    };
}

pub(crate) use catalogue;
