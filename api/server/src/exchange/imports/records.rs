//! A file cut into records, in bounded memory: CSV (comma, semicolon or tab, quoted as RFC 4180 has it) and NDJSON.
//!
//! The `csv` crate reads a record of any length into memory; this reader keeps at most [`LONGEST`] bytes of one, tells
//! the rest as a record that is too long, and goes on behind it. `csv-core`, on which it stands, would leave the memory
//! to us, but does not say whether it is within quotes: one that is never closed would pass for a long row that takes
//! the rest of the file with it. It also ends a row at a lone carriage return, or, told not to, leaves one behind each
//! row of a file from Windows. What a cell means is not known here.

use std::io::{self, Read};

use regulars_domain::exchange::cells::{join_ids, join_list, neutral};
use regulars_domain::exchange::imports::{HEADING_ROWS, ImportFormat, ImportKind, heading_row};
use regulars_domain::text;
use serde_json::{Map, Value};

/// Bytes a record may have.
pub const LONGEST: usize = 1 << 20;
const BUFFER: usize = 1 << 16;

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
        self.delimiter = delimiter_of(&raw);
        let content = cells(&raw, self.delimiter).map_err(|why| Unfit::whole(why, &raw));
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
            .filter(|(_, raw)| !is_blank(raw, delimiter_of(raw)))
            .take(HEADING_ROWS)
            .map(|(at, raw)| (at, cells(raw, delimiter_of(raw)).unwrap_or_default()))
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
                ImportFormat::Csv => cells(&raw, self.delimiter)
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
            let object = raw.and_then(|raw| serde_json::from_slice::<Map<String, Value>>(&raw).ok());
            if let Some(mut object) = object {
                spread_identities(&mut object);
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
            ImportFormat::Csv => is_blank(raw, self.delimiter) || is_count(raw, self.delimiter),
            ImportFormat::Ndjson => raw.iter().all(u8::is_ascii_whitespace) || is_counted(raw),
        }
    }

    fn members(&self, raw: &[u8]) -> Result<Vec<String>, BadRecord> {
        let text = std::str::from_utf8(raw).ok().filter(|text| !text.contains('\u{FFFD}'));
        let text = text.ok_or(BadRecord::Encoding)?;
        let mut object: Map<String, Value> =
            serde_json::from_str(text).map_err(|error| BadRecord::Json { at: error.column() })?;
        spread_identities(&mut object);
        Ok(self.columns.iter().map(|name| object.remove(name).map(as_in_csv).unwrap_or_default()).collect())
    }
}

/// A value as a cell of CSV has it, formulas made harmless: whoever reads the cell takes that away again.
fn as_in_csv(value: Value) -> String {
    neutral(&cell(value)).into_owned()
}

/// A value as a cell: of a list its texts, as an export parts them.
fn cell(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        Value::Array(parts) if parts.iter().all(Value::is_string) => {
            let texts: Vec<String> = parts.into_iter().map(cell).collect();
            join_list(&texts)
        }
        other => other.to_string(),
    }
}

/// An export has the identities of a customer as a list: they become members of their own, named as the columns of CSV.
fn spread_identities(object: &mut Map<String, Value>) {
    let Some(Value::Array(identities)) = object.get("identities") else { return };
    let of = |kind: &str| -> Vec<(String, String)> {
        let text = |identity: &Value, name: &str| identity.get(name).and_then(Value::as_str).map(str::to_owned);
        let found = identities.iter().filter(|identity| identity.get("kind").and_then(Value::as_str) == Some(kind));
        found.filter_map(|one| Some((text(one, "partner").unwrap_or_default(), text(one, "value")?))).collect()
    };
    let plain = |kind: &str| of(kind).into_iter().map(|(_, value)| value).collect::<Vec<_>>().join(" ");
    let external = of("external");
    let ids = join_ids(external.iter().map(|(partner, id)| (partner.as_str(), id.as_str())));
    let members = [
        ("phones", plain("phone")),
        ("emails", plain("email")),
        ("cards", plain("card")),
        ("wechat", plain("wechat")),
        ("external_ids", ids),
    ];
    for (name, cell) in members {
        object.entry(name).or_insert(Value::String(cell));
    }
}

/// Whether nothing stands in a line of CSV but separators, quotes and what cannot be seen.
fn is_blank(raw: &[u8], delimiter: u8) -> bool {
    if raw.iter().any(u8::is_ascii_alphanumeric) {
        return false;
    }
    let separator = char::from(delimiter);
    std::str::from_utf8(raw).is_ok_and(|line| {
        line.chars().all(|c| c == separator || c == '"' || c.is_whitespace() || text::is_invisible(c))
    })
}

/// Whether a line is the count that ends an export: `#count,17,,`.
fn is_count(raw: &[u8], delimiter: u8) -> bool {
    if !raw.starts_with(b"#count") {
        return false;
    }
    let Ok(cells) = cells(raw, delimiter) else { return false };
    matches!(cells.split_first(), Some((first, rest)) if first == "#count"
        && rest.first().is_some_and(|count| count.bytes().all(|byte| byte.is_ascii_digit()))
        && rest.iter().skip(1).all(String::is_empty))
}

