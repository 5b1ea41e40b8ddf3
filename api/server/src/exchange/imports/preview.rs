//! The first rows of a file.

use regulars_db::exchange::imports;
use regulars_db::exchange::imports::Import;
use regulars_domain::exchange::imports::{ImportFormat, guess_mapping};
use regulars_domain::message;
use regulars_domain::text::Language;

use super::content::Files;
use super::records::Records;
use super::rows::unreadable;
use super::upload::look;
use super::views::{PreviewView, RejectionView, fields};
use crate::platform::app::{self, App};
use crate::platform::error::{Answer, Code, Error, Refusal};

/// Rows shown.
const ROWS: usize = 20;
/// Characters of a cell that are shown.
const CELL: usize = 300;

/// The preview of an import.
pub async fn of(app: &App, import: Import, language: Language) -> Answer<PreviewView> {
    let files = Files::of(app);
    app::blocking(move || preview(&files, &import, language)).await
}

fn preview(files: &Files, import: &Import, language: Language) -> Answer<PreviewView> {
    if import.bytes == 0 || import.header == "[]" {
        let said = message!("no file has been uploaded that can be read", "尚未上传可以读取的文件");
        return Err(Refusal::of(Code::Conflict).detail(said).into());
    }
    let columns = look(files, import)?;
    let mut records = Records::new(files.open(import), import.format.0);
    records.read_header().map_err(|error| unreadable(&error))?;
    if import.format.0 == ImportFormat::Ndjson {
        records.set_columns(columns.clone());
    }
    let mut rows = Vec::new();
    while rows.len() < ROWS {
        let Some(record) = records.next().map_err(|error| unreadable(&error))? else { break };
        rows.extend(
            record.content.ok().map(|cells| cells.iter().map(|cell| cell.chars().take(CELL).collect()).collect()),
        );
    }
    let (id, most) = (import.id.clone(), i64::try_from(ROWS).unwrap_or(i64::MAX));
    let rejected = files.store.read_now(|db| Ok::<_, Error>(imports::rejections(db, &id, i64::MIN, most)?))?;
    Ok(PreviewView {
        guessed: guess_mapping(import.kind.0, &columns),
        columns,
        rows,
        fields: fields(import.kind.0),
        accepted: import.samples.accepted.clone(),
        rejected: rejected.iter().map(|row| RejectionView::of(row, language)).collect::<Answer<_>>()?,
    })
}
