//! What is said to a person, in both languages side by side: [`Message`], [`message!`](crate::message!) for one sentence and
//! [`errors!`](crate::errors!) for the refusals of a rule.
//!
//! The texts are held while they are compiled: an English one with Chinese in it, or a Chinese one with an English word
//! that is no name, does not build. What is a caller's own word or a name of the interface (a field, a header's value)
//! stands in backticks and is free.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::Language;

/// A sentence or a part of one, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Message {
    #[serde(rename = "en")]
    pub(super) english: String,
    #[serde(rename = "zh-CN")]
    pub(super) chinese: String,
}

impl Message {
    /// A message of its two texts; [`message!`](crate::message!) also checks them.
    pub fn new(english: impl Into<String>, chinese: impl Into<String>) -> Message {
        Message { english: english.into(), chinese: chinese.into() }
    }

    /// The text in one language.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::English => &self.english,
            Language::Chinese => &self.chinese,
        }
    }
}

/// What may stand inside a message: a number, somebody's own text, a word of a list, or another message.
pub trait Part {
    /// The part as it is written in one language.
    fn part(&self, language: Language) -> Cow<'_, str>;
}

impl Part for Message {
    fn part(&self, language: Language) -> Cow<'_, str> {
        Cow::Borrowed(self.text(language))
    }
}

impl<T: Part + ?Sized> Part for &T {
    fn part(&self, language: Language) -> Cow<'_, str> {
        (**self).part(language)
    }
}

/// Parts that are written alike in both languages.
macro_rules! same_in_both {
    ($($kind:ty),+) => { $(
        impl Part for $kind {
            fn part(&self, _: Language) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }
        }
    )+ };
}

same_in_both!(u8, u16, u32, u64, usize, i32, i64, f64, char, NaiveDate, String);

impl Part for str {
    fn part(&self, _: Language) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

/// One sentence in English and in Chinese, as a [`Message`].
///
/// Both texts are format strings over the same values; a value given as `name = value` may be a message itself.
///
/// ```
/// use regulars_domain::{message, text::Language};
/// let most = 3;
/// let said = message!("at most {most} tags", "最多 {most} 个标签");
/// assert_eq!(said.text(Language::Chinese), "最多 3 个标签");
/// let said = message!("tag {index}: {said}", "第 {index} 个标签：{said}", index = 1, said = said);
/// assert_eq!(said.text(Language::English), "tag 1: at most 3 tags");
/// ```
///
/// ```compile_fail
/// regulars_domain::message!("at most 3 tags", "最多 3 个 tags");
/// ```
#[macro_export]
macro_rules! message {
    ($english:literal, $chinese:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        $crate::both_languages!($english, $chinese);
        $( let $name = &$value; )*
        let said = |language: $crate::text::Language| {
            $( let $name = $crate::text::Part::part($name, language); )*
            match language {
                $crate::text::Language::English => format!($english),
                $crate::text::Language::Chinese => format!($chinese),
            }
        };
        $crate::text::Message::new(said($crate::text::Language::English), said($crate::text::Language::Chinese))
    }};
}

