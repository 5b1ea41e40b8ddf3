//! API keys: in what state one is. What a key may do is in `permissions`; secrets are the server's.

use chrono::{DateTime, Utc};

use crate::message;
use crate::text::Message;

crate::vocabulary! {
    /// Whether an API key can be used.
    pub enum ApiKeyState {
        Active = "active",
        Expired = "expired",
        Revoked = "revoked",
    }
}

impl ApiKeyState {
    /// The state inside a sentence: "the key is …".
    pub fn label(self) -> Message {
        match self {
            Self::Active => message!("active", "有效"),
            Self::Expired => message!("expired", "已过期"),
            Self::Revoked => message!("revoked", "已吊销"),
        }
    }
}

/// When a key ends: when it expires, or when its time to be taken over is up, whichever comes first. Both are moments.
pub fn end<T: Ord>(expires_at: Option<T>, ends_at: Option<T>) -> Option<T> {
    match (expires_at, ends_at) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// When a key that another one makes expires: as it is wished, but never after the key that makes it. The moment its
/// maker ends is the error.
pub fn expiry_of_child<T: Ord + Copy>(wished: Option<T>, parent: Option<T>) -> Result<Option<T>, T> {
    match (wished, parent) {
        (wished, None) => Ok(wished),
        (None, parent) => Ok(parent),
        (Some(wished), Some(parent)) if wished <= parent => Ok(Some(wished)),
        (Some(_), Some(parent)) => Err(parent),
    }
}

/// The state at `now`: what was revoked stays so, and a key is good until the very instant it expires.
pub fn state(revoked: bool, expires_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> ApiKeyState {
    if revoked {
        ApiKeyState::Revoked
    } else if expires_at.is_some_and(|at| at <= now) {
        ApiKeyState::Expired
    } else {
        ApiKeyState::Active
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_ends_at_the_first_of_its_ends_and_never_after_its_maker() {
        for (expires, untaken, expected) in
            [(None, None, None), (Some(3), None, Some(3)), (None, Some(2), Some(2)), (Some(3), Some(2), Some(2))]
        {
            assert_eq!(end(expires, untaken), expected);
        }
        for (wished, parent, expected) in [
            (None, None, Ok(None)),
            (Some(5), None, Ok(Some(5))),
            (None, Some(4), Ok(Some(4))),
            (Some(4), Some(4), Ok(Some(4))),
            (Some(5), Some(4), Err(4)),
        ] {
            assert_eq!(expiry_of_child(wished, parent), expected);
        }
    }

    #[test]
    fn a_key_is_good_until_it_expires_or_is_revoked() {
        let at = |seconds: i64| DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap();
        for (revoked, expires_at, expected) in [
            (false, None, ApiKeyState::Active),
            (false, Some(at(1)), ApiKeyState::Active),
            (false, Some(at(0)), ApiKeyState::Expired),
            (true, None, ApiKeyState::Revoked),
            (true, Some(at(0)), ApiKeyState::Revoked),
        ] {
            assert_eq!(state(revoked, expires_at, at(0)), expected, "{revoked} {expires_at:?}");
        }
    }
}
