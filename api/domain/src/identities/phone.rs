//! Phone numbers in E.164: `+`, country code, national number; 8 to 15 digits.
//!
//! A compact rule, not a numbering plan: numbers with a country code are taken by their length, numbers without one are
//! read as dialled within a region of the table.
//!
//! The crate `phonenumber` (0.3.10) has the numbering plans, but it cannot read for us: `+86 138 1234 5678` read in the
//! US becomes `+863812345678`, and `13812x45678` is taken with what stands before the `x`. To check only what was read
//! here it would take forty times as long as the reading, 20 MB of memory and 16 more crates, some of them no longer
//! maintained, and it refuses every number of a range that is newer than its tables.

use super::IdentityError;

/// How numbers of a region are dialled within it.
struct Region {
    name: &'static str,
    code: &'static str,
    /// What is dialled before a national number and dropped in the international form.
    trunk: Option<char>,
    /// Digits of a national number.
    shortest: usize,
    longest: usize,
}

const fn region(
    name: &'static str,
    code: &'static str,
    trunk: Option<char>,
    shortest: usize,
    longest: usize,
) -> Region {
    Region { name, code, trunk, shortest, longest }
}

const REGIONS: [Region; 14] = [
    region("CN", "86", Some('0'), 9, 11),
    region("HK", "852", None, 8, 8),
    region("MO", "853", None, 8, 8),
    region("TW", "886", Some('0'), 8, 9),
    region("SG", "65", None, 8, 8),
    region("MY", "60", Some('0'), 8, 10),
    region("JP", "81", Some('0'), 9, 10),
    region("KR", "82", Some('0'), 8, 10),
    region("US", "1", None, 10, 10),
    region("CA", "1", None, 10, 10),
    region("GB", "44", Some('0'), 9, 10),
    region("DE", "49", Some('0'), 6, 11),
    region("FR", "33", Some('0'), 9, 9),
    region("AU", "61", Some('0'), 9, 9),
];

pub(super) fn is_region(name: &str) -> bool {
    REGIONS.iter().any(|region| region.name == name)
}

/// The number in E.164. `raw` is half-width already.
pub(super) fn normalise(raw: &str, default_region: &str) -> Result<String, IdentityError> {
    let dialled: String = raw.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '(' | ')' | '.')).collect();
    let international = dialled.strip_prefix('+').or_else(|| dialled.strip_prefix("00"));
    let digits = international.unwrap_or(&dialled);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(IdentityError::PhoneCharacters);
    }
    let number = match international {
        Some(digits) => without_trunk(digits),
        None => national(digits, default_region)?,
    };
    if (8..=15).contains(&number.len()) && !number.starts_with('0') {
        Ok(format!("+{number}"))
    } else {
        Err(IdentityError::PhoneLength)
    }
}

/// Drops the trunk digit that people leave in brackets: `+44 (0)20…`.
fn without_trunk(digits: &str) -> String {
    for region in &REGIONS {
        let rest = digits.strip_prefix(region.code);
        if let (Some(trunk), Some(rest)) = (region.trunk, rest)
            && let Some(national) = rest.strip_prefix(trunk)
        {
            return format!("{}{national}", region.code);
        }
    }
    digits.to_owned()
}

/// Country code and national number of what is dialled within a region.
fn national(digits: &str, region: &str) -> Result<String, IdentityError> {
    let region = REGIONS.iter().find(|known| known.name == region).ok_or(IdentityError::PhoneNational)?;
    let number = match region.name {
        "CN" => chinese(digits),
        "US" | "CA" => digits.strip_prefix('1').filter(|rest| rest.len() == 10).or(Some(digits)),
        _ => match region.trunk {
            Some(trunk) => digits.strip_prefix(trunk),
            None => Some(digits),
        },
    };
    number
        .filter(|number| (region.shortest..=region.longest).contains(&number.len()))
        .map(|number| format!("{}{number}", region.code))
        .ok_or(IdentityError::PhoneNational)
}

/// A mobile of 11 digits from 1, also with a bare 86 before it, or a landline with its area code from 0.
fn chinese(digits: &str) -> Option<&str> {
    let mobile = |number: &str| number.len() == 11 && number.starts_with('1');
    if mobile(digits) {
        return Some(digits);
    }
    digits.strip_prefix("86").filter(|rest| mobile(rest)).or_else(|| digits.strip_prefix('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (raw, region, number) in [
            ("138 1234 5678", "CN", "+8613812345678"),
            ("138-1234-5678", "CN", "+8613812345678"),
            ("8613812345678", "CN", "+8613812345678"),
            ("+86 138 1234 5678", "US", "+8613812345678"),
            ("0086 13812345678", "CN", "+8613812345678"),
            ("(010) 8888-8888", "CN", "+861088888888"),
            ("0755-88888888", "CN", "+8675588888888"),
            ("+86 (0)10 8888 8888", "CN", "+861088888888"),
            ("9123 4567", "HK", "+85291234567"),
            ("0912 345 678", "TW", "+886912345678"),
            ("090-1234-5678", "JP", "+819012345678"),
            ("(415) 555-2671", "US", "+14155552671"),
            ("1.415.555.2671", "CA", "+14155552671"),
            ("+44 (0)20 7946 0018", "CN", "+442079460018"),
            ("01 23 45 67 89", "FR", "+33123456789"),
            ("+39 06 1234 5678", "CN", "+390612345678"),
        ] {
            assert_eq!(normalise(raw, region), Ok(number.to_owned()), "{raw} in {region}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        use IdentityError::{PhoneCharacters, PhoneLength, PhoneNational};
        for (raw, region, error) in [
            ("", "CN", PhoneCharacters),
            ("+", "CN", PhoneCharacters),
            ("13812x45678", "CN", PhoneCharacters),
            ("++8613812345678", "CN", PhoneCharacters),
            ("一三八", "CN", PhoneCharacters),
            ("1381234567", "CN", PhoneNational),
            ("88888888", "CN", PhoneNational),
            ("23812345678", "CN", PhoneNational),
            ("13812345678", "HK", PhoneNational),
            ("12345678", "ZZ", PhoneNational),
            ("+1234567", "CN", PhoneLength),
            ("+1234567890123456", "CN", PhoneLength),
            ("+0123456789", "CN", PhoneLength),
        ] {
            assert_eq!(normalise(raw, region), Err(error), "{raw} in {region}");
        }
    }
}
