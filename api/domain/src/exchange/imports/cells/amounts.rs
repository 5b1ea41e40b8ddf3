//! Amounts and quantities as files write them.

use super::CellError;
use crate::money;
use crate::money::Currency;
use crate::quantity::Quantity;
use crate::text;

/// Minor units of an amount: a sign or name of the currency before or after, groups of three, more decimals than the
/// currency has only when they are zero. With the sign of another currency it is another amount, and none of ours.
pub fn parse_amount(cell: &str, currency: Currency) -> Result<i64, CellError> {
    let plain = text::half_width(cell);
    let (negative, unsigned) = match plain.trim().strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, plain.trim()),
    };
    let digits = without_currency(unsigned, currency);
    if is_marked(digits) {
        return Err(CellError::Currency);
    }
    if !digits.bytes().next().is_some_and(|b| b.is_ascii_digit()) {
        return Err(CellError::Amount);
    }
    let digits = without_groups(digits).ok_or(CellError::Amount)?;
    let digits = without_zeros(&digits, currency.digits());
    let amount = money::parse_decimal(digits, currency).map_err(|_| CellError::Amount)?;
    Ok(if negative { -amount } else { amount })
}

/// What an amount in a currency is marked with beside its code.
fn signs(currency: Currency) -> &'static [&'static str] {
    match currency.code() {
        "CNY" => &["RMB", "人民币", "¥", "￥", "元", "圆"],
        "JPY" => &["¥", "￥", "円", "日元"],
        "USD" => &["US$", "$"],
        "EUR" => &["€"],
        "GBP" => &["£"],
        "KRW" => &["₩", "￦"],
        "HKD" => &["HK$", "$"],
        "TWD" => &["NT$", "$", "元"],
        "SGD" => &["S$", "$"],
        "AUD" => &["A$", "$"],
        "CAD" => &["C$", "$"],
        "MOP" => &["MOP$"],
        _ => &[],
    }
}

/// Without one mark of the currency at each end.
fn without_currency(amount: &str, currency: Currency) -> &str {
    let marks = || std::iter::once(currency.code()).chain(signs(currency).iter().copied());
    let behind = marks().find_map(|mark| amount.strip_prefix(mark)).unwrap_or(amount).trim();
    marks().find_map(|mark| behind.strip_suffix(mark)).unwrap_or(behind).trim()
}

/// Whether an amount still has a sign or code of a currency.
fn is_marked(amount: &str) -> bool {
    let is_sign = |c: char| "¥￥$€£₩￦元圆円₹₽₫฿₱₺₴₦₲₵₡₪₸₮₭".contains(c);
    let rest: String = amount.chars().filter(|c| !c.is_ascii_digit() && !" .,-".contains(*c)).collect();
    let is_code = (2..=4).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_uppercase());
    is_code || rest.contains(is_sign)
}

/// `1,234,567.5` as `1234567.5`; groups must be of three, or the comma may be somebody's decimal point.
fn without_groups(digits: &str) -> Option<String> {
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let grouped = whole.contains(',');
    if grouped && !((1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3)) {
        return None;
    }
    let whole = whole.replace(',', "");
    Some(match fraction {
        Some(fraction) => format!("{whole}.{fraction}"),
        None => whole,
    })
}

/// Without the zeros beyond what can be held: `12.5000` as `12.50`, `12.0` of a currency without cents as `12`.
fn without_zeros(digits: &str, held: u8) -> &str {
    let Some((whole, fraction)) = digits.split_once('.') else {
        return digits;
    };
    let held = usize::from(held);
    let surplus = fraction.get(held..).unwrap_or_default();
    if fraction.is_empty() || surplus.is_empty() || surplus.bytes().any(|b| b != b'0') {
        return digits;
    }
    let end = whole.len() + if held == 0 { 0 } else { 1 + held };
    digits.get(..end).unwrap_or(digits)
}

/// A quantity, with grouping and surplus zeros as for amounts.
pub fn parse_quantity(cell: &str) -> Result<Quantity, CellError> {
    let plain = text::half_width(cell);
    let digits = without_groups(plain.trim()).ok_or(CellError::Quantity)?;
    without_zeros(&digits, 3).parse().map_err(|_| CellError::Quantity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_files_write_them() {
        let cny: Currency = "CNY".parse().unwrap();
        for (cell, minor) in [
            ("12.5", 1250),
            ("1234.50", 123_450),
            ("1,234.50", 123_450),
            ("¥1,234.50", 123_450),
            ("￥ 1,234", 123_400),
            ("1,234,567.00", 123_456_700),
            ("12.5000", 1250),
            ("CNY 12", 1200),
            ("12元", 1200),
            ("-¥3.00", -300),
            ("１２．５", 1250),
            ("RMB 12.00", 1200),
            ("¥12元", 1200),
            ("CNY12.00元", 1200),
            ("人民币12", 1200),
        ] {
            assert_eq!(parse_amount(cell, cny), Ok(minor), "{cell}");
        }
        for cell in [
            "",
            "¥",
            "1,5",
            "12,34.5",
            "1,2345",
            "12.345",
            "1e3",
            "--1",
            "-",
            "abc",
            "NaN",
            "1 2",
            "12.",
            ".5",
            "¥-1",
            "99999999999999999999",
        ] {
            assert_eq!(parse_amount(cell, cny), Err(CellError::Amount), "{cell}");
        }
        for cell in
            ["$12.00", "€12.00", "12.00$", "US$12", "-$12.00", "USD 1", "1 USD", "12円", "£3", "HK$5", "＄12", "¥$12"]
        {
            assert_eq!(parse_amount(cell, cny), Err(CellError::Currency), "{cell}");
        }
        let usd: Currency = "USD".parse().unwrap();
        assert_eq!((parse_amount("$12.00", usd), parse_amount("¥12", usd)), (Ok(1200), Err(CellError::Currency)));
        let jpy: Currency = "JPY".parse().unwrap();
        assert_eq!(parse_amount("1,200.00", jpy), Ok(1200));
        assert_eq!(parse_amount("1200.5", jpy), Err(CellError::Amount));
    }

    #[test]
    fn quantities_are_above_zero() {
        for (cell, thousandths) in [("1", 1000), ("1.5", 1500), ("2.0000", 2000), ("1,000", 1_000_000)] {
            assert_eq!(parse_quantity(cell).map(Quantity::thousandths), Ok(thousandths), "{cell}");
        }
        for cell in ["", "0", "-1", "1.2345", "many"] {
            assert_eq!(parse_quantity(cell), Err(CellError::Quantity), "{cell}");
        }
    }
}
