//! A file cut into records, in bounded memory: CSV (comma, semicolon or tab, quoted as RFC 4180 has it) and NDJSON.
//!
//! The `csv` crate reads a record of any length into memory; this reader keeps at most [`LONGEST`] bytes of one, tells
//! the rest as a record that is too long, and goes on behind it. `csv-core`, on which it stands, would leave the memory
//! to us, but does not say whether it is within quotes: one that is never closed would pass for a long row that takes
//! the rest of the file with it. It also ends a row at a lone carriage return, or, told not to, leaves one behind each
//! row of a file from Windows. What a cell means is not known here.

use std::io::{self, Read};

use regulars_domain::exchange::imports::ImportFormat;
use serde_json::Value;

/// Bytes a record may have.
pub const LONGEST: usize = 1 << 20;
const BUFFER: usize = 1 << 16;

/// One record of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Record {
    /// The line it begins in, from 1.
    pub line: i64,
    pub content: Result<Vec<String>, BadRecord>,
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

/// A record as it was cut out: the line it begins in, and its bytes unless it is too long.
type Cut = (i64, Option<Vec<u8>>);

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
    delimiter: u8,
    columns: Vec<String>,
}

impl<R: Read> Records<R> {
    /// A reader of bytes that are UTF-8 already; a byte order mark is passed over.
    pub fn new(source: R, format: ImportFormat) -> Records<R> {
        Records { bytes: Bytes::new(source), format, delimiter: b',', columns: Vec::new() }
    }

    /// Reads the first row of a CSV file as the names of its columns.
    pub fn read_header(&mut self) -> Result<Option<Record>, Broken> {
        self.bytes.skip_mark()?;
        if self.format == ImportFormat::Ndjson {
            return Ok(None);
        }
        let Some((line, raw)) = self.bytes.record(None)? else { return Ok(None) };
        let Some(raw) = raw else { return Ok(Some(Record { line, content: Err(BadRecord::TooLong) })) };
        self.delimiter = delimiter_of(&raw);
        let content = cells(&raw, self.delimiter);
        if let Ok(columns) = &content {
            self.columns = columns.iter().map(|name| name.trim().to_owned()).collect();
        }
        Ok(Some(Record { line, content: content.map(|_| self.columns.clone()) }))
    }

    /// For NDJSON: the members that become the cells, in this order.
    pub fn set_columns(&mut self, columns: Vec<String>) {
        self.columns = columns;
    }

    /// The next row; blank lines are none.
    pub fn next(&mut self) -> Result<Option<Record>, Broken> {
        let quoted = (self.format == ImportFormat::Csv).then_some(self.delimiter);
        loop {
            let Some((line, raw)) = self.bytes.record(quoted)? else { return Ok(None) };
            let Some(raw) = raw else { return Ok(Some(Record { line, content: Err(BadRecord::TooLong) })) };
            if raw.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let content = match self.format {
                ImportFormat::Csv => cells(&raw, self.delimiter).and_then(|cells| self.fitted(cells)),
                ImportFormat::Ndjson => self.members(&raw),
            };
            return Ok(Some(Record { line, content }));
        }
    }

    /// How many rows follow, without reading their cells.
    pub fn count(&mut self) -> Result<i64, Broken> {
        let quoted = (self.format == ImportFormat::Csv).then_some(self.delimiter);
        let mut rows = 0;
        while let Some((_, raw)) = self.bytes.record(quoted)? {
            rows += i64::from(!raw.is_some_and(|raw| raw.iter().all(u8::is_ascii_whitespace)));
        }
        Ok(rows)
    }

    /// The next line as JSON object with all its members, for finding out which there are.
    pub fn next_members(&mut self) -> Result<Option<Vec<String>>, Broken> {
        loop {
            let Some((_, raw)) = self.bytes.record(None)? else { return Ok(None) };
            let object = raw.and_then(|raw| serde_json::from_slice::<serde_json::Map<String, Value>>(&raw).ok());
            if let Some(object) = object {
                return Ok(Some(object.into_iter().map(|(name, _)| name).collect()));
            }
        }
    }

    /// As many cells as columns; empty ones at the end may be left over.
    fn fitted(&self, mut cells: Vec<String>) -> Result<Vec<String>, BadRecord> {
        let expected = self.columns.len();
        if cells.len() > expected && cells.iter().skip(expected).all(String::is_empty) {
            cells.truncate(expected);
        }
        if cells.len() == expected { Ok(cells) } else { Err(BadRecord::Cells { expected, found: cells.len() }) }
    }

