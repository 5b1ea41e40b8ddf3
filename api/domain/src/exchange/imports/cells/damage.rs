//! What spreadsheets do to cells: ids become numbers, formulas become errors.

use crate::text;

/// Whether a number, card or id was taken for a number by a spreadsheet and lost digits or gained some: `1.00026E+11`,
/// `100026.0`.
pub fn is_damaged_id(cell: &str) -> bool {
    let cell = text::half_width(cell);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let number = |part: &str| match part.split_once(['.', ',']) {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(part),
    };
    if let Some((mantissa, exponent)) = cell.split_once(['E', 'e']) {
        return exponent.strip_prefix('+').is_some_and(digits) && number(mantissa);
    }
    cell.split_once('.').is_some_and(|(whole, fraction)| digits(whole) && fraction.bytes().all(|byte| byte == b'0'))
        && !cell.ends_with('.')
}

/// Whether a cell is not a value but what a spreadsheet shows instead of one: `#N/A`, `#REF!`, `########`.
pub fn is_error_value(cell: &str) -> bool {
    matches!(
        cell.to_ascii_uppercase().as_str(),
        "#N/A"
            | "#REF!"
            | "#VALUE!"
            | "#NAME?"
            | "#DIV/0!"
            | "#NULL!"
            | "#NUM!"
            | "#SPILL!"
            | "#CALC!"
            | "#GETTING_DATA"
    ) || (cell.len() >= 3 && cell.bytes().all(|byte| byte == b'#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_became_numbers_are_known() {
        for cell in ["1.00026E+11", "1E+15", "1,00026e+11", "6.2284E+18", "100026.0", "17.00", "１.5E+10"] {
            assert!(is_damaged_id(cell), "{cell}");
        }
        for cell in ["100026", "1E5", "E+11", "A1.0", "1.", "V1.2", "1.5", "7E", "12E+", "", "+8613812345678"] {
            assert!(!is_damaged_id(cell), "{cell}");
        }
    }

    #[test]
    fn errors_of_spreadsheets_are_no_values() {
        for cell in ["#N/A", "#ref!", "#####"] {
            assert!(is_error_value(cell), "{cell}");
        }
        for cell in ["#1", "#", "##", "N/A", ""] {
            assert!(!is_error_value(cell), "{cell}");
        }
    }
}
