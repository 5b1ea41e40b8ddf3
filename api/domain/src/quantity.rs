//! Quantities: thousandths of a unit, so kilograms work. Read and printed as decimal strings, never floats.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::money::{parse_scaled, print_decimal};
use crate::text::Message;

const DIGITS: u8 = 3;

/// How much was bought, in thousandths: 1500 is `1.5`. Always above zero and at most [`Quantity::MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(i64);

crate::errors! {
    /// Text that is no quantity.
    pub struct QuantityError => (
        "expected a decimal above 0 and at most 1000000000, with at most 3 decimal places, such as 1.5",
        "应为大于 0 且不超过 1000000000 的小数，最多 3 位小数，如 1.5"
    );
}

impl Quantity {
    /// One whole unit: a thousand thousandths.
    pub const ONE: Self = Self(1000);
    /// A thousand million units.
    pub const MAX: Self = Self(1_000_000_000_000);

    /// A quantity of this many thousandths.
    pub fn from_thousandths(thousandths: i64) -> Result<Self, QuantityError> {
        if (1..=Self::MAX.0).contains(&thousandths) { Ok(Self(thousandths)) } else { Err(QuantityError) }
    }

    /// From 1 to 10¹²; 1500 is `1.5`.
    pub const fn thousandths(self) -> i64 {
        self.0
    }
}

/// Thousandths as they are shown: `1.500`. For sums and what is left as well, so zero is fine.
pub fn print(thousandths: i64) -> String {
    print_decimal(thousandths, DIGITS)
}

impl FromStr for Quantity {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, QuantityError> {
        let thousandths = parse_scaled(text, DIGITS).map_err(|_| QuantityError)?;
        Self::from_thousandths(thousandths)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&print(self.0))
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&print(self.0))
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = std::borrow::Cow::<str>::deserialize(deserializer)?;
        given.parse().map_err(|error: QuantityError| Message::from(error).in_serde())
    }
}

impl PartialSchema for Quantity {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("A decimal with at most 3 places, above 0."))
            .pattern(Some(r"^[0-9]{1,10}(\.[0-9]{1,3})?$"))
            .examples(["1.5"])
            .into()
    }
}

impl ToSchema for Quantity {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_become_thousandths_and_back() {
        for (text, thousandths, printed) in [
            ("1", 1000, "1.000"),
            ("1.5", 1500, "1.500"),
            ("0.125", 125, "0.125"),
            ("1000000000", Quantity::MAX.thousandths(), "1000000000.000"),
        ] {
            let quantity: Quantity = text.parse().unwrap();
            assert_eq!(quantity.thousandths(), thousandths);
            assert_eq!(quantity.to_string(), printed);
        }
    }

    #[test]
    fn what_is_no_quantity_is_refused() {
        for text in ["", "0", "0.000", "-1", "1.2345", "1,5", "1e3", "1000000000.001", ".5"] {
            assert_eq!(text.parse::<Quantity>(), Err(QuantityError), "{text}");
        }
        assert!(serde_json::from_str::<Quantity>("1.5").is_err());
        assert_eq!(serde_json::from_str::<Quantity>("\"1.5\"").unwrap().thousandths(), 1500);
    }
}
