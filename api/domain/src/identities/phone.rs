//! Phone numbers in E.164: `+`, country code, national number; 8 to 15 digits, and as many as numbers of the country have.
//!
//! A compact rule, not a numbering plan: numbers with a country code are taken by their length, numbers without one are
//! read as dialled within a region of the table. Eleven digits from 1 may be a Chinese mobile or an American number with
//! its code but without the `+`: the region decides, as a telephone there would. Only what is written in America's groups
//! (1-415-555-2671) is refused in China, where nobody writes a mobile so.
//!
//! The crate `phonenumber` (0.3.10) has the numbering plans, but it cannot read for us: `+86 138 1234 5678` read in the
//! US becomes `+863812345678`, and `13812x45678` is taken with what stands before the `x`. To check only what was read
//! here it would take forty times as long as the reading, 20 MB of memory and 16 more crates, some of them no longer
//! maintained, and it refuses every number of a range that is newer than its tables.

mod lengths;

use self::lengths::national_length;
use super::IdentityError;

/// How numbers of a region are dialled within it.
struct Region {
    name: &'static str,
    code: &'static str,
    /// What is dialled before a national number and dropped in the international form.
    trunk: Option<char>,
}

const fn region(name: &'static str, code: &'static str, trunk: Option<char>) -> Region {
    Region { name, code, trunk }
}

const REGIONS: [Region; 14] = [
    region("CN", "86", Some('0')),
    region("HK", "852", None),
    region("MO", "853", None),
    region("TW", "886", Some('0')),
    region("SG", "65", None),
    region("MY", "60", Some('0')),
    region("JP", "81", Some('0')),
    region("KR", "82", Some('0')),
    region("US", "1", None),
    region("CA", "1", None),
    region("GB", "44", Some('0')),
    region("DE", "49", Some('0')),
    region("FR", "33", Some('0')),
    region("AU", "61", Some('0')),
];

pub(super) fn is_region(name: &str) -> bool {
    REGIONS.iter().any(|region| region.name == name)
}

