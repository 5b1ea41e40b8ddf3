//! Test messages: they go to addresses that their author has shown to be their own, and not without end.

use chrono::{NaiveDateTime, TimeDelta};

crate::vocabulary! {
    /// What is counted for each person and day (of UTC).
    pub enum TestSendKind {
        /// A template sent to oneself.
        Test = "test",
        /// A code sent to an address that is to be verified.
        Code = "code",
    }
}

impl TestSendKind {
    /// How many of them a person may have sent in a day. Codes go to addresses that may be anybody's.
    pub fn most_a_day(self) -> i32 {
        match self {
            Self::Test => 50,
            Self::Code => 10,
        }
    }
}

/// How long a code is good for.
pub const CODE_LASTS: TimeDelta = TimeDelta::minutes(15);
/// How many wrong codes are taken before another one has to be sent.
pub const WRONG_CODES: i32 = 5;
/// Digits of a code.
pub const CODE_DIGITS: usize = 6;

crate::errors! {
    /// Why a code does not verify an address.
    #[derive(Copy)]
    pub enum CodeError {
        Wrong => ("this is not the code that was sent", "验证码不正确"),
        Over => (
            "this code is no longer good: have another one sent",
            "验证码已失效，请重新发送"
        ),
    }
}

/// Whether a code verifies an address, after so many wrong ones. `is_right`: it is the one that was sent.
pub fn check_code(
    is_right: bool,
    wrong_codes: i32,
    expires_at: Option<NaiveDateTime>,
    now: NaiveDateTime,
) -> Result<(), CodeError> {
    if wrong_codes >= WRONG_CODES || expires_at.is_none_or(|expires_at| now >= expires_at) {
        return Err(CodeError::Over);
    }
    if is_right { Ok(()) } else { Err(CodeError::Wrong) }
}

/// The code of so many random bits.
pub fn code_of(random: u64) -> String {
    format!("{:0CODE_DIGITS$}", random % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_good_for_a_while_and_a_few_tries() {
        let now = "2026-11-27T10:00:00".parse::<NaiveDateTime>().unwrap();
        let soon = Some(now + TimeDelta::seconds(1));
        for (is_right, wrong, expires_at, verified) in [
            (true, 0, soon, Ok(())),
            (true, 4, soon, Ok(())),
            (false, 0, soon, Err(CodeError::Wrong)),
            (true, 5, soon, Err(CodeError::Over)),
            (false, 5, soon, Err(CodeError::Over)),
            (true, 0, Some(now), Err(CodeError::Over)),
            (true, 0, None, Err(CodeError::Over)),
        ] {
            assert_eq!(check_code(is_right, wrong, expires_at, now), verified, "{is_right} {wrong} {expires_at:?}");
        }
    }

    #[test]
    fn a_code_has_six_digits() {
        for (random, code) in [(0, "000000"), (42, "000042"), (123_456_789, "456789"), (u64::MAX, "551615")] {
            assert_eq!(code_of(random), code);
        }
    }
}
