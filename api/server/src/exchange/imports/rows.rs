//! The rows of an import, read by the domain's rules and put together: several rows of one partner's id are one
//! purchase. What a row names is not looked up here.

use std::io::Read;

use regulars_db::exchange::imports::{Import, Rejection};
use regulars_db::text::AsText;
use regulars_domain::exchange::imports::{
    CustomerRow, Field, ImportFormat, ImportKind, PurchaseRow, Read as Meant, RowError, RowOutcome,
};
use regulars_domain::message;
use regulars_domain::sales::purchases::MOST_LINES;
use serde::{Deserialize, Serialize};

use super::context::ImportContext;
use super::options::{Kept, kept};
use super::reasons::Reason;
use super::records::{Broken, LONGEST, Record, Records};
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
    /// The lines of one purchase; never empty.
    Purchase(Vec<PurchaseRow>),
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
    /// Rows before it.
    pub rows: i64,
    /// The partner's id of a purchase that had too many rows: those that follow are rejected as well.
    pub(super) overflowing: Option<String>,
}

/// Reads the rows of an import from a place on.
pub struct Rows<'a, R> {
    records: Records<R>,
    context: &'a ImportContext,
    kind: ImportKind,
    place: Place,
    /// Read, and not part of a batch yet.
    ahead: Option<Result<Row, Rejected>>,
}

