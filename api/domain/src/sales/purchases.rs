//! Purchases and refunds: what makes one valid, what is left of it, and when it counts (domain, Purchase).

mod content;
mod refunds;

use chrono::{DateTime, Utc};

use crate::money::MAX_AMOUNT;
use crate::period;
use crate::period::OccurredAtError;
use crate::quantity::Quantity;

pub use content::{Content, ContentLine, canonical};
pub use refunds::{Line, RefundError, RefundRequest, RefundedLine, after, refund, state_of};

/// How many lines a purchase may have.
pub const MOST_LINES: usize = 500;

crate::vocabulary! {
    /// By which way it was sold.
    pub enum Channel {
        InStore = "in_store",
        Delivery = "delivery",
        Online = "online",
        /// 代销.
        Agency = "agency",
    }
}

crate::vocabulary! {
    /// What is left of a purchase.
    pub enum PurchaseState {
        Paid = "paid",
        PartlyRefunded = "partly_refunded",
        Refunded = "refunded",
        /// Its import was undone: it was never to be there.
        Reversed = "reversed",
    }
}

/// A line as it is handed in: what was charged for it and, for information, the discount already taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewLine {
    /// In thousandths, above 0.
    pub quantity: Quantity,
    /// Minor units actually charged for the whole line; the truth.
    pub amount: i64,
    /// Minor units already taken off.
    pub discount: i64,
}

/// The sums of a purchase, in minor units: `gross - discount = net`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    /// Before discounts.
    pub gross: i64,
    /// Of all lines together; already taken off `net`.
    pub discount: i64,
    /// What was charged; refunds come later and are not in it.
    pub net: i64,
}

crate::errors! {
    /// What is wrong with a purchase as handed in.
    #[derive(Copy)]
    pub enum PurchaseError {
        OccurredAt(error: OccurredAtError) => error,
        LineCount => (
            "expected 1 to {MOST_LINES} lines",
            "应为 1 至 {MOST_LINES} 行"
        ),
        TotalTooLarge => (
            "the lines come to more than {MAX_AMOUNT} minor units",
            "各行合计超过 {MAX_AMOUNT} 个最小货币单位"
        ),
        /// `line` counts from 0, as in the list handed in.
        Line {
            /// From 0, in the order given.
            line: usize,
            /// What is wrong with it.
            problem: LineProblem,
        } => (
            "line {number}: {problem}",
            "第 {number} 行：{problem}",
            number = line.saturating_add(1)
        ),
    }
}

crate::errors! {
    /// What is wrong with one line.
    #[derive(Copy)]
    pub enum LineProblem {
        Amount => (
            "the amount must be between 0 and {MAX_AMOUNT} minor units",
            "金额应为 0 至 {MAX_AMOUNT} 个最小货币单位"
        ),
        Discount => (
            "the discount must be between 0 and {MAX_AMOUNT} minor units",
            "优惠应为 0 至 {MAX_AMOUNT} 个最小货币单位"
        ),
    }
}

/// Whether a purchase may be recorded, and its sums; otherwise everything that is wrong with it.
pub fn check(lines: &[NewLine], occurred_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<Totals, Vec<PurchaseError>> {
    let mut errors = Vec::new();
    if let Err(error) = period::check_occurred_at(occurred_at, now) {
        errors.push(PurchaseError::OccurredAt(error));
    }
    if !(1..=MOST_LINES).contains(&lines.len()) {
        errors.push(PurchaseError::LineCount);
        return Err(errors);
    }
    for (line, new) in lines.iter().enumerate() {
        let parts = [(new.amount, LineProblem::Amount), (new.discount, LineProblem::Discount)];
        for (amount, problem) in parts {
            if !(0..=MAX_AMOUNT).contains(&amount) {
                errors.push(PurchaseError::Line { line, problem });
            }
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    totals(lines).map_err(|error| vec![error])
}

/// The sums of lines whose parts are within bounds.
fn totals(lines: &[NewLine]) -> Result<Totals, PurchaseError> {
    let sum = |part: fn(&NewLine) -> i64| lines.iter().map(|line| i128::from(part(line))).sum();
    let bounded =
        |sum: i128| i64::try_from(sum).ok().filter(|&sum| sum <= MAX_AMOUNT).ok_or(PurchaseError::TotalTooLarge);
    let (net, discount): (i128, i128) = (sum(|line| line.amount), sum(|line| line.discount));
    Ok(Totals { gross: bounded(net + discount)?, discount: bounded(discount)?, net: bounded(net)? })
}

/// Whether it counts among a customer's purchases: one of amount 0 does, a wholly refunded one no longer.
pub fn counts_as_purchase(state: PurchaseState) -> bool {
    !matches!(state, PurchaseState::Refunded | PurchaseState::Reversed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(amount: i64, discount: i64) -> NewLine {
        NewLine { quantity: Quantity::ONE, amount, discount }
    }

    fn check_now(lines: &[NewLine]) -> Result<Totals, Vec<PurchaseError>> {
        let now = "2026-05-01T12:00:00Z".parse().unwrap();
        check(lines, now, now)
    }

    #[test]
    fn lines_sum_to_what_was_charged() {
        assert_eq!(
            check_now(&[line(1000, 200), line(0, 0), line(500, 0)]),
            Ok(Totals { gross: 1700, discount: 200, net: 1500 })
        );
        assert_eq!(check_now(&[line(0, 0)]), Ok(Totals { gross: 0, discount: 0, net: 0 }));
    }

    #[test]
    fn everything_wrong_is_told_together() {
        let now = "2026-05-01T12:00:00Z".parse().unwrap();
        let past = "1900-01-01T00:00:00Z".parse().unwrap();
        let problem = |line, problem| PurchaseError::Line { line, problem };
        assert_eq!(
            check(&[line(1, 0), line(-1, -1), line(MAX_AMOUNT + 1, 0)], past, now),
            Err(vec![
                PurchaseError::OccurredAt(OccurredAtError::TooEarly),
                problem(1, LineProblem::Amount),
                problem(1, LineProblem::Discount),
                problem(2, LineProblem::Amount),
            ])
        );
        assert_eq!(check_now(&[]), Err(vec![PurchaseError::LineCount]));
        assert_eq!(check_now(&[line(1, 0); 501]), Err(vec![PurchaseError::LineCount]));
        assert!(check_now(&[line(1, 0); 500]).is_ok());
    }

    #[test]
    fn sums_are_bounded_and_never_overflow() {
        assert!(check_now(&[line(MAX_AMOUNT, 0)]).is_ok());
        for lines in [
            vec![line(MAX_AMOUNT, 0), line(1, 0)],
            vec![line(MAX_AMOUNT, MAX_AMOUNT)],
            vec![line(MAX_AMOUNT, MAX_AMOUNT); 500],
        ] {
            assert_eq!(check_now(&lines), Err(vec![PurchaseError::TotalTooLarge]));
        }
    }
}
