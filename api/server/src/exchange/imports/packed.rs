//! Rows held as they were read, in little memory: the text of all their cells in one string.

use super::rows::Row;

/// Rows without their warnings, which come of what they mean.
#[derive(Debug, Default)]
pub struct PackedRows {
    text: String,
    /// Where each cell ends, counted from where its row begins: a row has at most a few million bytes.
    ends: Vec<u32>,
    rows: Vec<PackedRow>,
}

#[derive(Debug)]
struct PackedRow {
    number: i64,
    line: i64,
    /// Where its text begins.
    text: usize,
    /// Where the ends of its cells begin.
    ends: usize,
}

impl PackedRows {
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Bytes of all cells.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    pub fn push(&mut self, row: &Row) {
        let text = self.text.len();
        self.rows.push(PackedRow { number: row.number, line: row.line, text, ends: self.ends.len() });
        for cell in &row.cells {
            self.text.push_str(cell);
            self.ends.push(u32::try_from(self.text.len() - text).unwrap_or(u32::MAX));
        }
    }

    /// The row that was pushed as the one of this number, from 0.
    pub fn get(&self, at: usize) -> Option<Row> {
        let PackedRow { number, line, text, ends } = *self.rows.get(at)?;
        let behind = self.rows.get(at + 1).map_or(self.ends.len(), |next| next.ends);
        let mut cells = Vec::with_capacity(behind - ends);
        let mut start = text;
        for end in self.ends.get(ends..behind)? {
            let end = text + usize::try_from(*end).ok()?;
            cells.push(self.text.get(start..end)?.to_owned());
            start = end;
        }
        Some(Row { number, line, cells, warnings: Vec::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_out_as_they_went_in() {
        let row = |number: i64, cells: &[&str]| Row {
            number,
            line: number + 7,
            cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
            warnings: Vec::new(),
        };
        let rows = [row(1, &["王小明", "", "138\u{1F}00", "a\nb"]), row(2, &[]), row(5, &["", ""]), row(6, &["最后"])];
        let mut packed = PackedRows::default();
        rows.iter().for_each(|row| packed.push(row));
        for (at, row) in rows.iter().enumerate() {
            let got = packed.get(at).unwrap();
            assert_eq!((got.number, got.line, &got.cells), (row.number, row.line, &row.cells));
        }
        assert!(packed.get(4).is_none());
        assert_eq!((packed.len(), packed.bytes()), (4, "王小明138\u{1F}00a\nb最后".len()));
    }
}
