//! The rows of an import, put together: the rows of one receipt number are one purchase, wherever they stand.
//!
//! Receipts whose rows stand together are read in the order of the file, in pass 0. Those whose rows stand apart are left
//! to further passes over the file, each of which gathers some of them whole.

use std::collections::HashMap;
use std::io::Read;

use regulars_db::exchange::imports::{Import, Rejection};
use regulars_db::text::AsText;
use regulars_domain::exchange::imports::{CustomerRow, Field, ImportFormat, ImportKind, Receipt, RowOutcome};
use regulars_domain::message;
use regulars_domain::sales::purchases::MOST_LINES;
use serde::{Deserialize, Serialize};

use super::content::Files;
use super::context::ImportContext;
use super::meaning;
use super::options::{Kept, kept};
use super::reasons::Reason;
use super::records::{Broken, LONGEST, Record, Records};
use super::survey::{Fate, Receipts};
use crate::platform::error::{Answer, Code, Error, Refusal};

/// Characters of a cell that are kept of a row: as many as a cell of a spreadsheet holds.
const SHOWN: usize = 32_767;

/// A row of the file.
#[derive(Clone, Debug)]
pub struct Row {
    /// From 1, blank lines and the header not counted.
    pub number: i64,
    /// The line it begins in.
    pub line: i64,
    pub cells: Vec<String>,
    /// What is left out of it.
    pub warnings: Vec<Reason>,
}

impl Row {
    /// As it is kept, with what is said of it.
    pub fn kept(&self, import_id: &str, outcome: RowOutcome, reasons: &[Reason]) -> Answer<Rejection> {
        let cut = |cell: &String| cell.chars().take(SHOWN).collect::<String>();
        let cells: Vec<String> = self.cells.iter().map(cut).collect();
        Ok(Rejection {
            import_id: import_id.to_owned(),
            line: self.line,
            content: kept(&cells)?,
            errors: kept(&reasons)?,
            outcome: AsText(outcome),
        })
    }

    /// As it is kept when it was taken with a warning.
    pub fn warned(&self, import_id: &str, outcome: RowOutcome) -> Option<Answer<Rejection>> {
        (!self.warnings.is_empty()).then(|| self.kept(import_id, outcome, &self.warnings))
    }
}

/// Rows that mean one thing.
#[derive(Clone, Debug)]
pub struct Item<T> {
    pub rows: Vec<Row>,
    pub value: T,
}

/// What rows mean.
#[derive(Clone, Debug)]
pub enum ParsedRow {
    Customer(Box<CustomerRow>),
    /// One receipt; never without a row.
    Purchase(Receipt),
}

/// A row that is not taken, with why.
#[derive(Clone, Debug)]
pub struct Rejected {
    pub row: Row,
    pub reasons: Vec<Reason>,
    /// A person has to decide on it; otherwise it is refused.
    pub held: bool,
}

impl Rejected {
    pub fn refused(row: Row, reasons: Vec<Reason>) -> Rejected {
        Rejected { row, reasons, held: false }
    }

    pub fn held(row: Row, reasons: Vec<Reason>) -> Rejected {
        Rejected { row, reasons, held: true }
    }

    pub fn outcome(&self) -> RowOutcome {
        if self.held { RowOutcome::Held } else { RowOutcome::Refused }
    }

    /// As it is kept.
    pub fn kept(&self, import_id: &str) -> Answer<Rejection> {
        self.row.kept(import_id, self.outcome(), &self.reasons)
    }
}

/// Some rows of the file, in their order.
#[derive(Clone, Debug, Default)]
pub struct Batch<T> {
    pub items: Vec<Item<T>>,
    pub rejected: Vec<Rejected>,
    /// Rows in it.
    pub rows: i64,
    /// Where the next batch begins.
    pub next: Place,
}

/// A place between two rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// Rows of the file before it in this pass.
    pub rows: i64,
    /// The pass over the file: 0 reads it in its order, the others gather scattered receipts.
    pub pass: u32,
}

/// A row that was cut out of the file, whether or not it can be read.
pub type Cut = Result<Row, Rejected>;

/// Reads the rows of an import from a place on.
pub struct Rows<'a> {
    records: Records<Box<dyn Read + Send>>,
    files: &'a Files,
    import: &'a Import,
    context: &'a ImportContext,
    receipts: &'a Receipts,
    place: Place,
    /// Read, and not part of a batch yet.
    ahead: Option<Cut>,
}

