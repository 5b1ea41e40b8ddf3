//! A file cut into records, in bounded memory: CSV (comma, semicolon or tab, quoted as RFC 4180 has it) and NDJSON.
//!
//! The `csv` crate reads a record of any length into memory; this reader keeps at most [`LONGEST`] bytes of one, tells
//! the rest as a record that is too long, and goes on behind it. `csv-core`, on which it stands, would leave the memory
//! to us, but does not say whether it is within quotes: one that is never closed would pass for a long row that takes
//! the rest of the file with it. It also ends a row at a lone carriage return, or, told not to, leaves one behind each
//! row of a file from Windows. What a cell means is not known here.

mod bytes;
mod csv;
mod ndjson;
#[cfg(test)]
mod tests;

use std::io::{self, Read};

use regulars_domain::exchange::imports::{HEADING_ROWS, ImportFormat, ImportKind, heading_row};

use self::bytes::Bytes;

/// Bytes a record may have.
pub const LONGEST: usize = 1 << 20;

/// One record of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Record {
    /// The line it begins in, from 1.
    pub line: i64,
    pub content: Result<Vec<String>, Unfit>,
}

/// A record that cannot be read as it is.
#[derive(Debug, PartialEq, Eq)]
pub struct Unfit {
    pub why: BadRecord,
    /// What could be told apart of it, so that it can be given back whole.
    pub cells: Vec<String>,
}

impl Unfit {
    fn whole(why: BadRecord, raw: &[u8]) -> Unfit {
        Unfit { why, cells: vec![String::from_utf8_lossy(raw).into_owned()] }
    }

    fn too_long() -> Unfit {
        Unfit { why: BadRecord::TooLong, cells: Vec::new() }
    }
}

regulars_domain::errors! {
    /// Why a record cannot be read; the file can be read on.
    pub enum BadRecord {
        TooLong => ("the row is longer than {LONGEST} bytes", "这一行超过 {LONGEST} 字节"),
        Encoding => ("the row is not in the stated encoding", "这一行不是所选的编码"),
        /// `at` is the byte of the row that cannot be read on from.
        Json { at: usize } => (
            "the row is not one JSON object: it cannot be read from byte {at} on",
            "这一行不是一个 JSON 对象：第 {at} 个字节处有误"
        ),
        Cells { expected: usize, found: usize } => (
            "expected {expected} cells, found {found}",
            "应有 {expected} 个单元格，实有 {found} 个"
        ),
    }
}

/// Why nothing more can be read.
#[derive(Debug)]
pub enum Broken {
    /// The quote opened in this line is not closed within [`LONGEST`] bytes.
    OpenQuote(i64),
    Read(io::Error),
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Broken {
        Broken::Read(error)
    }
}

/// Reads records one after the other.
pub struct Records<R> {
    bytes: Bytes<R>,
    format: ImportFormat,
    kind: ImportKind,
    delimiter: u8,
    columns: Vec<String>,
}

impl<R: Read> Records<R> {
    /// A reader of bytes that are UTF-8 already; a byte order mark is passed over.
    pub fn new(source: R, kind: ImportKind, format: ImportFormat) -> Records<R> {
        Records { bytes: Bytes::new(source), format, kind, delimiter: b',', columns: Vec::new() }
    }

    /// Reads the row of a CSV file that names its columns: the first, or one that stands under a title.
    pub fn read_header(&mut self) -> Result<Option<Record>, Broken> {
        self.bytes.skip_mark()?;
        if self.format == ImportFormat::Ndjson {
            return Ok(None);
        }
        for _ in 0..self.lines_above_header()? {
            self.bytes.record(None)?;
        }
        let Some((line, raw)) = self.bytes.record(None)? else { return Ok(None) };
        let Some(raw) = raw else { return Ok(Some(Record { line, content: Err(Unfit::too_long()) })) };
        self.delimiter = csv::delimiter_of(&raw);
        let content = csv::cells(&raw, self.delimiter).map_err(|why| Unfit::whole(why, &raw));
        if let Ok(columns) = &content {
            self.columns = columns.iter().map(|name| name.trim().to_owned()).collect();
        }
        Ok(Some(Record { line, content: content.map(|_| self.columns.clone()) }))
    }

