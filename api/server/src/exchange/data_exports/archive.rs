//! The job that puts an archive together.

use std::io::{Cursor, Write};

use regulars_db::Db;
use regulars_db::customers::erasures::with_merged;
use regulars_db::exchange::data_exports;
use regulars_db::exchange::data_exports::DataExport;
use regulars_db::personal;
use regulars_db::personal::Told;
use regulars_domain::exchange::data_exports::DataExportState;
use regulars_domain::platform::jobs::JobState;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::page;
use super::page::Section;
use crate::platform::app::App;
use crate::platform::error::{Answer, Code, Error};
use crate::platform::jobs::{Context, Kind, Outcome};
use crate::platform::personal_data::PersonalDataParts;
use crate::platform::time::Time;
use crate::platform::{clock, organisation};

/// Bytes of a chunk.
const CHUNK: usize = 1 << 20;

/// Puts an archive together.
#[derive(Serialize, Deserialize)]
pub struct PutTogether {
    data_export_id: String,
}

impl PutTogether {
    /// The archive with this id.
    pub fn of(data_export_id: &str) -> PutTogether {
        PutTogether { data_export_id: data_export_id.to_owned() }
    }
}

impl Kind for PutTogether {
    const NAME: &'static str = "customers.export_data";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let id = self.data_export_id.as_str();
        let found = context.store().read_now(|db| Ok::<_, Error>(data_exports::find(db, id)?))?;
        // The person may have been erased meanwhile.
        let export = found.ok_or(Code::NotFound)?;
        let bytes = archive(context.app, &export)?;
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        for (number, chunk) in (0..).zip(bytes.chunks(CHUNK)) {
            let (export, chunk) = (export.clone(), chunk.to_vec());
            context.store().write_now(move |db| {
                data_exports::find(db, &export.id)?.ok_or(Code::NotFound)?;
                Ok::<_, Error>(data_exports::put_chunk(db, &export, number, &chunk)?)
            })?;
        }
        let id = self.data_export_id.clone();
        context.store().write_now(move |db| {
            let now = clock::now().naive_utc();
            Ok::<_, Error>(data_exports::settle(db, &id, DataExportState::Ready, Some(size), now)?)
        })?;
        Ok(Outcome::Done(json!({"data_export_id": self.data_export_id, "bytes": size})))
    }

    fn subject(&self) -> Option<String> {
        Some(self.data_export_id.clone())
    }

    fn follow(&self, db: &mut Db, state: JobState) -> Answer<()> {
        let now = clock::now().naive_utc();
        if matches!(state, JobState::Failed | JobState::Cancelled) {
            data_exports::settle(db, &self.data_export_id, DataExportState::Failed, None, now)?;
        }
        Ok(())
    }
}

/// The archive as bytes.
fn archive(app: &App, export: &DataExport) -> Answer<Vec<u8>> {
    let parts = PersonalDataParts::of(app)?;
    let id = export.customer_id.as_str();
    let (ids, sections, organisation) = app.store.read_now(|db| {
        db.snapshot(|db| {
            let ids = with_merged(db, id)?;
            let sections = sections(db, parts, &ids)?;
            Ok::<_, Error>((ids, sections, organisation(db)?))
        })
    })?;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut members: Map<String, Value> = Map::new();
    for Section { name, rows, .. } in &sections {
        members.insert((*name).to_owned(), Value::from_iter(rows.iter().cloned().map(Value::Object)));
    }
    let made_at: Time = clock::now().naive_utc().into();
    let data = json!({
        "organisation": organisation.name,
        "customer_id": export.customer_id,
        "merged_customer_ids": ids.iter().skip(1).collect::<Vec<_>>(),
        "made_at": made_at,
        "amounts": {"unit": "minor", "currency": organisation.base_currency},
        "data": members,
    });
    let told = serde_json::to_vec_pretty(&data).map_err(|error| Error::Internal(error.to_string()))?;
    put(&mut zip, "data.json", &told)?;
    let page = page::of(&organisation, export.language.0, &sections, clock::now());
    put(&mut zip, "index.html", page.as_bytes())?;
    for part in parts.0 {
        for file in app.store.read_now(|db| part.files(db, &ids))? {
            let content = app.store.read_now(|db| part.content(db, &file))?;
            put(&mut zip, &format!("files/{}/{}", file.subject_id, file_name(&file.id, &file.name)), &content)?;
        }
    }
    Ok(zip.finish().map_err(broken)?.into_inner())
}

/// What is told of these customers, table by table; what there is nothing of is left out.
fn sections(db: &mut Db, parts: PersonalDataParts, ids: &[String]) -> Answer<Vec<Section>> {
    let mut sections = Vec::new();
    for held in parts.held().filter(|held| held.is_told()) {
        let rows = personal::read(db, held, ids)?;
        if !rows.is_empty() {
            let told = held.columns.iter().filter(|column| column.told != Told::Not);
            sections.push(Section { name: held.name, columns: told.map(|column| column.name).collect(), rows });
        }
    }
    Ok(sections)
}

/// A name under which a file stands in the archive: no path, and no two alike.
fn file_name(id: &str, name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c }).collect();
    let tail: String = id.chars().rev().take(6).collect();
    format!("{tail}-{}", plain.trim_start_matches('.'))
}

fn put(zip: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str, content: &[u8]) -> Answer<()> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    zip.start_file(name, options).map_err(broken)?;
    zip.write_all(content).map_err(|error| Error::Internal(format!("an archive: {error}")))
}

fn broken(error: zip::result::ZipError) -> Error {
    Error::Internal(format!("an archive: {error}"))
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_file_stays_in_the_archive() {
        for (name, expected) in [
            ("photo.jpg", "CBA-photo.jpg"),
            ("../../etc/passwd", "CBA-_.._etc_passwd"),
            ("小票\n.png", "CBA-小票_.png"),
        ] {
            assert_eq!(file_name("ABC", name), expected);
        }
    }
}
