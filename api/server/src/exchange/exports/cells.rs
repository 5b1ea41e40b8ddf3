//! Cells of CSV files that a spreadsheet will open.

use std::borrow::Cow;

/// The cell as text even to a spreadsheet: what begins with `=`, `+`, `-`, `@` (in full width too, which a spreadsheet with
/// an East Asian input method reads as the same), a tab or a line break would be run as a formula, so a quote is put before
/// it. A number stays one.
pub fn neutral(cell: &str) -> Cow<'_, str> {
    const STARTS: [char; 12] = ['=', '+', '-', '@', '＝', '＋', '－', '−', '＠', '\t', '\r', '\n'];
    let starts = cell.starts_with(STARTS);
    if starts && !is_number(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// A sign, digits, and a decimal part.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, part].iter().all(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text_and_numbers_stay() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("＝1+1", "'＝1+1"),
            ("＋1", "'＋1"),
            ("－1", "'－1"),
            ("−1", "'−1"),
            ("＠SUM(A1)", "'＠SUM(A1)"),
            ("-12.50", "-12.50"),
            ("+8613812345678", "+8613812345678"),
            ("-", "'-"),
            ("王小明", "王小明"),
            ("", ""),
        ] {
            assert_eq!(neutral(cell), written);
        }
    }
}