    /// Lines above the one that names the columns: blank ones, and a title with what belongs to it.
    fn lines_above_header(&mut self) -> Result<usize, Broken> {
        let lines: Vec<(usize, Vec<String>)> = self
            .bytes
            .lines_ahead()?
            .enumerate()
            .filter(|(_, raw)| !csv::is_blank(raw, csv::delimiter_of(raw)))
            .take(HEADING_ROWS)
            .map(|(at, raw)| (at, csv::cells(raw, csv::delimiter_of(raw)).unwrap_or_default()))
            .collect();
        let (places, rows): (Vec<usize>, Vec<Vec<String>>) = lines.into_iter().unzip();
        Ok(places.get(heading_row(self.kind, &rows)).copied().unwrap_or(0))
    }

    /// For NDJSON: the members that become the cells, in this order.
    pub fn set_columns(&mut self, columns: Vec<String>) {
        self.columns = columns;
    }

    /// The next row; blank lines are none, nor is the count at the end of an export.
    pub fn next(&mut self) -> Result<Option<Record>, Broken> {
        let quoted = (self.format == ImportFormat::Csv).then_some(self.delimiter);
        loop {
            let Some((line, raw)) = self.bytes.record(quoted)? else { return Ok(None) };
            let Some(raw) = raw else { return Ok(Some(Record { line, content: Err(Unfit::too_long()) })) };
            if self.is_no_row(&raw) {
                continue;
            }
            let content = match self.format {
                ImportFormat::Csv => csv::cells(&raw, self.delimiter)
                    .map_err(|why| Unfit::whole(why, &raw))
                    .and_then(|cells| self.fitted(cells)),
                ImportFormat::Ndjson => self.members(&raw).map_err(|why| Unfit::whole(why, &raw)),
            };
            return Ok(Some(Record { line, content }));
        }
    }

    /// How many rows follow, without reading their cells.
    pub fn count(&mut self) -> Result<i64, Broken> {
        let quoted = (self.format == ImportFormat::Csv).then_some(self.delimiter);
        let mut rows = 0;
        while let Some((_, raw)) = self.bytes.record(quoted)? {
            rows += i64::from(!raw.is_some_and(|raw| self.is_no_row(&raw)));
        }
        Ok(rows)
    }

    /// The next line as JSON object with all its members, for finding out which there are.
    pub fn next_members(&mut self) -> Result<Option<Vec<String>>, Broken> {
        loop {
            let Some((_, raw)) = self.bytes.record(None)? else { return Ok(None) };
            if let Some(object) = raw.and_then(|raw| ndjson::object(&raw).ok()) {
                return Ok(Some(object.into_iter().map(|(name, _)| name).collect()));
            }
        }
    }

    /// As many cells as columns; empty ones at the end may be left over.
    fn fitted(&self, mut cells: Vec<String>) -> Result<Vec<String>, Unfit> {
        let expected = self.columns.len();
        if cells.len() > expected && cells.iter().skip(expected).all(String::is_empty) {
            cells.truncate(expected);
        }
        if cells.len() == expected {
            return Ok(cells);
        }
        Err(Unfit { why: BadRecord::Cells { expected, found: cells.len() }, cells })
    }

    fn is_no_row(&self, raw: &[u8]) -> bool {
        match self.format {
            ImportFormat::Csv => csv::is_blank(raw, self.delimiter) || csv::is_count(raw, self.delimiter),
            ImportFormat::Ndjson => raw.iter().all(u8::is_ascii_whitespace) || ndjson::is_counted(raw),
        }
    }

    fn members(&self, raw: &[u8]) -> Result<Vec<String>, BadRecord> {
        let mut object = ndjson::object(raw)?;
        Ok(self.columns.iter().map(|name| object.remove(name).map(ndjson::as_in_csv).unwrap_or_default()).collect())
    }
}
