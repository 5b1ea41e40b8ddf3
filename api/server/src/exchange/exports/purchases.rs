//! Purchases as an export has them: the view of the API, or in CSV a row for each line.

use regulars_db::Db;
use regulars_db::sales::bulk;
use regulars_db::sales::purchases;
use regulars_db::sales::purchases::Filter;

use super::stream::{Exported, PAGE};
use crate::platform::error::Answer;
use crate::sales::purchases::views::{LineView, PurchaseView};

/// The headings of CSV.
pub(super) const COLUMNS: [&str; 23] = [
    "id",
    "customer_id",
    "unit_id",
    "channel",
    "partner",
    "external_id",
    "revision",
    "occurred_at",
    "occurred_on",
    "state",
    "currency",
    "gross",
    "discount",
    "refunded",
    "net",
    "line",
    "product_id",
    "description",
    "quantity",
    "line_amount",
    "line_discount",
    "refunded_quantity",
    "refunded_amount",
];

/// Purchases of a filter, behind an id.
#[derive(Clone)]
pub struct Purchases {
    pub filter: Filter,
    pub after: String,
}

impl Exported for Purchases {
    const NAME: &'static str = "purchases";
    type Row = PurchaseView;

    fn page(&mut self, db: &mut Db) -> Answer<Option<Vec<PurchaseView>>> {
        let rows = purchases::after(db, &self.filter, &self.after, PAGE)?;
        let Some(last) = rows.last() else { return Ok(None) };
        self.after.clone_from(&last.id);
        let lines = bulk::lines_of_rows(db, &rows)?;
        let view = |purchase: purchases::Purchase| {
            let from = lines.partition_point(|line| line.purchase_id < purchase.id);
            let rest = lines.get(from..).unwrap_or_default();
            let own = rest.get(..rest.partition_point(|line| line.purchase_id == purchase.id)).unwrap_or_default();
            PurchaseView::new(purchase, own)
        };
        Ok(Some(rows.into_iter().map(view).collect()))
    }

    fn headings(&self) -> Vec<String> {
        COLUMNS.map(str::to_owned).to_vec()
    }

    fn cells(&self, row: &PurchaseView) -> Vec<Vec<String>> {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let head = [
            row.id.clone(),
            row.customer_id.clone(),
            text(&row.unit_id),
            row.channel.to_string(),
            text(&row.partner),
            text(&row.external_id),
            row.revision.to_string(),
            row.occurred_at.to_string(),
            row.occurred_on.to_string(),
            row.state.to_string(),
            row.net.currency.code().to_owned(),
            row.gross.to_decimal(),
            row.discount.to_decimal(),
            row.refunded.to_decimal(),
            row.net.to_decimal(),
        ];
        line_cells(&head, &row.lines)
    }
}

/// A row of CSV for each line of a sale, each with the cells of the sale before its own.
pub(super) fn line_cells(head: &[String], lines: &[LineView]) -> Vec<Vec<String>> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let cells = |line: &LineView| {
        let tail = [
            line.number.to_string(),
            text(&line.product_id),
            text(&line.description),
            line.quantity.clone(),
            line.amount.to_decimal(),
            line.discount.to_decimal(),
            line.refunded_quantity.clone(),
            line.refunded_amount.to_decimal(),
        ];
        head.iter().cloned().chain(tail).collect()
    };
    lines.iter().map(cells).collect()
}
