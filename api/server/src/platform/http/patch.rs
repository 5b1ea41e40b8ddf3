//! Merge patches (RFC 7396): absent, null and a value are three things.

use serde::{Deserialize, Deserializer};

/// For a field that may be cleared: absent is `None`, null `Some(None)`, a value `Some(Some(…))`.
pub fn nullable<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// For a field that may not be cleared: absent is `None`, null is refused.
pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
