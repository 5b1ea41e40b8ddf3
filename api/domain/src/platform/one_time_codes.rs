//! One-time codes of an authenticator (TOTP, RFC 6238: HMAC-SHA-1, 30 seconds, 6 digits, as every authenticator has it),
//! and recovery codes for who has lost theirs.
//!
//! Not here: where the secret comes from, and storage.

use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac};
use sha1::Sha1;

/// Bytes of a secret: what RFC 4226 recommends.
pub const SECRET: usize = 20;
/// Seconds one code counts.
const STEP: i64 = 30;
/// Codes of so many steps before and after the present one are taken too: clocks differ.
const DRIFT: i64 = 1;
/// Recovery codes that a person gets at a time.
pub const RECOVERY_CODES: usize = 10;

/// The code of a step, six digits.
fn code(secret: &[u8], step: i64) -> Option<String> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).ok()?;
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let offset = usize::from(hash.last()? & 0xf);
    let word: [u8; 4] = hash.get(offset..offset + 4)?.try_into().ok()?;
    Some(format!("{:06}", (u32::from_be_bytes(word) & 0x7fff_ffff) % 1_000_000))
}

/// The code that an authenticator shows at a moment; none for what is no secret.
pub fn code_at(secret: &[u8], at: DateTime<Utc>) -> Option<String> {
    code(secret, at.timestamp().div_euclid(STEP))
}

/// The step whose code this is, when it is good now and later than `last_step`: a code is taken once. Steps are counted
/// from 1970 began.
pub fn accepted_step(secret: &[u8], given: &str, now: DateTime<Utc>, last_step: i64) -> Option<i64> {
    let given: String = given.chars().filter(|letter| !letter.is_whitespace()).collect();
    let present = now.timestamp().div_euclid(STEP);
    (present - DRIFT..=present + DRIFT)
        .find(|step| *step > last_step && code(secret, *step).is_some_and(|code| same(&code, &given)))
}

/// The secret as it is typed into an authenticator: base 32 (RFC 4648) without padding.
pub fn as_text(secret: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: Vec<bool> = secret.iter().flat_map(|byte| (0..8).rev().map(move |bit| (byte >> bit) & 1 == 1)).collect();
    let value =
        |five: &[bool]| (0..5).fold(0, |value, at| value * 2 + usize::from(five.get(at).copied() == Some(true)));
    bits.chunks(5).filter_map(|five| LETTERS.get(value(five)).copied().map(char::from)).collect()
}

/// What an authenticator reads from a QR code.
pub fn uri(secret: &[u8], email: &str) -> String {
    let label: String = email
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b'@' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    format!("otpauth://totp/Regulars:{label}?secret={}&issuer=Regulars", as_text(secret))
}

/// A recovery code as it is shown, from random bytes: `xxxxx-xxxxx`, in letters that are not mistaken for others.
pub fn recovery_code(random: [u8; 10]) -> String {
    const LETTERS: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyz0";
    let letters: Vec<char> =
        random.iter().filter_map(|byte| LETTERS.get(usize::from(byte % 32)).copied().map(char::from)).collect();
    let (first, last) = letters.split_at(5);
    format!("{}-{}", first.iter().collect::<String>(), last.iter().collect::<String>())
}

/// A recovery code as it is compared: without case, spaces and dashes. None for what is none, such as a one-time code.
pub fn as_recovery_code(given: &str) -> Option<String> {
    let plain: String = given.to_lowercase().chars().filter(|letter| letter.is_ascii_alphanumeric()).collect();
    (plain.len() == 10).then_some(plain)
}

/// Whether two codes are the same, in a time that does not tell where they differ.
fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |found, (a, b)| found | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    const RFC: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    /// The table of RFC 6238, appendix B, whose codes have eight digits: ours are their last six.
    #[test]
    fn codes_are_those_of_the_standard() {
        for (seconds, expected) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(code(RFC, seconds / STEP).as_deref(), Some(&expected[2..]), "{seconds}");
        }
    }

    #[test]
    fn a_code_counts_a_step_early_and_late_and_once() {
        let now = at(1_111_111_111);
        let present = 1_111_111_111 / STEP;
        for (step, expected) in [(-2, None), (-1, Some(-1)), (0, Some(0)), (1, Some(1)), (2, None)] {
            let given = code(RFC, present + step).unwrap();
            assert_eq!(accepted_step(RFC, &given, now, 0), expected.map(|step: i64| present + step), "{step}");
        }
        let given = code(RFC, present).unwrap();
        assert_eq!(accepted_step(RFC, &format!("{} {}", &given[..3], &given[3..]), now, 0), Some(present));
        assert_eq!(accepted_step(RFC, &given, now, present), None, "taken already");
        for wrong in ["", "000000", "05047", "0504711", "abcdef"] {
            assert_eq!(accepted_step(RFC, wrong, now, 0), None, "{wrong}");
        }
    }

    #[test]
    fn a_secret_is_typed_in_base_32() {
        assert_eq!(as_text(RFC), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(as_text(b"f"), "MY");
        assert_eq!(
            uri(RFC, "a+b@example.com"),
            "otpauth://totp/Regulars:a%2Bb@example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Regulars"
        );
    }

    #[test]
    fn a_recovery_code_is_read_as_it_is_typed() {
        let shown = recovery_code([0, 1, 30, 255, 7, 8, 9, 10, 11, 12]);
        assert_eq!(shown.len(), 11);
        let plain = as_recovery_code(&shown).unwrap();
        assert_eq!(as_recovery_code(&shown.to_uppercase().replace('-', " ")), Some(plain));
        assert_eq!(as_recovery_code("123456"), None);
    }
}
