//! A line of CSV: where its cells end, what separates them, and which lines are no rows.

use regulars_domain::text;

use super::BadRecord;

/// Where in a record a byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At the beginning of a cell.
    Start,
    Plain,
    Quoted,
    /// Behind a quote within a quoted cell: its end, or the first of two.
    Closed,
}

impl Place {
    /// Where one stands behind the next byte.
    pub fn after(self, byte: u8, delimiter: u8) -> Place {
        match self {
            Place::Quoted if byte == b'"' => Place::Closed,
            Place::Quoted => Place::Quoted,
            Place::Start | Place::Closed if byte == b'"' => Place::Quoted,
            _ if byte == delimiter => Place::Start,
            _ => Place::Plain,
        }
    }
}

/// The delimiter of a header: whichever of comma, semicolon and tab it has most of.
pub fn delimiter_of(header: &[u8]) -> u8 {
    let count = |delimiter: u8| header.iter().filter(|&&byte| byte == delimiter).count();
    [b'\t', b';', b','].into_iter().max_by_key(|&delimiter| count(delimiter)).unwrap_or(b',')
}

/// The cells of a record.
pub fn cells(raw: &[u8], delimiter: u8) -> Result<Vec<String>, BadRecord> {
    let mut cells = Vec::new();
    let mut cell = Vec::new();
    let mut place = Place::Start;
    for &byte in raw {
        let next = place.after(byte, delimiter);
        match (place, next) {
            (Place::Start | Place::Plain | Place::Closed, Place::Start) => cells.push(utf8(std::mem::take(&mut cell))?),
            // The quotes around a cell, and the first of two that stand for one.
            (Place::Start, Place::Quoted) | (Place::Quoted, Place::Closed) => {}
            _ => cell.push(byte),
        }
        place = next;
    }
    cells.push(utf8(cell)?);
    Ok(cells)
}

fn utf8(bytes: Vec<u8>) -> Result<String, BadRecord> {
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\u{FFFD}')).ok_or(BadRecord::Encoding)
}

/// Whether nothing stands in a line of CSV but separators, quotes and what cannot be seen.
pub fn is_blank(raw: &[u8], delimiter: u8) -> bool {
    if raw.iter().any(u8::is_ascii_alphanumeric) {
        return false;
    }
    let separator = char::from(delimiter);
    std::str::from_utf8(raw).is_ok_and(|line| {
        line.chars().all(|c| c == separator || c == '"' || c.is_whitespace() || text::is_invisible(c))
    })
}

/// Whether a line is the count that ends an export: `#count,17,,`.
pub fn is_count(raw: &[u8], delimiter: u8) -> bool {
    if !raw.starts_with(b"#count") {
        return false;
    }
    let Ok(cells) = cells(raw, delimiter) else { return false };
    matches!(cells.split_first(), Some((first, rest)) if first == "#count"
        && rest.first().is_some_and(|count| count.bytes().all(|byte| byte.is_ascii_digit()))
        && rest.iter().skip(1).all(String::is_empty))
}
