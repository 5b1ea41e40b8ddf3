//! The bytes of a file, cut at the ends of records.

use std::io;
use std::io::Read;

use super::csv::Place;
use super::{Broken, LONGEST};

/// Bytes read at once.
pub const BUFFER: usize = 1 << 16;

/// A record as it was cut out: the line it begins in, and its bytes unless it is too long.
pub type Cut = (i64, Option<Vec<u8>>);

/// The bytes of a file, cut at the ends of records.
pub struct Bytes<R> {
    source: R,
    pub(super) buffer: Vec<u8>,
    at: usize,
    line: i64,
}

impl<R: Read> Bytes<R> {
    pub fn new(source: R) -> Bytes<R> {
        Bytes { source, buffer: Vec::new(), at: 0, line: 1 }
    }

    /// Passes over a byte order mark.
    pub fn skip_mark(&mut self) -> io::Result<()> {
        self.fill()?;
        if self.buffer.starts_with(&[0xEF, 0xBB, 0xBF]) {
            self.at = 3;
        }
        Ok(())
    }

    /// The whole lines of the file's beginning, as far as one buffer holds them; they stay to be read.
    pub fn lines_ahead(&mut self) -> io::Result<impl Iterator<Item = &[u8]>> {
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
    pub fn record(&mut self, delimiter: Option<u8>) -> Result<Option<Cut>, Broken> {
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