    fn members(&self, raw: &[u8]) -> Result<Vec<String>, BadRecord> {
        let text = std::str::from_utf8(raw).ok().filter(|text| !text.contains('\u{FFFD}'));
        let text = text.ok_or(BadRecord::Encoding)?;
        let mut object: serde_json::Map<String, Value> =
            serde_json::from_str(text).map_err(|error| BadRecord::Json { at: error.column() })?;
        let cell = |value: Value| match value {
            Value::Null => String::new(),
            Value::String(text) => text,
            other => other.to_string(),
        };
        Ok(self.columns.iter().map(|name| object.remove(name).map(cell).unwrap_or_default()).collect())
    }
}

/// The delimiter of a header: whichever of comma, semicolon and tab it has most of.
fn delimiter_of(header: &[u8]) -> u8 {
    let count = |delimiter: u8| header.iter().filter(|&&byte| byte == delimiter).count();
    [b'\t', b';', b','].into_iter().max_by_key(|&delimiter| count(delimiter)).unwrap_or(b',')
}

/// The cells of a record.
fn cells(raw: &[u8], delimiter: u8) -> Result<Vec<String>, BadRecord> {
    let mut cells = Vec::new();
    let mut cell = Vec::new();
    let mut place = Place::Start;
    for &byte in raw {
        let next = place.after(byte, delimiter);
        match (place, next) {
            (Place::Start | Place::Plain | Place::Closed, Place::Start) => cells.push(text(std::mem::take(&mut cell))?),
            // The quotes around a cell, and the first of two that stand for one.
            (Place::Start, Place::Quoted) | (Place::Quoted, Place::Closed) => {}
            _ => cell.push(byte),
        }
        place = next;
    }
    cells.push(text(cell)?);
    Ok(cells)
}

fn text(bytes: Vec<u8>) -> Result<String, BadRecord> {
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\u{FFFD}')).ok_or(BadRecord::Encoding)
}

/// Where in a record a byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the beginning of a cell.
    Start,
    Plain,
    Quoted,
    /// Behind a quote within a quoted cell: its end, or the first of two.
    Closed,
}

impl Place {
    fn after(self, byte: u8, delimiter: u8) -> Place {
        match self {
            Place::Quoted if byte == b'"' => Place::Closed,
            Place::Quoted => Place::Quoted,
            Place::Start | Place::Closed if byte == b'"' => Place::Quoted,
            _ if byte == delimiter => Place::Start,
            _ => Place::Plain,
        }
    }
}

/// The bytes of a file, cut at the ends of records.
struct Bytes<R> {
    source: R,
    buffer: Vec<u8>,
    at: usize,
    line: i64,
}

impl<R: Read> Bytes<R> {
    fn new(source: R) -> Bytes<R> {
        Bytes { source, buffer: Vec::new(), at: 0, line: 1 }
    }

    fn skip_mark(&mut self) -> io::Result<()> {
        self.fill()?;
        if self.buffer.starts_with(&[0xEF, 0xBB, 0xBF]) {
            self.at = 3;
        }
        Ok(())
    }

