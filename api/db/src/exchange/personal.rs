//! What the tables of imports hold of a person by their id: nothing but ids. What files say is found by looking.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::exchange::imports::ImportState;

use crate::personal::{Held, Rows, kept};
use crate::prepared::prepared;
use crate::schema::{import_chunks, import_rejections, imports};
use crate::{Db, Result, on};

/// Every table of the area that belongs to customers.
pub const HELD: &[Held] = &[
    Held {
        table: "import_facts",
        name: "import_facts",
        owner: "customer_id",
        rows: Rows::Stay,
        is_named: false,
        columns: &[kept("import_id"), kept("kind"), kept("subject_id")],
    },
    Held {
        table: "data_export_chunks",
        name: "data_export_parts",
        owner: "customer_id",
        rows: Rows::Go,
        is_named: false,
        columns: &[kept("export_id"), kept("number"), kept("bytes")],
    },
    Held {
        table: "data_exports",
        name: "data_exports",
        owner: "customer_id",
        rows: Rows::Go,
        is_named: true,
        columns: &[
            kept("id"),
            kept("language"),
            kept("state"),
            kept("bytes"),
            kept("requested_by"),
            kept("requested_at"),
            kept("finished_at"),
            kept("expires_at"),
        ],
    },
];

/// Forgets what an import showed of its file, whose chunks are dropped apart. One that has not been run begins anew with
/// another file.
pub fn forget_file(db: &mut Db, id: &str, file_name: &str, begins_anew: bool, now: NaiveDateTime) -> Result<()> {
    on!(db, |c| prepared(diesel::update(imports::table.find(id)).set((
        imports::samples.eq("{}"),
        imports::file_name.eq(file_name),
        imports::updated_at.eq(now),
        imports::version.eq(imports::version + 1),
    )))
    .run(c))?;
    if begins_anew {
        let set = (imports::state.eq(ImportState::Draft.as_str()), imports::bytes.eq(0_i64));
        on!(db, |c| prepared(diesel::update(imports::table.find(id)).set(set)).run(c))?;
    }
    Ok(())
}

/// The text of the rows of which something is said, after a line, in the order of the file: line, cells, what is wrong.
pub fn noted_rows(db: &mut Db, import_id: &str, after: i64, limit: i64) -> Result<Vec<(i64, String, String)>> {
    on!(db, |c| import_rejections::table
        .filter(import_rejections::import_id.eq(import_id).and(import_rejections::line.gt(after)))
        .order(import_rejections::line.asc())
        .limit(limit)
        .select((import_rejections::line, import_rejections::content, import_rejections::errors))
        .load(c))
}

/// Forgets rows of which something is said.
pub fn forget_rows(db: &mut Db, import_id: &str, lines: &[i64]) -> Result<usize> {
    let rows = import_rejections::import_id.eq(import_id).and(import_rejections::line.eq_any(lines));
    on!(db, |c| diesel::delete(import_rejections::table.filter(rows)).execute(c))
}

/// The imports with a file that was not used since a moment.
pub fn outdated(db: &mut Db, before: NaiveDateTime) -> Result<Vec<String>> {
    let first_chunks = import_chunks::table.filter(import_chunks::number.eq(0)).select(import_chunks::import_id);
    on!(db, |c| imports::table
        .filter(imports::updated_at.lt(before).and(imports::id.eq_any(first_chunks)))
        .order(imports::id.asc())
        .select(imports::id)
        .load(c))
}
