//! Refunds by line: never above what is left, and any sequence of partial ones ends at exactly zero.

use std::collections::HashSet;

use super::PurchaseState;
use crate::money;
use crate::quantity::Quantity;

/// A recorded line with what was given back so far. Quantities in thousandths, amounts in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Counted from 1 within the purchase.
    pub number: i32,
    /// As bought.
    pub quantity: i64,
    /// As charged for the whole line.
    pub amount: i64,
    /// From 0 to `quantity`, of all refunds so far.
    pub refunded_quantity: i64,
    /// From 0 to `amount`, of all refunds so far.
    pub refunded_amount: i64,
}

impl Line {
    /// Thousandths that can still be given back.
    pub const fn quantity_left(&self) -> i64 {
        self.quantity - self.refunded_quantity
    }

    /// Minor units that can still be given back.
    pub const fn amount_left(&self) -> i64 {
        self.amount - self.refunded_amount
    }

    /// Whether something of it was bought in the end: goods that were all given back were not, nor what was all paid back.
    pub const fn is_kept(&self) -> bool {
        self.quantity_left() > 0 && !self.is_gone()
    }

    /// Whether nothing is left of it. A line that cost nothing is left as long as its goods are.
    const fn is_gone(&self) -> bool {
        self.amount_left() == 0 && (self.amount > 0 || self.quantity_left() == 0)
    }
}

/// What somebody wants back of one line: a quantity, an amount, both, or with neither all that is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefundRequest {
    /// Counted from 1 within the purchase.
    pub number: i32,
    /// How much of the goods comes back; with an amount alone they stay.
    pub quantity: Option<Quantity>,
    /// Minor units; none: the share that the quantity has in what is left.
    pub amount: Option<i64>,
}

/// What is given back of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefundedLine {
    /// Counted from 1 within the purchase.
    pub number: i32,
    /// Thousandths; 0 for a price reduction.
    pub quantity: i64,
    /// Minor units; 0 for goods that cost nothing.
    pub amount: i64,
}

crate::errors! {
    /// Why a refund is refused; the number is the line's.
    #[derive(Copy)]
    pub enum RefundError {
        NoLines => (
            "a refund names at least one line",
            "退款至少应指明一行"
        ),
        NoSuchLine(number: i32) => (
            "the purchase has no line {number}",
            "该购买没有第 {number} 行"
        ),
        Twice(number: i32) => (
            "line {number} is named twice",
            "第 {number} 行重复"
        ),
        NothingLeft(number: i32) => (
            "nothing is left of line {number}",
            "第 {number} 行已全部退完"
        ),
        QuantityAboveLeft {
            /// Of the purchase's line, from 1.
            number: i32,
            /// Thousandths of the quantity.
            left: i64,
        } => (
            "line {number}: only {quantity} is left of the quantity",
            "第 {number} 行：可退数量只剩 {quantity}",
            quantity = crate::quantity::print(*left)
        ),
        AmountAboveLeft {
            /// Of the purchase's line, from 1.
            number: i32,
            /// Minor units.
            left: i64,
        } => (
            "line {number}: only {left} minor units are left of the amount",
            "第 {number} 行：可退金额只剩 {left} 个最小货币单位"
        ),
        NegativeAmount(number: i32) => (
            "line {number}: the amount to refund must not be negative",
            "第 {number} 行：退款金额不能为负"
        ),
        Nothing(number: i32) => (
            "line {number}: the refund is of nothing",
            "第 {number} 行：退款内容为空"
        ),
    }
}

/// What a refund gives back, line by line in the order asked.
///
/// A quantity alone takes its share of what is left of the amount, half to even; the last of the quantity takes exactly
/// the rest. An amount alone is a price reduction: the goods stay.
pub fn refund(lines: &[Line], requests: &[RefundRequest]) -> Result<Vec<RefundedLine>, RefundError> {
    if requests.is_empty() {
        return Err(RefundError::NoLines);
    }
    let mut named = HashSet::new();
    let mut refunded = Vec::with_capacity(requests.len());
    for request in requests {
        let number = request.number;
        if !named.insert(number) {
            return Err(RefundError::Twice(number));
        }
        let line = lines.iter().find(|line| line.number == number).ok_or(RefundError::NoSuchLine(number))?;
        refunded.push(refund_line(line, request)?);
    }
    Ok(refunded)
}

fn refund_line(line: &Line, request: &RefundRequest) -> Result<RefundedLine, RefundError> {
    let number = line.number;
    let (quantity_left, amount_left) = (line.quantity_left(), line.amount_left());
    if quantity_left <= 0 && amount_left <= 0 {
        return Err(RefundError::NothingLeft(number));
    }
    let wanted = request.quantity.map(Quantity::thousandths);
    if wanted.is_some_and(|quantity| quantity > quantity_left) {
        return Err(RefundError::QuantityAboveLeft { number, left: quantity_left });
    }
    let (quantity, amount) = match (wanted, request.amount) {
        (None, None) => (quantity_left, amount_left),
        (Some(quantity), None) if quantity == quantity_left => (quantity, amount_left),
        (Some(quantity), None) => {
            let share = money::pro_rata(amount_left, quantity, quantity_left);
            (quantity, share.unwrap_or(amount_left).min(amount_left))
        }
        (quantity, Some(amount)) => (quantity.unwrap_or(0), amount),
    };
    if amount < 0 {
        return Err(RefundError::NegativeAmount(number));
    }
    if amount > amount_left {
        return Err(RefundError::AmountAboveLeft { number, left: amount_left });
    }
    if quantity == 0 && amount == 0 {
        return Err(RefundError::Nothing(number));
    }
    Ok(RefundedLine { number, quantity, amount })
}

/// The lines as they stand after a refund.
pub fn after(lines: &[Line], refunded: &[RefundedLine]) -> Vec<Line> {
    lines
        .iter()
        .map(|line| {
            let of_line = refunded.iter().filter(|refunded| refunded.number == line.number);
            of_line.fold(*line, |line, refunded| Line {
                refunded_quantity: line.refunded_quantity + refunded.quantity,
                refunded_amount: line.refunded_amount + refunded.amount,
                ..line
            })
        })
        .collect()
}

/// What is left of a purchase with these lines.
pub fn state_of(lines: &[Line]) -> PurchaseState {
    if lines.iter().all(|line| line.refunded_quantity == 0 && line.refunded_amount == 0) {
        PurchaseState::Paid
    } else if lines.iter().all(Line::is_gone) {
        PurchaseState::Refunded
    } else {
        PurchaseState::PartlyRefunded
    }
}

#[cfg(test)]
mod tests;
