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