/// The number in E.164. `raw` is half-width already.
pub(super) fn normalise(raw: &str, default_region: &str) -> Result<String, IdentityError> {
    let is_between =
        |c: &char| c.is_whitespace() || matches!(c, '-' | '(' | ')' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    let dialled: String = raw.chars().filter(|c| !is_between(c)).collect();
    let international = dialled.strip_prefix('+').or_else(|| dialled.strip_prefix("00"));
    let digits = international.unwrap_or(&dialled);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(IdentityError::PhoneCharacters);
    }
    let number = match international {
        Some(digits) => without_trunk(digits),
        None => national(raw, digits, default_region)?,
    };
    if !(8..=15).contains(&number.len()) || number.starts_with('0') {
        return Err(IdentityError::PhoneLength);
    }
    match national_length(&number) {
        Some((code, lengths)) if !lengths.contains(&(number.len() - code)) => Err(IdentityError::PhoneCountry),
        _ if number.starts_with("86") && !is_chinese(number.get(2..).unwrap_or_default()) => {
            Err(IdentityError::PhoneCountry)
        }
        _ => Ok(format!("+{number}")),
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
fn national(raw: &str, digits: &str, region: &str) -> Result<String, IdentityError> {
    let region = REGIONS.iter().find(|known| known.name == region).ok_or(IdentityError::PhoneNational)?;
    let number = match region.name {
        "CN" if is_north_american(raw) => None,
        "CN" => chinese(digits),
        "US" | "CA" => digits.strip_prefix('1').filter(|rest| rest.len() == 10).or(Some(digits)),
        _ => match region.trunk {
            Some(trunk) => digits.strip_prefix(trunk),
            None => Some(digits),
        },
    };
    let number = number.map(|number| format!("{}{number}", region.code)).ok_or(IdentityError::PhoneNational)?;
    match national_length(&number) {
        Some((code, lengths)) if lengths.contains(&(number.len() - code)) => Ok(number),
        _ => Err(IdentityError::PhoneNational),
    }
}

/// A mobile of 11 digits, also with a bare 86 before it, or a landline with its area code from 0.
fn chinese(digits: &str) -> Option<&str> {
    if is_mobile(digits) {
        return Some(digits);
    }
    digits
        .strip_prefix("86")
        .filter(|rest| is_mobile(rest))
        .or_else(|| digits.strip_prefix('0').filter(|rest| is_chinese(rest)))
}

/// Mobiles begin with 13 to 19; 140 to 144 are no numbers of people, and those of 13 digits are of machines.
fn is_mobile(number: &str) -> bool {
    let mut digits = number.bytes();
    let (first, second, third) = (digits.next(), digits.next(), digits.next());
    number.len() == 11
        && first == Some(b'1')
        && second.is_some_and(|digit| (b'3'..=b'9').contains(&digit))
        && (second != Some(b'4') || third.is_some_and(|digit| digit >= b'5'))
}

/// Whether a national number of China can be: what begins like a mobile is one.
fn is_chinese(number: &str) -> bool {
    let begins_like_a_mobile = number.starts_with('1') && !number.starts_with("10");
    if begins_like_a_mobile { is_mobile(number) } else { !number.starts_with('0') }
}

/// Whether a number is written as North America does, 1-415-555-2671: it has as many digits as a Chinese mobile.
fn is_north_american(raw: &str) -> bool {
    let groups: Vec<usize> =
        raw.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).map(str::len).collect();
    groups == [1, 3, 3, 4] && raw.trim_start_matches(['(', ' ']).starts_with('1')
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
            ("+86 010 8888 8888", "CN", "+861088888888"),
            ("400-820-8820", "US", "+14008208820"),
            ("+86 400 820 8820", "CN", "+864008208820"),
            ("154\u{2013}0099\u{2013}0451", "CN", "+8615400990451"),
            ("+354 552 1234", "CN", "+3545521234"),
            ("+7 912 345-67-89", "CN", "+79123456789"),
            // The same digits in two regions.
            ("13105552671", "CN", "+8613105552671"),
            ("13105552671", "US", "+13105552671"),
            ("13812345678", "US", "+13812345678"),
            ("+13105552671", "CN", "+13105552671"),
            ("0013105552671", "CN", "+13105552671"),
            ("+229 01 95 12 34 56", "CN", "+2290195123456"),
            ("+225 07 01 23 45 67", "CN", "+2250701234567"),
            ("+49 1512 3456789", "CN", "+4915123456789"),
            ("+55 11 91234 5678", "CN", "+5511912345678"),
            ("+599 9 518 1234", "CN", "+59995181234"),
        ] {
            assert_eq!(normalise(raw, region), Ok(number.to_owned()), "{raw} in {region}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        use IdentityError::{PhoneCharacters, PhoneCountry, PhoneLength, PhoneNational};
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
            ("14155552671", "CN", PhoneNational),
            ("1-415-555-2671", "CN", PhoneNational),
            ("1 (310) 555-2671", "CN", PhoneNational),
            ("1.530.555.1234", "CN", PhoneNational),
            ("+86 138 1234 567", "CN", PhoneCountry),
            ("+86 138 1234 56789", "CN", PhoneCountry),
            ("+86 120 1234 5678", "CN", PhoneCountry),
            ("+1 415 555 267", "CN", PhoneCountry),
            ("+1 415 555 26711", "CN", PhoneCountry),
            ("+852 6123 456", "CN", PhoneCountry),
            ("+33 6 12 34 56 7", "CN", PhoneCountry),
            ("+31 6 1234 567", "CN", PhoneCountry),
            ("+31 6 1234 56789", "CN", PhoneCountry),
            ("+971 50 123 45678", "CN", PhoneCountry),
            ("+244 923 123 45", "CN", PhoneCountry),
            ("+229 95 12 34 56", "CN", PhoneCountry),
            ("3105552671", "CN", PhoneNational),
            ("+1234567", "CN", PhoneLength),
            ("+1234567890123456", "CN", PhoneLength),
            ("+0123456789", "CN", PhoneLength),
        ] {
            assert_eq!(normalise(raw, region), Err(error), "{raw} in {region}");
        }
    }
}