/// Defines why a rule refuses: an enum (or a struct without fields) whose values say so in both languages.
///
/// A field is named where it stands, so that the texts can use it; a variant that only holds another error passes on
/// what that one says. The English text is also the error's `Display`, and stands in its documentation.
///
/// ```
/// use regulars_domain::text::{Language, Message};
/// regulars_domain::errors! {
///     /// Why a list of tags is refused.
///     pub enum TagsError {
///         TooMany => ("at most 30 tags", "最多 30 个标签"),
///         Tag { index: usize, error: regulars_domain::text::TextError } => ("tag {index}: {error}", "第 {index} 个标签：{error}"),
///         /// The text itself is refused.
///         Text(error: regulars_domain::text::TextError) => error,
///     }
/// }
/// let error = TagsError::Tag { index: 2, error: regulars_domain::text::TextError::Empty };
/// assert_eq!(error.to_string(), "tag 2: must not be empty");
/// assert_eq!(Message::from(&error).text(Language::Chinese), "第 2 个标签：不能为空");
/// ```
#[macro_export]
macro_rules! errors {
    // A refusal of one kind.
    (
        $(#[$meta:meta])*
        pub struct $name:ident => ($english:literal, $chinese:literal);
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name;

        impl $crate::text::Part for $name {
            fn part(&self, language: $crate::text::Language) -> std::borrow::Cow<'_, str> {
                $crate::both_languages!($english, $chinese);
                match language {
                    $crate::text::Language::English => format!($english).into(),
                    $crate::text::Language::Chinese => format!($chinese).into(),
                }
            }
        }

        $crate::errors!(@traits $name);
    };
    // A refusal of one of several kinds.
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $(
                $(#[$variant_meta:meta])*
                $variant:ident
                $( ( $($item:ident : $item_type:ty),+ ) )?
                $( { $( $(#[$field_meta:meta])* $field:ident : $field_type:ty ),+ $(,)? } )?
                => $said:tt
            ),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum $name {
            $(
                $(#[$variant_meta])*
                #[doc = ""]
                #[doc = $crate::errors!(@doc $said)]
                $variant
                $( ( $($item_type),+ ) )?
                $( { $( $(#[$field_meta])* $field : $field_type ),+ } )?
            ),+
        }

        impl $crate::text::Part for $name {
            fn part(&self, language: $crate::text::Language) -> std::borrow::Cow<'_, str> {
                match self {
                    $(
                        Self::$variant $( ( $($item),+ ) )? $( { $($field),+ } )? => {
                            $crate::errors!(@said language $said [$( $($item)+ )? $( $($field)+ )?])
                        }
                    ),+
                }
            }
        }

        $crate::errors!(@traits $name);
    };
    // Values given by name are made of the fields themselves, before these are put into words.
    (@said $language:ident ($english:literal, $chinese:literal $(, $name:ident = $value:expr)* $(,)?) [$($field:ident)*]) => {{
        $crate::both_languages!($english, $chinese);
        $( let $name = &$value; )*
        $( let $field = $crate::text::Part::part($field, $language); )*
        $( let $name = $crate::text::Part::part($name, $language); )*
        $( let _ = &$field; )*
        match $language {
            $crate::text::Language::English => format!($english).into(),
            $crate::text::Language::Chinese => format!($chinese).into(),
        }
    }};
    (@said $language:ident $other:ident [$field:ident]) => { $crate::text::Part::part($other, $language) };
    (@traits $name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&$crate::text::Part::part(self, $crate::text::Language::English))
            }
        }

        impl std::error::Error for $name {}

        impl From<&$name> for $crate::text::Message {
            fn from(error: &$name) -> $crate::text::Message {
                let said = |language| $crate::text::Part::part(error, language);
                $crate::text::Message::new(said($crate::text::Language::English), said($crate::text::Language::Chinese))
            }
        }

        impl From<$name> for $crate::text::Message {
            fn from(error: $name) -> $crate::text::Message {
                $crate::text::Message::from(&error)
            }
        }
    };
    // What a variant's documentation adds to its own words.
    (@doc ($english:literal, $($rest:tt)*)) => { concat!("Said as “", $english, "”.") };
    (@doc $other:ident) => { "Said as the error it holds." };
}

/// Holds a pair of texts while they are compiled.
#[doc(hidden)]
#[macro_export]
macro_rules! both_languages {
    ($english:literal, $chinese:literal) => {
        const _: () = assert!($crate::text::is_english($english), "the English text holds Chinese");
        const _: () =
            assert!($crate::text::is_chinese($chinese), "the Chinese text holds an English word, or no Chinese");
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_kept_as_both_texts() {
        let said = crate::message!("too late", "太晚了");
        let kept = serde_json::to_string(&said).unwrap();
        assert_eq!(kept, r#"{"en":"too late","zh-CN":"太晚了"}"#);
        assert_eq!(serde_json::from_str::<Message>(&kept).unwrap(), said);
    }
}
