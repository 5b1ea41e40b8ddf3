//! Rows written page by page as they are read, and counted at the end.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{self, Bytes};
use futures_util::stream;
use regulars_db::{Db, Store};
use regulars_domain::exchange::cells::neutral;
use serde::Serialize;

use super::query::{ExportFormat, Written};
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};

/// Rows of a page.
pub const PAGE: i64 = 1_000;

/// What an export reads and how one row of it looks.
pub trait Exported: Clone + Send + 'static {
    /// Such as `customers`.
    const NAME: &'static str;
    type Row: Serialize + Send + 'static;

    /// The next page, with where the one after it begins; none at the end.
    fn page(&mut self, db: &mut Db) -> Answer<Option<Vec<Self::Row>>>;

    /// The headings of CSV.
    fn headings(&self) -> Vec<String>;

    /// The row as lines of CSV, mostly one.
    fn cells(&self, row: &Self::Row) -> Vec<Vec<String>>;
}

/// The answer: rows until there are none, then their count. An error cuts the connection, so that what ends early does
/// not look whole.
pub fn answer<E: Exported>(app: &web::Data<App>, exported: E, written: Written) -> HttpResponse {
    let format = written.format.unwrap_or(ExportFormat::Ndjson);
    let run = Run { store: app.store.clone(), exported, format, count: 0, begun: false, over: false, bom: written.bom };
    let parts = stream::unfold(run, |mut run| async { run.next().await.map(|part| (part, run)) });
    let (media_type, end) = match format {
        ExportFormat::Csv => ("text/csv; charset=utf-8; header=present", "csv"),
        ExportFormat::Ndjson => ("application/x-ndjson", "ndjson"),
    };
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, media_type))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{}.{end}\"", E::NAME)))
        .streaming(parts)
}

struct Run<E> {
    store: Store,
    exported: E,
    format: ExportFormat,
    count: usize,
    begun: bool,
    over: bool,
    bom: bool,
}

impl<E: Exported> Run<E> {
    async fn next(&mut self) -> Option<Answer<Bytes>> {
        if self.over {
            return None;
        }
        let mut part = Vec::new();
        if !self.begun && self.format == ExportFormat::Csv {
            part.extend_from_slice(if self.bom { "\u{FEFF}".as_bytes() } else { b"" });
            line(&mut part, self.exported.headings().into_iter());
        }
        self.begun = true;
        let (place, format) = (self.exported.clone(), self.format);
        let read = self.store.report_on(move |db| {
            // The unit of work may be run again: it begins where the page begins.
            let mut from = place.clone();
            let rows = from.page(db)?;
            let lines = rows.as_ref().map(|rows| write(&from, rows, format)).transpose()?;
            Ok::<_, Error>((from, rows.map_or(0, |rows| rows.len()), lines))
        });
        match read.await {
            Err(error) => {
                self.over = true;
                return Some(Err(error));
            }
            Ok((from, count, Some(lines))) => {
                self.exported = from;
                self.count += count;
                part.extend(lines);
            }
            Ok((_, _, None)) => {
                self.over = true;
                part.extend(self.trailer());
                tracing::info!(export = E::NAME, count = self.count, "exported");
            }
        }
        Some(Ok(Bytes::from(part)))
    }

    fn trailer(&self) -> Vec<u8> {
        match self.format {
            ExportFormat::Ndjson => format!("{{\"count\":{}}}\n", self.count).into_bytes(),
            ExportFormat::Csv => {
                let mut part = Vec::new();
                let mut cells = vec!["#count".to_owned(), self.count.to_string()];
                cells.resize(self.exported.headings().len(), String::new());
                line(&mut part, cells.into_iter());
                part
            }
        }
    }
}

fn write<E: Exported>(exported: &E, rows: &[E::Row], format: ExportFormat) -> Answer<Vec<u8>> {
    let mut part = Vec::new();
    for row in rows {
        match format {
            ExportFormat::Ndjson => {
                serde_json::to_writer(&mut part, row).map_err(|error| Error::Internal(error.to_string()))?;
                part.push(b'\n');
            }
            ExportFormat::Csv => exported.cells(row).into_iter().for_each(|cells| line(&mut part, cells.into_iter())),
        }
    }
    Ok(part)
}

/// A line of CSV (RFC 4180), formulas made harmless.
pub fn line(part: &mut Vec<u8>, cells: impl Iterator<Item = String>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            part.push(b',');
        }
        let cell = neutral(&cell);
        if cell.contains(['"', ',', '\n', '\r']) {
            part.push(b'"');
            part.extend(cell.replace('"', "\"\"").bytes());
            part.push(b'"');
        } else {
            part.extend(cell.bytes());
        }
    }
    part.extend(b"\r\n");
}
