//! Cells of a file as a spreadsheet, or our own import, will open them: what is written in an export is read back.

use std::borrow::Cow;

/// What a spreadsheet takes for the beginning of a formula, full-width signs included.
const FORMULA: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '−', '＠'];

/// The cell as text even to a spreadsheet: what begins like a formula would be run as one, so a quote is put before it.
/// A number stays one.
pub fn neutral(cell: &str) -> Cow<'_, str> {
    let behind = cell.trim_start_matches('\'');
    if behind.starts_with(FORMULA) && !(behind.len() == cell.len() && is_number(cell)) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// The cell without the quote of [`neutral`].
pub fn plain_again(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.trim_start_matches('\'').starts_with(FORMULA)).unwrap_or(cell)
}

/// A sign, digits, and a decimal part.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, part].iter().all(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Parts of a cell that holds several values, parted by semicolons; a separator within one has a backslash before it.
pub fn join_list(parts: &[String]) -> String {
    let mut cell = String::new();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            cell.push(';');
        }
        for c in part.chars() {
            if c == '\\' || SEPARATORS.contains(&c) {
                cell.push('\\');
            }
            cell.push(c);
        }
    }
    cell
}

/// What parts the values of a cell, in files of others as well.
const SEPARATORS: [char; 6] = [',', ';', '|', '，', '；', '、'];

/// The parts of a cell that holds several values; see [`join_list`]. Empty parts are left out.
pub fn split_list(cell: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut rest = cell.chars().peekable();
    while let Some(c) = rest.next() {
        match rest.peek() {
            Some(next) if c == '\\' && (*next == '\\' || SEPARATORS.contains(next)) => part.extend(rest.next()),
            _ if SEPARATORS.contains(&c) => parts.push(std::mem::take(&mut part)),
            _ => part.push(c),
        }
    }
    parts.push(part);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

/// Ids in one cell, parted by spaces: a space or per cent sign within one is written as in an address.
pub fn join_ids<'a>(ids: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let told = ids.map(|(partner, id)| {
        let mut told = format!("{partner}:");
        for c in id.chars() {
            match c {
                '%' => told.push_str("%25"),
                ' ' => told.push_str("%20"),
                c if c.is_whitespace() => c.to_string().bytes().for_each(|byte| told.push_str(&format!("%{byte:02X}"))),
                c => told.push(c),
            }
        }
        told
    });
    told.collect::<Vec<_>>().join(" ")
}

/// The ids of a cell with the partners they are of; see [`join_ids`]. None when one of them names no partner.
pub fn split_ids(cell: &str) -> Option<Vec<(String, String)>> {
    cell.split_whitespace()
        .map(|told| {
            let (partner, id) = told.split_once(':')?;
            Some((partner.to_owned(), percent_decoded(id)?))
        })
        .collect()
}

fn percent_decoded(id: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(id.len());
    let mut rest = id.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next()?, rest.next()?];
        bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
    }
    String::from_utf8(bytes).ok()
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
            ("＝1+1", "'＝1+1"),
            ("\t=1", "'\t=1"),
            ("-12.50", "-12.50"),
            ("+8613812345678", "+8613812345678"),
            ("-", "'-"),
            ("'=1", "''=1"),
            ("'-1", "''-1"),
            ("'tis", "'tis"),
            ("王小明", "王小明"),
            ("", ""),
        ] {
            assert_eq!(neutral(cell), written);
            assert_eq!(plain_again(written), cell);
        }
    }

    #[test]
    fn several_values_in_a_cell_are_the_same_again() {
        for parts in [vec![], vec!["VIP"], vec!["a,b", "c;d", "e\\f"], vec!["老客户", "甲、乙", "back\\;"]] {
            let parts: Vec<String> = parts.into_iter().map(str::to_owned).collect();
            assert_eq!(split_list(&join_list(&parts)), parts);
        }
        assert_eq!(split_list("老客户，VIP; ;x\\y"), ["老客户", "VIP", "x\\y"]);
        let ids = [("shop", "A 1:2"), ("till", "50%"), ("till", "字\u{3000}1")];
        let read = split_ids(&join_ids(ids.into_iter())).unwrap();
        assert_eq!(read, ids.map(|(partner, id)| (partner.to_owned(), id.to_owned())));
        assert_eq!(split_ids("no-partner"), None);
        assert_eq!(split_ids("shop:a%2"), None);
    }
}
