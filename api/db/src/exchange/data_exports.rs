//! Archives of what is held on a person, in chunks.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::exchange::data_exports::DataExportState;
use regulars_domain::text::Language;

use crate::page::Page;
use crate::prepared::prepared;
use crate::schema::{customers, data_export_chunks, data_exports};
use crate::text::AsText;
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = data_exports, treat_none_as_default_value = false)]
pub struct DataExport {
    pub id: String,
    pub customer_id: String,
    /// Of the page that is read.
    pub language: AsText<Language>,
    pub state: AsText<DataExportState>,
    /// None before it is ready.
    pub bytes: Option<i64>,
    pub requested_by: String,
    pub requested_at: NaiveDateTime,
    pub finished_at: Option<NaiveDateTime>,
    /// It is deleted then.
    pub expires_at: NaiveDateTime,
}

/// Which archives a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of customers at home in these units, when given.
    pub units: Option<Vec<String>>,
    pub customer_id: Option<String>,
}

pub fn insert(db: &mut Db, export: &DataExport) -> Result<()> {
    on!(db, |c| diesel::insert_into(data_exports::table).values(export).execute(c)).map(|_| ())
}

pub fn find(db: &mut Db, id: &str) -> Result<Option<DataExport>> {
    on!(db, |c| data_exports::table.find(id).select(DataExport::as_select()).first(c).optional())
}

/// Archives, newest first.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<DataExport>> {
    on!(db, |c| {
        let mut query = data_exports::table
            .order(data_exports::id.desc())
            .limit(page.rows_to_read())
            .select(DataExport::as_select())
            .into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(data_exports::id.lt(after.to_owned()));
        }
        if let Some(units) = &filter.units {
            let home =
                customers::table.filter(customers::home_unit_id.eq_any(units).assume_not_null()).select(customers::id);
            query = query.filter(data_exports::customer_id.eq_any(home));
        }
        if let Some(customer_id) = &filter.customer_id {
            query = query.filter(data_exports::customer_id.eq(customer_id));
        }
        query.load(c)
    })
}

/// Notes what became of an archive.
pub fn settle(db: &mut Db, id: &str, state: DataExportState, bytes: Option<i64>, now: NaiveDateTime) -> Result<()> {
    on!(db, |c| prepared(diesel::update(data_exports::table.find(id)).set((
        data_exports::state.eq(state.as_str()),
        data_exports::bytes.eq(bytes),
        data_exports::finished_at.eq(now),
    )))
    .run(c))
}

/// Puts a chunk in its place; what was there before is replaced.
pub fn put_chunk(db: &mut Db, export: &DataExport, number: i32, bytes: &[u8]) -> Result<()> {
    on!(db, |c| diesel::delete(data_export_chunks::table.find((&export.id, number))).execute(c))?;
    let row = (
        data_export_chunks::customer_id.eq(&export.customer_id),
        data_export_chunks::export_id.eq(&export.id),
        data_export_chunks::number.eq(number),
        data_export_chunks::bytes.eq(bytes),
    );
    on!(db, |c| diesel::insert_into(data_export_chunks::table).values(row).execute(c)).map(|_| ())
}

/// A chunk; none after the last.
pub fn chunk(db: &mut Db, export_id: &str, number: i32) -> Result<Option<Vec<u8>>> {
    on!(db, |c| data_export_chunks::table
        .find((export_id, number))
        .select(data_export_chunks::bytes)
        .first(c)
        .optional())
}

/// Drops archives whose time is over; how many it were.
pub fn forget(db: &mut Db, now: NaiveDateTime) -> Result<usize> {
    let over: Vec<String> =
        on!(db, |c| data_exports::table.filter(data_exports::expires_at.lt(now)).select(data_exports::id).load(c))?;
    on!(db, |c| diesel::delete(data_export_chunks::table.filter(data_export_chunks::export_id.eq_any(&over)))
        .execute(c))?;
    on!(db, |c| diesel::delete(data_exports::table.filter(data_exports::id.eq_any(&over))).execute(c))
}
