//! The file of an import, taken in small writes: whatever its size, a chunk of it is in memory. Then a look at its
//! first rows says what its columns are.

use std::collections::BTreeSet;

use regulars_db::Db;
use regulars_db::customers::attributes;
use regulars_db::exchange::imports;
use regulars_db::exchange::imports::Import;
use regulars_db::text::{AsText, Json};
use regulars_domain::exchange::imports::{Compression, ImportFormat, ImportState};
use regulars_domain::message;
use regulars_domain::text::Message;

use super::content;
use super::content::Files;
use super::options::{Counts, Kept, kept};
use super::records::{BadRecord, Broken, Record, Records, Unfit};
use super::rows::unreadable;
use super::service;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};

/// Bytes of a chunk.
pub const CHUNK: usize = 1 << 20;
/// Chunks dropped in one write.
const DROPPED: i64 = 16;
/// Lines of an NDJSON file that are looked at for members.
const LOOKED_AT: usize = 200;
/// Rows of a file that are shown, and looked at to guess what its columns hold.
pub const LOOKED_AT_ROWS: usize = 20;
/// Characters of a cell that are shown.
const CELL: usize = 300;
/// Columns a file may have.
const MOST_COLUMNS: usize = 500;

/// A file on its way in. Another upload of the same import, or any change of it, ends this one.
#[derive(Clone, Debug)]
pub struct Upload {
    import_id: String,
    version: i32,
    chunks: i32,
    bytes: i64,
    is_gzip: bool,
}

impl Upload {
    /// Begins to replace the file of an import; its former chunks are dropped next ([`Upload::clear`]).
    pub fn begin(db: &mut Db, mut import: Import) -> Answer<Upload> {
        service::check_editable(db, &import)?;
        let version = import.version;
        import.state = AsText(ImportState::Draft);
        import.bytes = 0;
        import.header = "[]".to_owned();
        import.samples = Json::default();
        import.fingerprint = None;
        (import.mode, import.newest_on) = (None, None);
        import.counts = kept(&Counts::default())?;
        service::keep(db, &mut import, version)?;
        Ok(Upload { import_id: import.id, version: import.version, chunks: 0, bytes: 0, is_gzip: false })
    }

    /// Drops some of the former chunks; call until it answers that none is left.
    pub fn clear(&self, db: &mut Db) -> Answer<bool> {
        self.check(db)?;
        Ok(imports::drop_chunks(db, &self.import_id, DROPPED)? == 0)
    }

    /// The upload with a further chunk, which is written.
    pub fn add(&self, db: &mut Db, bytes: &[u8]) -> Answer<Upload> {
        self.check(db)?;
        imports::add_chunk(db, &self.import_id, self.chunks, bytes)?;
        Ok(Upload {
            import_id: self.import_id.clone(),
            version: self.version,
            chunks: self.chunks + 1,
            bytes: self.bytes + i64::try_from(bytes.len()).unwrap_or(0),
            is_gzip: if self.chunks == 0 { content::is_gzip(bytes) } else { self.is_gzip },
        })
    }

    /// Ends it: the file is whole.
    pub fn end(&self, db: &mut Db) -> Answer<Import> {
        let mut import = self.check(db)?;
        if self.bytes == 0 {
            return Err(Refusal::of(Code::Invalid).detail(message!("the file is empty", "文件为空")).into());
        }
        import.bytes = self.bytes;
        import.compression = AsText(if self.is_gzip { Compression::Gzip } else { Compression::None });
        service::keep(db, &mut import, self.version)?;
        Ok(import)
    }

    fn check(&self, db: &mut Db) -> Answer<Import> {
        let import = imports::find(db, &self.import_id)?.ok_or(Code::NotFound)?;
        if import.version == self.version {
            return Ok(import);
        }
        let said = message!(
            "the import was changed or its file replaced meanwhile",
            "在此期间此导入已被修改，或其文件已被替换"
        );
        Err(Refusal::of(Code::Busy).detail(said).into())
    }
}

/// What the first rows of a file tell.
pub struct Looked {
    pub columns: Vec<String>,
    /// The first rows, cell by cell; one that cannot be read is left out.
    pub rows: Vec<Vec<String>>,
}

/// Looks at the beginning of a file. Reads from the store; not for the caller's own thread of a server.
pub fn look(files: &Files, import: &Import) -> Answer<Looked> {
    let columns = columns_in(files, import)?;
    let mut records = Records::new(files.open(import), import.kind.0, import.format.0);
    records.read_header().map_err(|error| unreadable(&error))?;
    if import.format.0 == ImportFormat::Ndjson {
        records.set_columns(columns.clone());
    }
    let mut rows = Vec::new();
    while rows.len() < LOOKED_AT_ROWS {
        let Some(record) = records.next().map_err(|error| unreadable(&error))? else { break };
        let shown = |cells: Vec<String>| cells.iter().map(|cell| cell.chars().take(CELL).collect()).collect();
        rows.extend(record.content.ok().map(shown));
    }
    Ok(Looked { columns, rows })
}