impl<'a> Rows<'a> {
    /// Opens the rows of a file whose header is known, behind those before `place`.
    pub fn open(
        files: &'a Files,
        import: &'a Import,
        context: &'a ImportContext,
        receipts: &'a Receipts,
        place: Place,
    ) -> Answer<Rows<'a>> {
        let mut records = begin(files, import)?;
        for _ in 0..place.rows {
            records.next().map_err(|error| unreadable(&error))?;
        }
        Ok(Rows { records, files, import, context, receipts, place, ahead: None })
    }

    /// What the rows are read with.
    pub fn context(&self) -> &'a ImportContext {
        self.context
    }

    /// The next batch of about `size` rows; none at the end.
    pub fn batch(&mut self, size: usize) -> Answer<Option<Batch<ParsedRow>>> {
        let mut batch = Batch { items: Vec::new(), rejected: Vec::new(), rows: 0, next: Place::default() };
        if self.place.pass == 0 {
            self.read_in_order(size, &mut batch)?;
        }
        if self.place.pass > 0 && batch.rows == 0 {
            self.gather(&mut batch)?;
        }
        batch.next = self.place.clone();
        Ok((batch.rows > 0).then_some(batch))
    }

    /// Rows in the order of the file; behind the last one begins the first pass that gathers.
    fn read_in_order(&mut self, size: usize, batch: &mut Batch<ParsedRow>) -> Answer<()> {
        let most = i64::try_from(size).unwrap_or(i64::MAX);
        while batch.rows < most {
            let Some(cut) = self.take()? else {
                self.turn()?;
                return Ok(());
            };
            match self.import.kind.0 {
                ImportKind::Customers => meaning::read(self.context, ImportKind::Customers, vec![cut], batch),
                ImportKind::Purchases => self.read_receipt(cut, batch)?,
            }
        }
        Ok(())
    }

    /// All scattered receipts of the present pass, each whole, in the order of their first rows.
    fn gather(&mut self, batch: &mut Batch<ParsedRow>) -> Answer<()> {
        let mut receipts: Vec<Vec<Cut>> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        while self.place.pass <= self.receipts.passes() && batch.rows == 0 {
            while let Some(cut) = self.next()? {
                self.place.rows += 1;
                let Some(number) = self.number_of(&cut) else { continue };
                if self.receipts.fate(&number) != Fate::Gathered(self.place.pass) {
                    continue;
                }
                let place = *places.entry(number).or_insert(receipts.len());
                match receipts.get_mut(place) {
                    Some(rows) => rows.push(cut),
                    None => receipts.push(vec![cut]),
                }
            }
            for rows in receipts.drain(..) {
                meaning::read(self.context, self.import.kind.0, rows, batch);
            }
            self.turn()?;
        }
        Ok(())
    }

    /// Begins the next pass, if there is one.
    fn turn(&mut self) -> Answer<()> {
        if self.place.pass >= self.receipts.passes() {
            self.place = Place { rows: 0, pass: self.receipts.passes().saturating_add(1) };
            return Ok(());
        }
        self.place = Place { rows: 0, pass: self.place.pass + 1 };
        self.records = begin(self.files, self.import)?;
        Ok(())
    }

    /// The next row that belongs to pass 0.
    fn take(&mut self) -> Answer<Option<Cut>> {
        loop {
            let cut = match self.ahead.take() {
                Some(cut) => Some(cut),
                None => self.next()?,
            };
            let Some(cut) = cut else { return Ok(None) };
            self.place.rows += 1;
            let is_gathered = |number: String| matches!(self.receipts.fate(&number), Fate::Gathered(_));
            if !self.number_of(&cut).is_some_and(is_gathered) {
                return Ok(Some(cut));
            }
        }
    }

    fn next(&mut self) -> Answer<Option<Cut>> {
        let Some(Record { line, content }) = self.records.next().map_err(|error| unreadable(&error))? else {
            return Ok(None);
        };
        let number = self.place.rows + 1;
        Ok(Some(match content {
            Ok(cells) => Ok(Row { number, line, cells, warnings: Vec::new() }),
            Err(unfit) => {
                let row = Row { number, line, cells: unfit.cells, warnings: Vec::new() };
                Err(Rejected::refused(row, vec![Reason::from(&unfit.why)]))
            }
        }))
    }

    /// A row and those behind it that are of the same receipt.
    fn read_receipt(&mut self, cut: Cut, batch: &mut Batch<ParsedRow>) -> Answer<()> {
        let number = self.number_of(&cut);
        let fate = number.as_deref().map(|number| self.receipts.fate(number));
        let mut rows = vec![cut];
        if fate == Some(Fate::TooLong) {
            meaning::refuse_too_long(rows, batch);
            return Ok(());
        }
        while number.is_some() && rows.len() <= MOST_LINES {
            match self.take()? {
                Some(next) if self.number_of(&next) == number => rows.push(next),
                other => {
                    self.place.rows -= i64::from(other.is_some());
                    self.ahead = other;
                    break;
                }
            }
        }
        meaning::read(self.context, ImportKind::Purchases, rows, batch);
        Ok(())
    }

    fn number_of(&self, cut: &Cut) -> Option<String> {
        let (Ok(row) | Err(Rejected { row, .. })) = cut;
        self.context.layout.cell(&row.cells, Field::ExternalId).map(str::to_owned)
    }
}

/// The records of an import from the first row on.
fn begin(files: &Files, import: &Import) -> Answer<Records<Box<dyn Read + Send>>> {
    let mut records = Records::new(files.open(import), import.kind.0, import.format.0);
    records.read_header().map_err(|error| unreadable(&error))?;
    if import.format.0 == ImportFormat::Ndjson {
        records.set_columns(import.columns()?);
    }
    Ok(records)
}

/// Why a file cannot be read on.
pub fn unreadable(error: &Broken) -> Error {
    match error {
        Broken::OpenQuote(line) => {
            let said = message!(
                "the quote opened in line {line} is not closed within {LONGEST} bytes",
                "第 {line} 行开始的引号在 {LONGEST} 字节内没有结束",
                line = line
            );
            Refusal::of(Code::Invalid).detail(said).into()
        }
        Broken::Read(io) => match io.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
            Some(Error::Refused(problem)) => Error::Refused(problem.clone()),
            // The database was away: it is tried again.
            Some(error) => Error::Internal(error.to_string()),
            None => {
                let said = message!("the file is damaged: `{said}`", "文件已损坏：`{said}`", said = io.to_string());
                Refusal::of(Code::Invalid).detail(said).into()
            }
        },
    }
}