impl<'a, R: Read> Rows<'a, R> {
    /// Opens the rows of a file whose header is known, behind those before `place`.
    pub fn open(content: R, import: &Import, context: &'a ImportContext, place: Place) -> Answer<Rows<'a, R>> {
        let mut records = Records::new(content, import.kind.0, import.format.0);
        records.read_header().map_err(|error| unreadable(&error))?;
        if import.format.0 == ImportFormat::Ndjson {
            records.set_columns(import.columns()?);
        }
        for _ in 0..place.rows {
            records.next().map_err(|error| unreadable(&error))?;
        }
        Ok(Rows { records, context, kind: import.kind.0, place, ahead: None })
    }

    /// The next batch of about `size` rows; none at the end.
    pub fn batch(&mut self, size: usize) -> Answer<Option<Batch<ParsedRow>>> {
        let mut batch = Batch { items: Vec::new(), rejected: Vec::new(), rows: 0, next: Place::default() };
        let most = i64::try_from(size).unwrap_or(i64::MAX);
        while batch.rows < most {
            let Some(row) = self.take()? else { break };
            match row {
                Err(rejected) => {
                    batch.rows += 1;
                    batch.rejected.push(rejected);
                }
                Ok(row) => self.read(row, &mut batch)?,
            }
        }
        batch.next = self.place.clone();
        Ok((batch.rows > 0).then_some(batch))
    }

    fn take(&mut self) -> Answer<Option<Result<Row, Rejected>>> {
        let row = match self.ahead.take() {
            Some(row) => Some(row),
            None => self.next()?,
        };
        self.place.rows += i64::from(row.is_some());
        Ok(row)
    }

    fn next(&mut self) -> Answer<Option<Result<Row, Rejected>>> {
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

    fn read(&mut self, mut row: Row, batch: &mut Batch<ParsedRow>) -> Answer<()> {
        match self.kind {
            ImportKind::Customers => {
                batch.rows += 1;
                match self.context.reader().customer(&row.cells) {
                    Ok(Meant { value, warnings }) => {
                        row.warnings = reasons(warnings);
                        batch.items.push(Item { rows: vec![row], value: ParsedRow::Customer(Box::new(value)) });
                    }
                    Err(errors) => batch.rejected.push(Rejected::refused(row, reasons(errors))),
                }
                Ok(())
            }
            ImportKind::Purchases => {
                let rows = self.rows_of_purchase(row)?;
                batch.rows += i64::try_from(rows.len()).unwrap_or(0);
                self.read_purchase(rows, batch);
                Ok(())
            }
        }
    }

    /// The row and those behind it with the same partner's id, one more than a purchase may have at the most.
    fn rows_of_purchase(&mut self, row: Row) -> Answer<Vec<Row>> {
        let Some(id) = self.external_id(&row) else {
            self.place.overflowing = None;
            return Ok(vec![row]);
        };
        let mut rows = vec![row];
        if self.place.overflowing.as_ref() == Some(&id) {
            return Ok(rows);
        }
        self.place.overflowing = None;
        while rows.len() <= MOST_LINES {
            match self.take()? {
                Some(Ok(next)) if self.external_id(&next).as_ref() == Some(&id) => rows.push(next),
                other => {
                    self.place.rows -= i64::from(other.is_some());
                    self.ahead = other;
                    return Ok(rows);
                }
            }
        }
        self.place.overflowing = Some(id);
        Ok(rows)
    }

    fn external_id(&self, row: &Row) -> Option<String> {
        self.context.layout.cell(&row.cells, Field::ExternalId).map(str::to_owned)
    }

    /// A purchase is taken as a whole or not at all.
    fn read_purchase(&self, rows: Vec<Row>, batch: &mut Batch<ParsedRow>) {
        if self.place.overflowing.is_some() {
            let said = message!("a purchase has at most {MOST_LINES} lines", "一笔购买最多 {MOST_LINES} 行");
            let reason = Reason::whole("too_many_lines", said);
            let reject = |row| Rejected::refused(row, vec![reason.clone()]);
            batch.rejected.extend(rows.into_iter().map(reject));
            return;
        }
        let reader = self.context.reader();
        let mut rows = rows;
        let mut read_row = |row: &mut Row| -> Result<PurchaseRow, Vec<RowError>> {
            let Meant { value, warnings } = reader.purchase(&row.cells)?;
            row.warnings = reasons(warnings);
            Ok(value)
        };
        let read: Vec<Result<PurchaseRow, Vec<RowError>>> = rows.iter_mut().map(&mut read_row).collect();
        if read.iter().all(Result::is_ok) {
            // Collected, it would have room for four: most purchases have one, and a window holds many.
            let mut lines: Vec<PurchaseRow> = Vec::with_capacity(rows.len());
            lines.extend(read.into_iter().flatten());
            match of_one_purchase(&lines) {
                Ok(()) => batch.items.push(Item { rows, value: ParsedRow::Purchase(lines) }),
                Err(reason) => {
                    let reject = |row| Rejected::refused(row, vec![reason.clone()]);
                    batch.rejected.extend(rows.into_iter().map(reject));
                }
            }
            return;
        }
        for (row, read) in rows.into_iter().zip(read) {
            let other = || {
                let said = message!("another row of the same purchase was rejected", "同一笔购买的另一行被拒绝");
                vec![Reason::whole("other_row", said)]
            };
            batch.rejected.push(Rejected::refused(row, read.map_or_else(reasons, |_| other())));
        }
    }
}

/// Rows of one purchase tell the same of it.
fn of_one_purchase(lines: &[PurchaseRow]) -> Result<(), Reason> {
    let head = |line: &PurchaseRow| {
        (
            line.occurred_at,
            line.customer_external_id.clone(),
            line.customer_card.clone(),
            line.customer_phone.clone(),
            line.customer_email.clone(),
            line.unit_code.clone(),
            line.channel,
        )
    };
    match lines.split_first() {
        Some((first, rest)) if rest.iter().any(|line| head(line) != head(first)) => {
            let said = message!(
                "rows of one purchase must have the same customer, time, unit and channel",
                "同一笔购买的各行须有相同的客户、时间、单元和渠道"
            );
            Err(Reason::of(Field::ExternalId, "rows_differ", said))
        }
        _ => Ok(()),
    }
}

fn reasons(errors: Vec<RowError>) -> Vec<Reason> {
    errors.into_iter().map(Reason::from).collect()
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