fn columns_in(files: &Files, import: &Import) -> Answer<Vec<String>> {
    let mut records = Records::new(files.open(import), import.kind.0, import.format.0);
    let header = records.read_header().map_err(|error| unreadable(&error))?;
    let columns = match import.format.0 {
        ImportFormat::Csv => columns_of(header)?,
        ImportFormat::Ndjson => {
            let mut columns = Vec::new();
            for _ in 0..LOOKED_AT {
                let Some(members) = records.next_members().map_err(|error| unreadable(&error))? else { break };
                let fresh = members.into_iter().filter(|name| !columns.contains(name)).collect::<Vec<_>>();
                columns.extend(fresh);
            }
            if columns.is_empty() {
                return Err(wrong(
                    "/format",
                    message!("no line of the file is a JSON object", "文件中没有一行是 JSON 对象"),
                ));
            }
            columns
        }
    };
    if columns.len() > MOST_COLUMNS {
        return Err(wrong("/header", message!("at most {MOST_COLUMNS} columns", "最多 {MOST_COLUMNS} 列")));
    }
    Ok(columns)
}

fn columns_of(header: Option<Record>) -> Answer<Vec<String>> {
    let columns = match header.map(|header| header.content) {
        None => return Err(wrong("/header", message!("the file has no header", "文件没有表头"))),
        Some(Err(Unfit { why: BadRecord::Encoding, .. })) => {
            let hint = message!(
                "the header is not in the stated encoding: is it `gb18030`, or UTF-16 saved by a spreadsheet?",
                "表头不是所选的编码：是否为 `gb18030`，或是由电子表格存成的 UTF-16？"
            );
            return Err(wrong("/encoding", hint));
        }
        Some(Err(bad)) => return Err(wrong("/header", bad.why)),
        Some(Ok(columns)) => columns,
    };
    if columns.iter().any(|name| name.contains('\0')) {
        return Err(wrong(
            "/encoding",
            message!(
                "the file is not text; a spreadsheet must be saved as CSV in UTF-8",
                "文件不是文本；电子表格须另存为 UTF-8 编码的 CSV"
            ),
        ));
    }
    let named =
        (1..).zip(columns).map(|(at, name): (i32, String)| if name.is_empty() { format!("column {at}") } else { name });
    let columns: Vec<String> = named.collect();
    let mut seen = BTreeSet::new();
    let twice: Vec<&str> = columns.iter().filter(|name| !seen.insert(*name)).map(String::as_str).collect();
    if let Some(name) = twice.first() {
        let fault = Fault::at("/header", FaultCode::Duplicate);
        return Err(fault
            .hint(message!(
                "two columns are called `{name}`; rename one",
                "有两列都名为 `{name}`，请改名其中一列",
                name = *name
            ))
            .into());
    }
    Ok(columns)
}

fn wrong(pointer: &str, hint: impl Into<Message>) -> Error {
    Fault::at(pointer, FaultCode::Malformed).hint(hint).into()
}

/// Notes the columns of an import. A mapping that fits them is kept, otherwise one is guessed.
pub fn note_columns(db: &mut Db, import: &Import, looked: &Looked, fingerprint: &str) -> Answer<Import> {
    let Looked { columns, rows } = looked;
    let version = import.version;
    let mut import = import.clone();
    let mapping = import.mapping()?;
    if mapping.0.is_empty() || mapping.layout(import.kind.0, columns).is_err() {
        let definitions = attributes::rules(db)?;
        import.mapping = kept(&service::guessed(import.kind.0, &definitions, columns, rows))?;
    }
    import.header = kept(&columns)?;
    import.fingerprint = Some(fingerprint.to_owned());
    import.state = AsText(ImportState::Uploaded);
    service::keep(db, &mut import, version)?;
    Ok(import)
}

/// Looks at the file and notes its columns and its fingerprint; refuses one that is too large when it is unpacked.
pub fn inspect(files: &Files, import: &Import) -> Answer<Import> {
    let looked = look(files, import)?;
    let fingerprint = files.fingerprint(import).map_err(|error| unreadable(&Broken::Read(error)))?;
    let import = import.clone();
    files.store.write_now(move |db| note_columns(db, &import, &looked, &fingerprint))
}
