//! Shares: parts of a whole as exact decimals.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::money::{parse_scaled, print_decimal};
use crate::text::Message;

/// A share between 0 and 1, in parts per million, written as a decimal: `0.80`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share(i64);

crate::errors! {
    /// Text that is no share.
    pub struct ShareError => (
        "expected a decimal from 0 to 1 with at most 6 decimal places, such as 0.80",
        "应为 0 至 1 的小数，最多 6 位小数，如 0.80"
    );
}

impl Share {
    /// Nothing of the whole: 0 parts.
    pub const NONE: Self = Self(0);
    /// All of it: a million parts.
    pub const WHOLE: Self = Self(1_000_000);

    /// From 0 to 1,000,000; `0.80` is 800,000.
    pub const fn parts_per_million(self) -> i64 {
        self.0
    }
}

impl FromStr for Share {
    type Err = ShareError;

    fn from_str(text: &str) -> Result<Self, ShareError> {
        let parts = parse_scaled(text, 6).map_err(|_| ShareError)?;
        Some(Self(parts)).filter(|share| (Self(0)..=Self::WHOLE).contains(share)).ok_or(ShareError)
    }
}

impl fmt::Display for Share {
    /// At least two decimals: `0.80`, `0.805`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = print_decimal(self.0, 6);
        let short = text.trim_end_matches('0');
        f.pad(text.get(..short.len().max(4)).unwrap_or(&text))
    }
}

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = std::borrow::Cow::<str>::deserialize(deserializer)?;
        given.parse().map_err(|error: ShareError| Message::from(error).in_serde())
    }
}

impl PartialSchema for Share {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("A share from 0 to 1 as a decimal with at most 6 places."))
            .pattern(Some(r"^[01](\.[0-9]{1,6})?$"))
            .examples(["0.80"])
            .into()
    }
}

impl ToSchema for Share {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_exact_decimals() {
        for (text, parts, printed) in [
            ("0.8", 800_000, "0.80"),
            ("0.80", 800_000, "0.80"),
            ("0.805", 805_000, "0.805"),
            ("0.000001", 1, "0.000001"),
            ("1", 1_000_000, "1.00"),
        ] {
            let share: Share = text.parse().unwrap();
            assert_eq!(share.parts_per_million(), parts);
            assert_eq!(share.to_string(), printed);
        }
        for text in ["", "80%", "1.1", "-0.1", "0.0000001", ".8"] {
            assert_eq!(text.parse::<Share>(), Err(ShareError), "{text}");
        }
    }
}
