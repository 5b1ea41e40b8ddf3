//! Typed attributes of customers that a chain defines itself (domain, Customer: profile).
//!
//! A definition says what an attribute is called, of which type its values are and which kinds of customers have it. A
//! value is held against its definition when it is set; what was set before a definition became narrower stays. Here:
//! what a definition may be ([`Definition::check`]) and what a value ([`Definition::read`]). Not here: which values a
//! segment or a list asks for, see [`Stored`] for the form in which they are compared.

mod definition;
mod value;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::customers::profiles::CustomerKind;
use crate::text::Bilingual;

pub use definition::{DefinitionError, is_key};
pub use value::{AttributeError, AttributeFault, LARGEST, Stored, number, parse_number, read_date, written};

/// Definitions that a chain may have, archived ones among them.
pub const MOST_DEFINITIONS: usize = 200;
/// Options of a choice.
pub const MOST_OPTIONS: usize = 100;
/// Characters of a key and of an option's code.
pub const LONGEST_KEY: usize = 40;
/// Characters of a text where the definition says nothing closer, and the most it may say.
pub const LONGEST_TEXT: i32 = 500;

crate::vocabulary! {
    /// What kind of value an attribute has.
    pub enum AttributeType {
        /// Free text of at most 500 characters.
        Text = "text",
        /// A whole number of at most 11 digits.
        Integer = "integer",
        /// A number of at most 11 digits and 4 decimal places.
        Decimal = "decimal",
        /// True or false.
        Boolean = "boolean",
        /// A day, such as `2026-05-01`.
        Date = "date",
        /// One of a list of options, by its code.
        Choice = "choice",
    }
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AttributeOption)]
pub struct AttributeOption {
    /// 1 to 40 small letters, digits and `_`; unique among the options.
    #[schema(min_length = 1, max_length = 40, example = "sweet")]
    pub code: String,
    /// What it is called.
    pub names: Bilingual,
}

/// What an attribute is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// 1 to 40 small letters, digits and `_`, beginning with a letter.
    pub key: String,
    /// What it is called.
    pub names: Bilingual,
    /// Of which type its values are.
    pub value_type: AttributeType,
    /// The kinds of customers that have it; at least one.
    pub kinds: Vec<CustomerKind>,
    /// The options of a choice in the order they are shown; none for other types.
    pub options: Vec<AttributeOption>,
    /// The least value of a number or date, as it is written; none when there is no bound.
    pub minimum: Option<String>,
    /// The greatest one.
    pub maximum: Option<String>,
    /// Characters of a text; [`LONGEST_TEXT`] when none.
    pub max_length: Option<i32>,
    /// Not set any more; what is set stays and can be removed.
    pub is_archived: bool,
}

impl Definition {
    /// Whether customers of this kind have it.
    pub fn applies_to(&self, kind: CustomerKind) -> bool {
        self.kinds.contains(&kind)
    }

    /// The option with this code.
    pub fn option(&self, code: &str) -> Option<&AttributeOption> {
        self.options.iter().find(|option| option.code == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn defined(key: &str, value_type: AttributeType) -> Definition {
        Definition {
            key: key.to_owned(),
            names: named("口味", "Taste"),
            value_type,
            kinds: vec![CustomerKind::Consumer],
            options: Vec::new(),
            minimum: None,
            maximum: None,
            max_length: None,
            is_archived: false,
        }
    }

    pub(super) fn choice() -> Definition {
        let option =
            |code: &str, chinese, english| AttributeOption { code: code.to_owned(), names: named(chinese, english) };
        Definition {
            options: vec![option("sweet", "甜", "Sweet"), option("salty", "咸", "Salty")],
            ..defined("taste", AttributeType::Choice)
        }
    }

    fn named(chinese: &str, english: &str) -> Bilingual {
        Bilingual { chinese: chinese.to_owned(), english: english.to_owned() }
    }
}
