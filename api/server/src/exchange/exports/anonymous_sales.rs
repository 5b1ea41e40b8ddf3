//! Anonymous sales as an export has them: the view of the API, or in CSV a row for each line.

use regulars_db::Db;
use regulars_db::sales::anonymous_sales;
use regulars_db::sales::anonymous_sales::{Filter, Sale};

use super::purchases::{COLUMNS, line_cells};
use super::stream::{Exported, PAGE};
use crate::platform::error::Answer;
use crate::sales::anonymous_sales::views::AnonymousSaleView;

/// Sales of a filter, behind an id.
#[derive(Clone)]
pub struct AnonymousSales {
    pub filter: Filter,
    pub after: String,
}

impl Exported for AnonymousSales {
    const NAME: &'static str = "anonymous-sales";
    type Row = AnonymousSaleView;

    fn page(&mut self, db: &mut Db) -> Answer<Option<Vec<AnonymousSaleView>>> {
        let rows = anonymous_sales::after(db, &self.filter, &self.after, PAGE)?;
        let Some(last) = rows.last() else { return Ok(None) };
        self.after.clone_from(&last.id);
        let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let lines = anonymous_sales::lines_of(db, &ids)?;
        let view = |sale: Sale| {
            let from = lines.partition_point(|line| line.sale_id < sale.id);
            let rest = lines.get(from..).unwrap_or_default();
            let own = rest.get(..rest.partition_point(|line| line.sale_id == sale.id)).unwrap_or_default();
            AnonymousSaleView::new(sale, own)
        };
        Ok(Some(rows.into_iter().map(view).collect()))
    }

    /// Those of purchases but the customer.
    fn headings(&self) -> Vec<String> {
        COLUMNS.iter().filter(|column| **column != "customer_id").map(|column| (*column).to_owned()).collect()
    }

    fn cells(&self, row: &AnonymousSaleView) -> Vec<Vec<String>> {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let head = [
            row.id.clone(),
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
