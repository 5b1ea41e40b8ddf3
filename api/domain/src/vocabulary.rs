//! How a closed list of words becomes a type: the [`vocabulary!`](crate::vocabulary!) macro and the trait [`Word`].
//!
//! A vocabulary is written once, beside the rules that use it. It reads and prints as its word everywhere: in JSON, in
//! the database, in a query parameter, on the command line, in the OpenAPI document. The lists themselves live in the
//! module of their feature, not here.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Unexpected, Visitor};

use crate::message;
use crate::text::{Language, Message};

/// A value that is stored and sent as one word out of a closed list.
pub trait Word: Copy + Eq + 'static {
    /// The word as it is stored and sent.
    fn as_str(self) -> &'static str;

    /// The value of a word, exactly as written; `None` for a word outside the list.
    fn parse(word: &str) -> Option<Self>;

    /// What would have been accepted: `expected one of a, b, c`.
    fn expectation() -> Message;
}

/// A word outside its list. The message says what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownWord {
    /// What was written, its first 40 characters.
    pub found: String,
    /// What would have been accepted.
    pub expected: Message,
}

impl UnknownWord {
    /// The error for `found` where a `W` was expected; long input is cut.
    pub fn of<W: Word>(found: &str) -> Self {
        Self { found: found.chars().take(40).collect(), expected: W::expectation() }
    }
}

impl From<&UnknownWord> for Message {
    fn from(UnknownWord { found, expected }: &UnknownWord) -> Message {
        message!("`{found}` is not known here: {expected}", "不接受 `{found}`：{expected}", expected = expected)
    }
}

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Message::from(self).text(Language::English))
    }
}

impl std::error::Error for UnknownWord {}

/// Reads a word with the error that names the list.
pub fn read<W: Word>(word: &str) -> Result<W, UnknownWord> {
    W::parse(word).ok_or_else(|| UnknownWord::of::<W>(word))
}

/// Deserializes any word; used by the macro. What serde tells was expected carries both languages.
pub fn deserialize<'de, W: Word, D: Deserializer<'de>>(deserializer: D) -> Result<W, D::Error> {
    struct AsWord<W>(PhantomData<W>);

    impl<W: Word> Visitor<'_> for AsWord<W> {
        type Value = W;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(&W::expectation().carried())
        }

        fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<W, E> {
            W::parse(word).ok_or_else(|| E::invalid_value(Unexpected::Str(word), &self))
        }
    }

    deserializer.deserialize_str(AsWord(PhantomData))
}

/// Defines a closed list of words as an enum. A variant has words of its own where its stored word does not say all.
///
/// ```
/// regulars_domain::vocabulary! {
///     /// How hot it is.
///     pub enum Heat { Mild = "mild", Hot = "hot" }
/// }
/// assert_eq!(Heat::Hot.as_str(), "hot");
/// assert_eq!("mild".parse::<Heat>(), Ok(Heat::Mild));
/// assert_eq!(Heat::ALL.len(), 2);
/// ```
#[macro_export]
macro_rules! vocabulary {
    (
        $(#[doc = $doc:literal])*
        pub enum $name:ident {
            $( $(#[doc = $variant_doc:literal])* $variant:ident = $word:literal ),+ $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(
                $(#[doc = $variant_doc])*
                #[doc = ""]
                #[doc = concat!("Stored and sent as `", $word, "`.")]
                $variant
            ),+
        }

        impl $name {
            /// Every value, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Every word, in the order of the list.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word as it is stored and sent.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl $crate::vocabulary::Word for $name {
            fn as_str(self) -> &'static str {
                $name::as_str(self)
            }

            fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }

            fn expectation() -> $crate::text::Message {
                $crate::text::one_of(Self::WORDS)
            }
        }

        impl $crate::text::Part for $name {
            fn part(&self, _: $crate::text::Language) -> std::borrow::Cow<'_, str> {
                std::borrow::Cow::Borrowed($name::as_str(*self))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::vocabulary::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                $crate::vocabulary::read(word)
            }
        }

        impl $crate::vocabulary::private::serde::Serialize for $name {
            fn serialize<S: $crate::vocabulary::private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::vocabulary::private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::vocabulary::private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::vocabulary::deserialize(deserializer)
            }
        }

        impl $crate::vocabulary::private::utoipa::PartialSchema for $name {
            fn schema() -> $crate::vocabulary::private::utoipa::openapi::RefOr<
                $crate::vocabulary::private::utoipa::openapi::schema::Schema,
            > {
                $crate::vocabulary::schema_of_words(concat!($($doc, "\n"),*), Self::WORDS)
            }
        }

        impl $crate::vocabulary::private::utoipa::ToSchema for $name {}
    };
}

/// The OpenAPI schema of a list of words: a string with an enumeration.
pub fn schema_of_words(
    description: &str,
    words: &'static [&'static str],
) -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
    utoipa::openapi::ObjectBuilder::new()
        .schema_type(utoipa::openapi::schema::Type::String)
        .description(Some(description.trim().replace("\n ", "\n")))
        .enum_values(Some(words.iter().copied()))
        .into()
}

#[doc(hidden)]
pub mod private {
    pub use serde;
    pub use utoipa;
}

#[cfg(test)]
mod tests {
    use utoipa::{PartialSchema, ToSchema};

    use super::*;

    vocabulary! {
        /// How hot it is,
        /// by the kitchen's word.
        pub enum Heat {
            /// Barely.
            Mild = "mild",
            VeryHot = "very_hot",
        }
    }

    #[test]
    fn a_value_is_its_word_everywhere() {
        assert_eq!(Heat::VeryHot.to_string(), "very_hot");
        assert_eq!(serde_json::to_string(&Heat::VeryHot).unwrap(), "\"very_hot\"");
        assert_eq!(serde_json::from_str::<Heat>("\"mild\"").unwrap(), Heat::Mild);
        assert_eq!(<Heat as Word>::parse("mild"), Some(Heat::Mild));
        assert_eq!(Heat::ALL, [Heat::Mild, Heat::VeryHot]);
    }

    #[test]
    fn an_unknown_word_is_answered_with_what_was_expected() {
        let error = "Mild".parse::<Heat>().unwrap_err();
        assert_eq!(error.to_string(), "`Mild` is not known here: expected one of mild, very_hot");
        let json = serde_json::from_str::<Heat>("\"cold\"").unwrap_err();
        let told = Message::new("expected one of mild, very_hot", "应为 `mild`、`very_hot` 之一");
        assert_eq!(Message::carried_in(&json.to_string()), Some(told));
        assert!(serde_json::from_str::<Heat>("1").is_err());
    }

    #[test]
    fn the_schema_is_a_string_with_the_words() {
        let schema = serde_json::to_value(Heat::schema()).unwrap();
        assert_eq!(
            schema,
            serde_json::json!({
                "type": "string",
                "enum": ["mild", "very_hot"],
                "description": "How hot it is,\nby the kitchen's word."
            })
        );
        assert_eq!(Heat::name(), "Heat");
    }
}
