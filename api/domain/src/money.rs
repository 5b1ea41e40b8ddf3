//! Money: integer minor units and an ISO 4217 currency. Never a float.
//!
//! Here: amounts, their bounds, reading and printing, and pro-rata division. Not here: exchange rates, and how files
//! write amounts (see `imports::cells`).

mod currency;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use currency::Currency;

use crate::text::{Language, Part};

/// No single amount is larger than this many minor units, up or down (10¹⁵): sums of a customer's life stay in 64 bits.
pub const MAX_AMOUNT: i64 = 1_000_000_000_000_000;

/// An amount in minor units of a currency: 12345 CNY is ¥123.45.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"amount": 12345, "currency": "CNY"}))]
pub struct Money {
    /// Minor units of the currency (cents, fen).
    pub amount: i64,
    /// Its digits after the decimal point say how large a minor unit is.
    pub currency: Currency,
}

crate::errors! {
    /// Why an amount cannot be used.
    pub enum MoneyError {
        TooLarge => ("the amount is larger than {MAX_AMOUNT} minor units", "金额超过 {MAX_AMOUNT} 个最小货币单位"),
        OtherCurrency {
            /// The currency of the amount.
            found: Currency,
            /// The currency wanted here.
            expected: Currency,
        } => (
            "the currency is `{found}`, expected `{expected}`", "币种为 `{found}`，应为 `{expected}`"
        ),
        NotADecimal => (
            "expected digits with an optional decimal point, such as 12.50", "应为数字，可带一个小数点，如 12.50"
        ),
        TooPrecise {
            /// The decimal places of the currency.
            digits: u8,
        } => (
            "at most {digits} decimal places in this currency", "此币种最多 {digits} 位小数"
        ),
    }
}

impl Money {
    /// An amount of so many minor units; that it is within bounds is not checked here.
    pub const fn new(amount: i64, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// Nothing, in a currency.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// The sum, if both are of one currency and the result fits.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.combine(other, i64::checked_add)
    }

    /// The difference, if both are of one currency and the result fits.
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.combine(other, i64::checked_sub)
    }

    /// The amount, if it is of the expected currency and within bounds.
    pub fn amount_in(self, expected: Currency) -> Result<i64, MoneyError> {
        if self.currency != expected {
            return Err(MoneyError::OtherCurrency { found: self.currency, expected });
        }
        bounded(self.amount)
    }

    /// `1234.50`, with as many decimals as the currency has.
    pub fn to_decimal(self) -> String {
        print_decimal(self.amount, self.currency.digits())
    }

    fn combine(self, other: Self, operation: fn(i64, i64) -> Option<i64>) -> Result<Self, MoneyError> {
        let other = other.amount_in(self.currency)?;
        let amount = operation(self.amount, other).ok_or(MoneyError::TooLarge)?;
        Ok(Self::new(bounded(amount)?, self.currency))
    }
}

/// Money inside a sentence, alike in both languages: `¥1,234.50` for CNY, as the console writes it, and any other
/// currency by its code, `USD 1,234.50`, for its sign is shared with others.
pub fn told(money: Money) -> String {
    let sign = if money.amount < 0 { "-" } else { "" };
    let decimal = print_decimal(money.amount, money.currency.digits());
    let digits = grouped(decimal.trim_start_matches('-'));
    if money.currency == Currency::CNY {
        format!("{sign}¥{digits}")
    } else {
        format!("{} {sign}{digits}", money.currency)
    }
}

/// `1234567.50` as `1,234,567.50`.
fn grouped(decimal: &str) -> String {
    let whole = decimal.split('.').next().map_or(0, str::len);
    let mut text = String::new();
    for (at, digit) in decimal.char_indices() {
        if at > 0 && at < whole && (whole - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

impl std::fmt::Display for Money {
    /// As [`told`].
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&told(*self))
    }
}

impl Part for Money {
    fn part(&self, _: Language) -> Cow<'_, str> {
        Cow::Owned(told(*self))
    }
}

/// The amount, if it is within ±[`MAX_AMOUNT`].
pub fn bounded(amount: i64) -> Result<i64, MoneyError> {
    if (-MAX_AMOUNT..=MAX_AMOUNT).contains(&amount) { Ok(amount) } else { Err(MoneyError::TooLarge) }
}

/// Minor units of a decimal such as `12.5` or `-0.05`. Strict: ASCII digits, one point, no signs but a leading minus, no
/// grouping, no more decimals than the currency has.
pub fn parse_decimal(text: &str, currency: Currency) -> Result<i64, MoneyError> {
    bounded(parse_scaled(text, currency.digits())?)
}

/// A decimal as an integer of `digits` decimal places; shared with quantities and shares.
pub(crate) fn parse_scaled(text: &str, digits: u8) -> Result<i64, MoneyError> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = match unsigned.split_once('.') {
        Some((_, "")) => return Err(MoneyError::NotADecimal),
        Some(parts) => parts,
        None => (unsigned, ""),
    };
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return Err(MoneyError::NotADecimal);
    }
    if fraction.len() > usize::from(digits) {
        return Err(MoneyError::TooPrecise { digits });
    }
    let padded = format!("{whole}{fraction:0<width$}", width = usize::from(digits));
    let value: i64 = padded.parse().map_err(|_| MoneyError::TooLarge)?;
    Ok(if negative { -value } else { value })
}

/// An integer of `digits` decimal places as a decimal; shared with quantities.
pub(crate) fn print_decimal(value: i64, digits: u8) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let width = usize::from(digits);
    let text = format!("{:0>width$}", value.unsigned_abs(), width = width + 1);
    let (whole, fraction) = text.split_at(text.len() - width);
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// `amount × part ⁄ whole`, half to even. `None` when `whole` is zero or the result does not fit.
pub fn pro_rata(amount: i64, part: i64, whole: i64) -> Option<i64> {
    let product = i128::from(amount).checked_mul(i128::from(part))?;
    divide_half_even(product, i128::from(whole))
}

/// `dividend ⁄ divisor`, half to even. `None` when the divisor is zero or the result does not fit.
pub fn divide_half_even(dividend: i128, divisor: i128) -> Option<i64> {
    if divisor == 0 {
        return None;
    }
    let (dividend, divisor) =
        if divisor < 0 { (dividend.checked_neg()?, divisor.checked_neg()?) } else { (dividend, divisor) };
    let floor = dividend.div_euclid(divisor);
    let twice = dividend.rem_euclid(divisor).checked_mul(2)?;
    let up = twice > divisor || (twice == divisor && floor % 2 != 0);
    i64::try_from(floor + i128::from(up)).ok()
}

#[cfg(test)]
mod tests;
