//! Rules of people logging in: passwords, throttling, and what a reused refresh token means.
//!
//! Not here: hashing, tokens, cookies and storage.

use chrono::{DateTime, TimeDelta, Utc};

/// How long a rotated refresh token is forgiven: a second tab may have sent it at the same moment.
pub const GRACE: TimeDelta = TimeDelta::seconds(20);

/// What to do with a refresh token that was rotated already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reuse {
    /// Rotated a moment ago: a second tab; answer as to the first.
    Grace,
    /// Somebody has a copy: end the whole family of sessions.
    Theft,
}

/// What the reuse of a refresh token means that was rotated at `rotated_at`.
pub fn on_reuse(rotated_at: DateTime<Utc>, now: DateTime<Utc>) -> Reuse {
    if now - rotated_at <= GRACE { Reuse::Grace } else { Reuse::Theft }
}

/// How failed log-ins are slowed down, counted for an account and for an address each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Throttle {
    /// Failures that cost nothing.
    pub free: u32,
    /// Wait after the first one beyond; doubles with each further.
    pub first_wait: TimeDelta,
    /// The longest wait, and how long failures are remembered.
    pub window: TimeDelta,
}

impl Default for Throttle {
    fn default() -> Self {
        Self { free: 5, first_wait: TimeDelta::seconds(2), window: TimeDelta::minutes(15) }
    }
}

impl Throttle {
    /// How long to wait still before the next attempt; `None` when it may be made now. `failures` are those since the
    /// last success, `last` the time of the latest.
    pub fn wait(&self, failures: u32, last: DateTime<Utc>, now: DateTime<Utc>) -> Option<TimeDelta> {
        let beyond = failures.checked_sub(self.free).filter(|&beyond| beyond > 0)?;
        let doublings = 1_i32.checked_shl(beyond - 1).filter(|&factor| factor > 0);
        let wait = doublings
            .and_then(|factor| self.first_wait.checked_mul(factor))
            .map_or(self.window, |wait| wait.min(self.window));
        let left = last + wait - now;
        (left > TimeDelta::zero()).then_some(left)
    }
}

crate::errors! {
    /// Why a password is refused.
    #[derive(Copy)]
    pub enum PasswordError {
        TooShort => (
            "at least 12 characters",
            "至少 12 个字符"
        ),
        TooLong => (
            "at most 200 characters",
            "最多 200 个字符"
        ),
        Personal => (
            "must not be or hold the e-mail address or the name",
            "不能是或包含邮箱地址或姓名"
        ),
        Repetitive => (
            "must not be one character or a short pattern over and over",
            "不能由同一字符或一小段内容反复组成"
        ),
    }
}

/// Whether a password may be set: 12 to 200 characters of any kind, not made of the person's own e-mail or name, not a
/// pattern of up to three characters repeated.
pub fn check_password(password: &str, email: &str, name: &str) -> Result<(), PasswordError> {
    let letters: Vec<char> = password.chars().collect();
    if letters.len() < 12 {
        return Err(PasswordError::TooShort);
    }
    if letters.len() > 200 {
        return Err(PasswordError::TooLong);
    }
    let plain = password.to_lowercase();
    let local = email.split('@').next().unwrap_or_default();
    let held = |part: &str| {
        let part = part.trim().to_lowercase();
        part.chars().count() >= 4 && plain.contains(&part)
    };
    if held(email) || held(local) || held(name) {
        return Err(PasswordError::Personal);
    }
    let repeats = |length: usize| letters.iter().zip(letters.iter().skip(length)).all(|(a, b)| a == b);
    if (1..=3).any(repeats) {
        return Err(PasswordError::Repetitive);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn a_reused_token_is_forgiven_for_a_moment_only() {
        assert_eq!(on_reuse(at(0), at(0)), Reuse::Grace);
        assert_eq!(on_reuse(at(0), at(20)), Reuse::Grace);
        assert_eq!(on_reuse(at(0), at(21)), Reuse::Theft);
        assert_eq!(on_reuse(at(0), at(86_400)), Reuse::Theft);
    }

    #[test]
    fn waits_double_up_to_the_window() {
        let throttle = Throttle::default();
        for (failures, seconds) in [
            (0, None),
            (5, None),
            (6, Some(2)),
            (7, Some(4)),
            (10, Some(32)),
            (14, Some(512)),
            (15, Some(900)),
            (60, Some(900)),
            (u32::MAX, Some(900)),
        ] {
            assert_eq!(throttle.wait(failures, at(0), at(0)), seconds.map(TimeDelta::seconds), "{failures}");
        }
        assert_eq!(throttle.wait(7, at(0), at(3)), Some(TimeDelta::seconds(1)));
        assert_eq!(throttle.wait(7, at(0), at(4)), None);
    }

    #[test]
    fn passwords_are_long_and_not_the_person() {
        let check = |password: &str| check_password(password, "wang.xm@example.com", "Wang Xiaoming");
        for (password, expected) in [
            ("correct horse battery", Ok(())),
            ("芋圆豆花仙草奶茶烧仙草红豆", Ok(())),
            ("short", Err(PasswordError::TooShort)),
            ("芋圆豆花仙草奶茶烧仙草", Err(PasswordError::TooShort)),
            ("wang.xm@example.com", Err(PasswordError::Personal)),
            ("My-Wang.XM-2026", Err(PasswordError::Personal)),
            ("wang xiaoming 1", Err(PasswordError::Personal)),
            ("aaaaaaaaaaaa", Err(PasswordError::Repetitive)),
            ("abcabcabcabcab", Err(PasswordError::Repetitive)),
        ] {
            assert_eq!(check(password), expected, "{password}");
        }
        assert_eq!(check(&"ab1 ".repeat(51)), Err(PasswordError::TooLong));
        assert_eq!(check_password("a long enough one", "", ""), Ok(()));
    }
}
