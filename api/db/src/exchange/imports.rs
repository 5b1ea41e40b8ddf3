//! Imports, the chunks of their files, and the rows that were rejected.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use regulars_domain::exchange::imports::{
    Compression, Encoding, ImportFormat, ImportKind, ImportMode, ImportState, RowOutcome,
};
use serde::{Deserialize, Serialize};

use crate::dialect::bulk::bulk_inserts;
use crate::page::Page;
use crate::prepared::prepared;
use crate::schema::{import_chunks, import_rejections, imports};
use crate::text::{AsText, Json};
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = imports, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Import {
    pub id: String,
    pub kind: AsText<ImportKind>,
    pub format: AsText<ImportFormat>,
    pub encoding: AsText<Encoding>,
    pub compression: AsText<Compression>,
    pub file_name: String,
    /// Of the file as it was sent.
    pub bytes: i64,
    pub state: AsText<ImportState>,
    /// JSON of `regulars_domain::exchange::imports::Mapping`.
    pub mapping: String,
    /// JSON.
    pub options: String,
    /// JSON: the names of the columns.
    pub header: String,
    /// JSON.
    pub counts: String,
    pub samples: Json<Samples>,
    pub job_id: Option<String>,
    pub created_by: String,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub version: i32,
    /// SHA-256 of the unpacked bytes, hex; none before they are whole, and of imports of former versions.
    pub fingerprint: Option<String>,
    /// As the last dry run or the run took it.
    pub mode: Option<AsText<ImportMode>>,
    /// The organisation-local day of the newest row, as the last dry run or the run found it.
    pub newest_on: Option<NaiveDate>,
    /// JSON: what an undo took back so far.
    pub undone: Option<String>,
}

/// What the last dry run found.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Samples {
    /// The first rows that would be imported.
    pub accepted: Vec<serde_json::Value>,
    /// Words of the file that are none of ours, by field: how many rows have them.
    pub unknown_words: BTreeMap<String, BTreeMap<String, i64>>,
    /// Rows with a date of which day or month may come first.
    pub ambiguous_dates: i64,
}

/// A row of which something is said: it was not taken, or only with a warning.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = import_rejections, treat_none_as_default_value = false)]
pub struct Rejection {
    pub import_id: String,
    /// The line of the file it begins in.
    pub line: i64,
    /// JSON: its cells.
    pub content: String,
    /// JSON: what is wrong with it.
    pub errors: String,
    pub outcome: AsText<RowOutcome>,
}

/// Which imports a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub kinds: Vec<ImportKind>,
    pub states: Vec<ImportState>,
    pub created_by: Option<String>,
}

pub fn insert(db: &mut Db, import: &Import) -> Result<()> {
    on!(db, |c| diesel::insert_into(imports::table).values(import).execute(c)).map(|_| ())
}

pub fn find(db: &mut Db, id: &str) -> Result<Option<Import>> {
    on!(db, |c| imports::table.find(id).select(Import::as_select()).first(c).optional())
}

/// Imports newest first.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<Import>> {
    on!(db, |c| {
        let mut query = imports::table
            .select(Import::as_select())
            .order(imports::id.desc())
            .limit(page.rows_to_read())
            .into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(imports::id.lt(after.to_owned()));
        }
        if !filter.kinds.is_empty() {
            query = query.filter(imports::kind.eq_any(filter.kinds.iter().map(|kind| kind.as_str())));
        }
        if !filter.states.is_empty() {
            query = query.filter(imports::state.eq_any(filter.states.iter().map(|state| state.as_str())));
        }
        if let Some(created_by) = &filter.created_by {
            query = query.filter(imports::created_by.eq(created_by));
        }
        query.load(c)
    })
}

/// Writes the import over version `expected`; false when somebody was faster.
pub fn update(db: &mut Db, import: &Import, expected: i32) -> Result<bool> {
    on!(db, |c| diesel::update(imports::table.find(&import.id).filter(imports::version.eq(expected)))
        .set(import)
        .execute(c))
    .map(|rows| rows == 1)
}

/// Notes the counts of a run; not a change of the import.
pub fn set_counts(db: &mut Db, id: &str, counts: &str) -> Result<()> {
    on!(db, |c| prepared(diesel::update(imports::table.find(id)).set(imports::counts.eq(counts))).run(c))
}

/// The first and the last of the purchases that an import made, by their ids; none before it made one.
pub fn purchases_of(db: &mut Db, id: &str) -> Result<Option<(String, String)>> {
    let ends = (imports::first_purchase_id, imports::last_purchase_id);
    let found: Option<(Option<String>, Option<String>)> =
        on!(db, |c| imports::table.find(id).select(ends).first(c).optional())?;
    Ok(found.and_then(|(first, last)| first.zip(last)))
}

/// Notes between which ids the purchases of an import lie, once it made those from `first` to `last`; not a change of the
/// import.
pub fn note_purchases(db: &mut Db, id: &str, first: &str, last: &str) -> Result<()> {
    let (first, last) = match purchases_of(db, id)? {
        None => (first.to_owned(), last.to_owned()),
        Some((known_first, known_last)) => (known_first.min(first.to_owned()), known_last.max(last.to_owned())),
    };
    let set = (imports::first_purchase_id.eq(first), imports::last_purchase_id.eq(last));
    on!(db, |c| prepared(diesel::update(imports::table.find(id)).set(set)).run(c))
}

