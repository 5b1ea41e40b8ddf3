//! What rows that belong together mean, by the domain's rules. What they name is not looked up here.

use regulars_domain::exchange::imports::{Field, ImportKind, PurchaseRow, Read as Meant, Receipt, RowError};
use regulars_domain::message;
use regulars_domain::sales::purchases::MOST_LINES;
use regulars_domain::text::{Message, listed};

use super::context::ImportContext;
use super::reasons::Reason;
use super::rows::{Batch, Cut, Item, ParsedRow, Rejected, Row};

/// Bad rows of a receipt that its good rows name.
const SHOWN_LINES: usize = 5;

/// Adds to a batch what these rows mean: each a customer, or all of them one purchase.
pub fn read(context: &ImportContext, kind: ImportKind, rows: Vec<Cut>, batch: &mut Batch<ParsedRow>) {
    batch.rows += i64::try_from(rows.len()).unwrap_or(0);
    match kind {
        ImportKind::Customers => rows.into_iter().for_each(|cut| read_customer(context, cut, batch)),
        ImportKind::Purchases => read_purchase(context, rows, batch),
    }
}

/// Refuses rows of a receipt that has more lines than a purchase may have.
pub fn refuse_too_long(rows: Vec<Cut>, batch: &mut Batch<ParsedRow>) {
    batch.rows += i64::try_from(rows.len()).unwrap_or(0);
    batch.rejected.extend(rows.into_iter().map(|cut| refused(cut, &too_long())));
}

fn read_customer(context: &ImportContext, cut: Cut, batch: &mut Batch<ParsedRow>) {
    let mut row = match cut {
        Ok(row) => row,
        Err(rejected) => return batch.rejected.push(rejected),
    };
    match context.reader().customer(&row.cells) {
        Ok(Meant { value, warnings }) => {
            row.warnings = reasons(warnings);
            batch.items.push(Item { rows: vec![row], value: ParsedRow::Customer(Box::new(value)) });
        }
        Err(errors) => batch.rejected.push(Rejected::refused(row, reasons(errors))),
    }
}

/// A purchase is taken as a whole or not at all: a row that cannot be read takes the others with it.
fn read_purchase(context: &ImportContext, rows: Vec<Cut>, batch: &mut Batch<ParsedRow>) {
    if rows.len() > MOST_LINES {
        return batch.rejected.extend(rows.into_iter().map(|cut| refused(cut, &too_long())));
    }
    let reader = context.reader();
    let mut read: Vec<(Row, Result<PurchaseRow, Vec<Reason>>)> = Vec::with_capacity(rows.len());
    for cut in rows {
        read.push(match cut {
            Ok(mut row) => match reader.purchase(&row.cells) {
                Ok(Meant { value, warnings }) => {
                    row.warnings = reasons(warnings);
                    (row, Ok(value))
                }
                Err(errors) => (row, Err(reasons(errors))),
            },
            Err(Rejected { row, reasons, .. }) => (row, Err(reasons)),
        });
    }
    let bad: Vec<i64> = read.iter().filter(|(_, meant)| meant.is_err()).map(|(row, _)| row.line).collect();
    if bad.is_empty() {
        return take_whole(read, batch);
    }
    for (row, meant) in read {
        let reasons = meant.err().unwrap_or_else(|| vec![other_row(&bad)]);
        batch.rejected.push(Rejected::refused(row, reasons));
    }
}

fn take_whole(read: Vec<(Row, Result<PurchaseRow, Vec<Reason>>)>, batch: &mut Batch<ParsedRow>) {
    let mut rows: Vec<Row> = Vec::with_capacity(read.len());
    let mut lines: Vec<PurchaseRow> = Vec::with_capacity(read.len());
    for (row, meant) in read {
        rows.push(row);
        lines.extend(meant);
    }
    match Receipt::of(lines) {
        Ok(receipt) => batch.items.push(Item { rows, value: ParsedRow::Purchase(receipt) }),
        Err(error) => {
            let reason = Reason::of(Field::ExternalId, "rows_differ", error);
            batch.rejected.extend(rows.into_iter().map(|row| refused(Ok(row), &reason)));
        }
    }
}

/// A row with why it is refused, behind what was wrong with it before.
fn refused(cut: Cut, reason: &Reason) -> Rejected {
    match cut {
        Ok(row) => Rejected::refused(row, vec![reason.clone()]),
        Err(mut rejected) => {
            rejected.reasons.push(reason.clone());
            rejected
        }
    }
}

fn too_long() -> Reason {
    let said = message!("a purchase has at most {MOST_LINES} lines", "一笔购买最多 {MOST_LINES} 行");
    Reason::whole("too_many_lines", said)
}

/// What is said of a good row whose receipt has bad ones.
fn other_row(bad: &[i64]) -> Reason {
    let lines = listed(
        &bad.iter().take(SHOWN_LINES).map(|line| Message::new(line.to_string(), line.to_string())).collect::<Vec<_>>(),
    );
    let said = message!(
        "the receipt is taken as a whole, and these lines of it were rejected: {lines}",
        "同一笔购买须整体导入，其中以下各行被拒绝：{lines}",
        lines = lines
    );
    Reason::whole("other_row", said)
}

fn reasons(errors: Vec<RowError>) -> Vec<Reason> {
    errors.into_iter().map(Reason::from).collect()
}
