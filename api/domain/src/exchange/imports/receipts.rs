//! The rows of one receipt: what was bought, and what was brought back.

use super::rows::PurchaseRow;
use crate::sales::purchases::{Line, RefundError, RefundRequest, RefundedLine, refund};

/// What the rows of one receipt come to, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receipt {
    /// The lines of the purchase; none when the file holds only what was brought back.
    pub sold: Vec<PurchaseRow>,
    /// What was brought back, a refund each. Amounts and quantities are above zero here as well.
    pub returned: Vec<PurchaseRow>,
}

crate::errors! {
    /// Why rows with one number are not one receipt.
    #[derive(Copy)]
    pub enum ReceiptError {
        RowsDiffer => (
            "rows of one purchase must have the same customer, time, unit and channel",
            "同一笔购买的各行须有相同的客户、时间、单元和渠道"
        ),
        ReturnedByAnother => (
            "what was returned must have the customer who bought it",
            "退货行的客户须与购买行的客户相同"
        ),
        ReturnedBefore => (
            "goods cannot be returned before they were bought",
            "退货时间不能早于购买时间"
        ),
    }
}

impl Receipt {
    /// Puts rows with one number together; rows without a number come one by one. A return that gives only its day
    /// happened when the purchase did, if that was on the same day.
    pub fn of(rows: Vec<PurchaseRow>) -> Result<Receipt, ReceiptError> {
        let (mut returned, sold) = match rows.iter().any(|row| row.returned) {
            true => rows.into_iter().partition(|row| row.returned),
            // As it came: most receipts are one row, and very many are held at a time.
            false => (Vec::new(), rows),
        };
        if let Some((first, rest)) = sold.split_first() {
            let same = |row: &PurchaseRow| {
                let head = |row: &PurchaseRow| (row.occurred_at, row.unit_code.clone(), row.channel);
                same_customer(row, first) && head(row) == head(first)
            };
            if !rest.iter().all(same) {
                return Err(ReceiptError::RowsDiffer);
            }
        }
        let first = sold.first().or(returned.first()).cloned();
        for row in &mut returned {
            let Some(first) = &first else { continue };
            if !same_customer(row, first) {
                return Err(ReceiptError::ReturnedByAnother);
            }
            if sold.is_empty() {
                continue;
            }
            if row.occurred_on < first.occurred_on {
                return Err(ReceiptError::ReturnedBefore);
            }
            row.occurred_at = row.occurred_at.max(first.occurred_at);
        }
        Ok(Receipt { sold, returned })
    }

    /// The row that says whose it is and where.
    pub fn head(&self) -> Option<&PurchaseRow> {
        self.sold.first().or(self.returned.first())
    }
}

fn same_customer(row: &PurchaseRow, other: &PurchaseRow) -> bool {
    let names = |row: &PurchaseRow| {
        [&row.customer_external_id, &row.customer_card, &row.customer_phone, &row.customer_email].map(Clone::clone)
    };
    names(row) == names(other)
}

/// A line of a purchase, and whether it is of the goods that a returned row names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// As it stands after all refunds so far.
    pub line: Line,
    /// Whether the row names its goods; false of every line when the row names none that the purchase has.
    pub is_named: bool,
}