    /// What is read and not used yet; empty at the end.
    fn fill(&mut self) -> io::Result<()> {
        if self.at < self.buffer.len() {
            return Ok(());
        }
        self.buffer.resize(BUFFER, 0);
        let mut filled = 0;
        // A BOM must not be cut in two.
        while filled < 3 {
            let rest = self.buffer.get_mut(filled..).unwrap_or_default();
            match self.source.read(rest) {
                Ok(0) => break,
                Ok(more) => filled += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.buffer.truncate(filled);
        self.at = 0;
        Ok(())
    }

    /// The next record without its line end, with the line it begins in; no bytes when it is too long. With a
    /// delimiter, line ends within quotes belong to the record.
    fn record(&mut self, delimiter: Option<u8>) -> Result<Option<Cut>, Broken> {
        let first_line = self.line;
        let mut record = Vec::new();
        let mut too_long = false;
        let mut place = Place::Start;
        loop {
            self.fill()?;
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            if rest.is_empty() {
                let nothing = record.is_empty() && !too_long;
                return Ok((!nothing).then(|| (first_line, (!too_long).then(|| without_return(record)))));
            }
            let end = end_of(rest, delimiter, &mut place);
            let part = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            if delimiter.is_some() {
                self.line += i64::try_from(part.iter().filter(|&&byte| byte == b'\n').count()).unwrap_or(0);
            }
            too_long |= record.len() + part.len() > LONGEST;
            if too_long {
                record = Vec::new();
                if place == Place::Quoted && end.is_none() {
                    return Err(Broken::OpenQuote(first_line));
                }
            } else {
                record.extend_from_slice(part);
            }
            self.at += part.len();
            if end.is_some() {
                self.at += 1;
                self.line += 1;
                return Ok(Some((first_line, (!too_long).then(|| without_return(record)))));
            }
        }
    }
}

/// Where the record ends within these bytes; `place` is carried from piece to piece.
fn end_of(bytes: &[u8], delimiter: Option<u8>, place: &mut Place) -> Option<usize> {
    let Some(delimiter) = delimiter else { return bytes.iter().position(|&byte| byte == b'\n') };
    bytes.iter().position(|&byte| {
        if byte == b'\n' && *place != Place::Quoted {
            return true;
        }
        *place = place.after(byte, delimiter);
        false
    })
}

fn without_return(mut record: Vec<u8>) -> Vec<u8> {
    if record.last() == Some(&b'\r') {
        record.pop();
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives at most `step` bytes at a time.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(into.len()).min(self.0.len());
            into[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn csv(text: &[u8], step: usize) -> (Vec<String>, Vec<Record>) {
        let mut records = Records::new(Slow(text, step), ImportFormat::Csv);
        let header = records.read_header().unwrap().unwrap().content.unwrap();
        let mut rows = Vec::new();
        while let Some(row) = records.next().unwrap() {
            rows.push(row);
        }
        (header, rows)
    }

    fn row(line: i64, cells: &[&str]) -> Record {
        Record { line, content: Ok(cells.iter().map(|&cell| cell.to_owned()).collect()) }
    }

    #[test]
    fn cells_are_cut_as_rfc_4180_has_it_however_the_bytes_come() {
        let text = "\u{FEFF}a, b ,c\r\n1,\"x, \"\"y\"\"\nz\",3\r\n\n\"\",5\" pipe,\"q\"\n王,,last".as_bytes();
        for step in [1, 2, 3, 7, 1000] {
            let (header, rows) = csv(text, step);
            assert_eq!(header, ["a", "b", "c"]);
            let expected =
                [row(2, &["1", "x, \"y\"\nz", "3"]), row(5, &["", "5\" pipe", "q"]), row(6, &["王", "", "last"])];
            assert_eq!(rows, expected, "{step}");
        }
    }

    #[test]
    fn the_delimiter_is_the_headers() {
        assert_eq!(csv(b"a;b\n1,5;2\n", 99).1, [row(2, &["1,5", "2"])]);
        assert_eq!(csv(b"a\tb\n1\t2\n", 99).1, [row(2, &["1", "2"])]);
        assert_eq!(csv(b"a\n1\n", 99).1, [row(2, &["1"])]);
    }

    #[test]
    fn rows_that_do_not_fit_are_told_and_the_rest_is_read() {
        let (_, rows) = csv(b"a,b\n1\n1,2,,\n1,2,3\n\xFF,2\n3,4", 99);
        let contents: Vec<_> = rows.into_iter().map(|row| row.content).collect();
        let cells = |found| Err(BadRecord::Cells { expected: 2, found });
        let good = |a: &str, b: &str| Ok(vec![a.to_owned(), b.to_owned()]);
        assert_eq!(contents, [cells(1), good("1", "2"), cells(3), Err(BadRecord::Encoding), good("3", "4")]);
    }

    #[test]
    fn a_long_line_is_one_bad_row_in_bounded_memory() {
        let long = io::Read::take(io::repeat(b'x'), 200 << 20);
        let source = (&b"a,b\n1,2\n"[..]).chain(long).chain(&b"\n3,4\n"[..]);
        let mut records = Records::new(source, ImportFormat::Csv);
        records.read_header().unwrap();
        let mut rows = Vec::new();
        while let Some(row) = records.next().unwrap() {
            assert!(records.bytes.buffer.capacity() <= 2 * BUFFER);
            rows.push(row);
        }
        assert_eq!(rows[0], row(2, &["1", "2"]));
        assert_eq!(rows[1], Record { line: 3, content: Err(BadRecord::TooLong) });
        assert_eq!(rows[2], row(4, &["3", "4"]));
    }

    #[test]
    fn a_quote_that_is_never_closed_is_told_by_its_line() {
        let source = (&b"a,b\n1,2\n3,\""[..]).chain(io::Read::take(io::repeat(b'\n'), 3 << 20));
        let mut records = Records::new(source, ImportFormat::Csv);
        records.read_header().unwrap();
        records.next().unwrap();
        assert!(matches!(records.next(), Err(Broken::OpenQuote(3))));
    }

    #[test]
    fn ndjson_is_one_object_in_a_line() {
        let text = "{\"a\":\"x\",\"n\":12.50,\"o\":null}\n\n[1]\n{\"n\":true}".as_bytes();
        let mut records = Records::new(text, ImportFormat::Ndjson);
        assert_eq!(records.read_header().unwrap(), None);
        records.set_columns(vec!["a".to_owned(), "n".to_owned(), "o".to_owned()]);
        assert_eq!(records.next().unwrap(), Some(row(1, &["x", "12.5", ""])));
        assert!(matches!(records.next().unwrap(), Some(Record { line: 3, content: Err(BadRecord::Json { .. }) })));
        assert_eq!(records.next().unwrap(), Some(row(4, &["", "true", ""])));
        assert_eq!(records.next().unwrap(), None);
    }
}