/// Notes how a dry run or run takes the rows, and how new the newest is; not a change of the import.
pub fn set_mode(db: &mut Db, id: &str, mode: ImportMode, newest_on: Option<NaiveDate>) -> Result<()> {
    let set = (imports::mode.eq(mode.as_str()), imports::newest_on.eq(newest_on));
    on!(db, |c| prepared(diesel::update(imports::table.find(id)).set(set)).run(c))
}

/// Notes what an undo took back so far; not a change of the import.
pub fn set_undone(db: &mut Db, id: &str, undone: &str) -> Result<()> {
    on!(db, |c| prepared(diesel::update(imports::table.find(id)).set(imports::undone.eq(undone))).run(c))
}

/// The other imports of this kind whose file had the same bytes, the newest first. They stay as they are until the
/// caller's transaction ends.
pub fn alike(db: &mut Db, import: &Import) -> Result<Vec<Import>> {
    let Some(fingerprint) = &import.fingerprint else { return Ok(Vec::new()) };
    // Written as it is: of two who ask at the same time the second waits for the first.
    on!(db, |c| prepared(
        diesel::update(imports::table.filter(imports::fingerprint.eq(fingerprint)))
            .set(imports::fingerprint.eq(fingerprint))
    )
    .run(c))?;
    on!(db, |c| imports::table
        .filter(imports::fingerprint.eq(fingerprint))
        .filter(imports::kind.eq(import.kind.as_str()).and(imports::id.ne(&import.id)))
        .order(imports::id.desc())
        .select(Import::as_select())
        .load(c))
}

/// Notes what a dry run found; not a change of the import.
pub fn set_samples(db: &mut Db, id: &str, samples: &Json<Samples>) -> Result<()> {
    on!(db, |c| prepared(diesel::update(imports::table.find(id)).set(imports::samples.eq(samples))).run(c))
}

pub fn delete(db: &mut Db, id: &str) -> Result<()> {
    on!(db, |c| diesel::delete(imports::table.find(id)).execute(c)).map(|_| ())
}

pub fn add_chunk(db: &mut Db, import_id: &str, number: i32, bytes: &[u8]) -> Result<()> {
    let row =
        (import_chunks::import_id.eq(import_id), import_chunks::number.eq(number), import_chunks::bytes.eq(bytes));
    on!(db, |c| diesel::insert_into(import_chunks::table).values(row).execute(c)).map(|_| ())
}

pub fn chunk(db: &mut Db, import_id: &str, number: i32) -> Result<Option<Vec<u8>>> {
    on!(db, |c| import_chunks::table.find((import_id, number)).select(import_chunks::bytes).first(c).optional())
}

/// Drops up to `limit` chunks, the last first; answers how many there were to drop.
pub fn drop_chunks(db: &mut Db, import_id: &str, limit: i64) -> Result<usize> {
    let numbers: Vec<i32> = on!(db, |c| import_chunks::table
        .filter(import_chunks::import_id.eq(import_id))
        .order(import_chunks::number.desc())
        .limit(limit)
        .select(import_chunks::number)
        .load(c))?;
    let Some(last) = numbers.last() else { return Ok(0) };
    on!(db, |c| diesel::delete(
        import_chunks::table.filter(import_chunks::import_id.eq(import_id).and(import_chunks::number.ge(last)))
    )
    .execute(c))
}

/// Drops up to `limit` rejections, the last first; answers how many there were to drop.
pub fn drop_rejections(db: &mut Db, import_id: &str, limit: i64) -> Result<usize> {
    let lines: Vec<i64> = on!(db, |c| import_rejections::table
        .filter(import_rejections::import_id.eq(import_id))
        .order(import_rejections::line.desc())
        .limit(limit)
        .select(import_rejections::line)
        .load(c))?;
    let Some(last) = lines.last() else { return Ok(0) };
    on!(db, |c| diesel::delete(
        import_rejections::table
            .filter(import_rejections::import_id.eq(import_id).and(import_rejections::line.ge(last)))
    )
    .execute(c))
}

/// The rows of an import that ended so and of which something is said, after a line, in the order of the file.
pub fn rejections(
    db: &mut Db,
    import_id: &str,
    outcomes: &[RowOutcome],
    after: i64,
    limit: i64,
) -> Result<Vec<Rejection>> {
    on!(db, |c| import_rejections::table
        .filter(import_rejections::import_id.eq(import_id).and(import_rejections::line.gt(after)))
        .filter(import_rejections::outcome.eq_any(outcomes.iter().map(|outcome| outcome.as_str())))
        .order(import_rejections::line.asc())
        .limit(limit)
        .select(Rejection::as_select())
        .load(c))
}

bulk_inserts! {
    /// Rows of which something is said.
    insert_rejections(Rejection) into import_rejections;
}