/// The same in NDJSON: `{"count":17}`.
fn is_counted(raw: &[u8]) -> bool {
    raw.starts_with(b"{\"count\":")
        && serde_json::from_slice::<Map<String, Value>>(raw)
            .is_ok_and(|object| object.len() == 1 && object.get("count").is_some_and(Value::is_u64))
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

    /// The whole lines of the file's beginning, as far as one buffer holds them; they stay to be read.
    fn lines_ahead(&mut self) -> io::Result<impl Iterator<Item = &[u8]>> {
        let mut filled = self.buffer.len();
        self.buffer.resize(BUFFER.max(filled), 0);
        let mut whole = false;
        while filled < self.buffer.len() {
            match self.source.read(self.buffer.get_mut(filled..).unwrap_or_default()) {
                Ok(0) => {
                    whole = true;
                    break;
                }
                Ok(more) => filled += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.buffer.truncate(filled);
        let ahead = self.buffer.get(self.at..).unwrap_or_default();
        let end = if whole { Some(ahead.len()) } else { ahead.iter().rposition(|&byte| byte == b'\n') };
        Ok(ahead.get(..end.unwrap_or(0)).unwrap_or_default().split(|&byte| byte == b'\n'))
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
        let mut records = Records::new(Slow(text, step), ImportKind::Customers, ImportFormat::Csv);
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
        let texts = |cells: &[&str]| cells.iter().map(|&cell| cell.to_owned()).collect::<Vec<_>>();
        let misfit = |cells: &[&str]| {
            Err(Unfit { why: BadRecord::Cells { expected: 2, found: cells.len() }, cells: texts(cells) })
        };
        let foreign = Err(Unfit { why: BadRecord::Encoding, cells: texts(&["\u{FFFD},2"]) });
        let good = |a: &str, b: &str| Ok(texts(&[a, b]));
        assert_eq!(contents, [misfit(&["1"]), good("1", "2"), misfit(&["1", "2", "3"]), foreign, good("3", "4")]);
    }

    #[test]
    fn rows_of_separators_and_the_count_of_an_export_are_no_rows() {
        let text = "name,phone,email\nA,1,\n,,\n,,\n   , ,\n\"\",,\u{FEFF}\nB,2,\n\n\n#count,2,\n".as_bytes();
        let (_, rows) = csv(text, 7);
        assert_eq!(rows, [row(2, &["A", "1", ""]), row(7, &["B", "2", ""])]);
        let mut records = Records::new(text, ImportKind::Customers, ImportFormat::Csv);
        records.read_header().unwrap();
        assert_eq!(records.count().unwrap(), 2);
    }

    #[test]
    fn the_header_is_sought_under_a_title() {
        for (text, line) in [
            ("会员名单,,\n姓名,手机,性别\n甲,1,女\n", 3),
            ("\u{FEFF}会员名单\r\n\r\n导出时间：今天\r\n姓名;手机;性别\r\n甲;1;女\r\n", 5),
            (",,\n\n姓名,手机,性别\n甲,1,女\n", 4),
        ] {
            for step in [1, 5, 1000] {
                let (header, rows) = csv(text.as_bytes(), step);
                assert_eq!(header, ["姓名", "手机", "性别"], "{text}");
                assert_eq!(rows, [row(line, &["甲", "1", "女"])], "{text}");
            }
        }
    }

    #[test]
    fn a_long_line_is_one_bad_row_in_bounded_memory() {
        let long = io::Read::take(io::repeat(b'x'), 200 << 20);
        let source = (&b"a,b\n1,2\n"[..]).chain(long).chain(&b"\n3,4\n"[..]);
        let mut records = Records::new(source, ImportKind::Purchases, ImportFormat::Csv);
        records.read_header().unwrap();
        let mut rows = Vec::new();
        while let Some(row) = records.next().unwrap() {
            assert!(records.bytes.buffer.capacity() <= 2 * BUFFER);
            rows.push(row);
        }
        assert_eq!(rows[0], row(2, &["1", "2"]));
        assert_eq!(rows[1], Record { line: 3, content: Err(Unfit::too_long()) });
        assert_eq!(rows[2], row(4, &["3", "4"]));
    }

    #[test]
    fn a_quote_that_is_never_closed_is_told_by_its_line() {
        let source = (&b"a,b\n1,2\n3,\""[..]).chain(io::Read::take(io::repeat(b'\n'), 3 << 20));
        let mut records = Records::new(source, ImportKind::Purchases, ImportFormat::Csv);
        records.read_header().unwrap();
        records.next().unwrap();
        assert!(matches!(records.next(), Err(Broken::OpenQuote(3))));
    }

    #[test]
    fn ndjson_is_one_object_in_a_line() {
        let text = "{\"a\":\"x\",\"n\":12.50,\"o\":null}\n\n[1]\n{\"n\":true}".as_bytes();
        let mut records = Records::new(text, ImportKind::Customers, ImportFormat::Ndjson);
        assert_eq!(records.read_header().unwrap(), None);
        records.set_columns(vec!["a".to_owned(), "n".to_owned(), "o".to_owned()]);
        assert_eq!(records.next().unwrap(), Some(row(1, &["x", "12.5", ""])));
        assert!(matches!(
            records.next().unwrap(),
            Some(Record { line: 3, content: Err(Unfit { why: BadRecord::Json { .. }, .. }) })
        ));
        assert_eq!(records.next().unwrap(), Some(row(4, &["", "true", ""])));
        assert_eq!(records.next().unwrap(), None);
    }
}