/// Which lines of a purchase a returned row gives back: those of the goods it names, of all of them if it names none; the
/// first that has enough left, else as many as it takes in their order.
pub fn given_back(lines: &[Candidate], row: &PurchaseRow) -> Result<Vec<RefundedLine>, RefundError> {
    let any_named = lines.iter().any(|candidate| candidate.is_named);
    let of: Vec<Line> =
        lines.iter().filter(|candidate| candidate.is_named || !any_named).map(|candidate| candidate.line).collect();
    let wanted = row.said_quantity.then_some(row.quantity);
    let enough = |line: &&Line| {
        line.amount_left() >= row.amount
            && line.quantity_left() > 0
            && wanted.is_none_or(|wanted| line.quantity_left() >= wanted.thousandths())
    };
    if let Some(line) = of.iter().find(enough) {
        let all = wanted.is_none() && line.amount_left() == row.amount;
        let amount = (!all).then_some(row.amount);
        return refund(&of, &[RefundRequest { number: line.number, quantity: wanted, amount }]);
    }
    let mut left = row.amount;
    let mut requests = Vec::new();
    for line in of.iter().filter(|line| line.amount_left() > 0) {
        let amount = line.amount_left().min(left);
        if amount == 0 {
            break;
        }
        left -= amount;
        let amount = (amount < line.amount_left()).then_some(amount);
        requests.push(RefundRequest { number: line.number, quantity: None, amount });
    }
    match (left, of.first()) {
        (0, _) => refund(&of, &requests),
        (_, Some(line)) => Err(RefundError::AmountAboveLeft { number: line.number, left: row.amount - left }),
        (_, None) => Err(RefundError::NoLines),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Quantity;

    /// A row of this number, moment in UTC and amount, of goods that were bought.
    fn line_of(number: &str, at: &str, amount: i64) -> PurchaseRow {
        let at = if at.len() == 10 { format!("{at}T00:00:00Z") } else { format!("{}:00Z", at.replace(' ', "T")) };
        let at: chrono::DateTime<chrono::Utc> = at.parse().unwrap();
        PurchaseRow {
            external_id: Some(number.to_owned()),
            customer_external_id: None,
            customer_phone: Some("+8615400990104".to_owned()),
            customer_card: None,
            customer_email: None,
            customer_name: None,
            occurred_at: at,
            occurred_on: at.date_naive(),
            amount,
            returned: false,
            discount: 0,
            quantity: Quantity::ONE,
            said_quantity: false,
            product_code: None,
            product_name: None,
            unit_code: None,
            channel: None,
        }
    }

    fn line(number: i32, quantity: i64, amount: i64) -> Line {
        Line { number, quantity: quantity * 1000, amount, refunded_quantity: 0, refunded_amount: 0 }
    }

    fn returned(amount: i64, quantity: Option<i64>) -> PurchaseRow {
        let row = line_of("T-1", "2026-11-02", amount);
        let said = quantity.and_then(|quantity| Quantity::from_thousandths(quantity * 1000).ok());
        PurchaseRow { returned: true, said_quantity: said.is_some(), quantity: said.unwrap_or(Quantity::ONE), ..row }
    }

    fn gives(lines: &[(Line, bool)], row: &PurchaseRow) -> Result<Vec<(i32, i64, i64)>, RefundError> {
        let lines: Vec<Candidate> = lines.iter().map(|&(line, is_named)| Candidate { line, is_named }).collect();
        given_back(&lines, row)
            .map(|lines| lines.iter().map(|line| (line.number, line.quantity / 1000, line.amount)).collect())
    }

    #[test]
    fn a_returned_row_gives_back_the_goods_it_names_else_the_first_that_suffice() {
        let tea = line(1, 2, 2000);
        let cake = line(2, 1, 3000);
        for (lines, row, given) in [
            (vec![(tea, false)], returned(1000, Some(1)), vec![(1, 1, 1000)]),
            (vec![(tea, false)], returned(2000, None), vec![(1, 2, 2000)]),
            (vec![(tea, false)], returned(500, None), vec![(1, 0, 500)]),
            (vec![(tea, false), (cake, true)], returned(1000, Some(1)), vec![(2, 1, 1000)]),
            (vec![(tea, false), (cake, false)], returned(3000, Some(1)), vec![(2, 1, 3000)]),
            (vec![(tea, false), (cake, false)], returned(4000, Some(2)), vec![(1, 2, 2000), (2, 0, 2000)]),
            (vec![(tea, false), (cake, false)], returned(5000, Some(3)), vec![(1, 2, 2000), (2, 1, 3000)]),
        ] {
            assert_eq!(gives(&lines, &row), Ok(given), "{row:?}");
        }
        let more = gives(&[(tea, false), (cake, false)], &returned(5001, None));
        assert_eq!(more, Err(RefundError::AmountAboveLeft { number: 1, left: 5000 }));
        let more = gives(&[(tea, false), (cake, true)], &returned(3001, None));
        assert_eq!(more, Err(RefundError::AmountAboveLeft { number: 2, left: 3000 }));
    }

    #[test]
    fn rows_of_one_number_are_a_purchase_and_its_returns() {
        let sold = line_of("T-1", "2026-11-02 13:05", 2000);
        let back = PurchaseRow { returned: true, ..line_of("T-1", "2026-11-02", 1000) };
        let receipt = Receipt::of(vec![back.clone(), sold.clone()]).unwrap();
        assert_eq!((receipt.sold.len(), receipt.returned.len()), (1, 1));
        assert_eq!(receipt.returned[0].occurred_at, sold.occurred_at, "a day alone is no earlier");
        assert_eq!(receipt.head(), Some(&sold));
        let alone = Receipt::of(vec![back.clone()]).unwrap();
        assert_eq!((alone.sold.len(), alone.head()), (0, Some(&back)));

        let before = PurchaseRow { returned: true, ..line_of("T-1", "2026-11-01", 1000) };
        let other = PurchaseRow { customer_phone: Some("+8615400990105".to_owned()), ..back };
        for (row, error) in [
            (before, ReceiptError::ReturnedBefore),
            (other, ReceiptError::ReturnedByAnother),
            (line_of("T-1", "2026-11-03", 1000), ReceiptError::RowsDiffer),
        ] {
            assert_eq!(Receipt::of(vec![sold.clone(), row]), Err(error));
        }
    }
}
