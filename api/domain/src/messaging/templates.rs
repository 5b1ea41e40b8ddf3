//! Templates: what stands in a message, in each language, with fields that are filled in for each customer.
//!
//! A field is `{{customer.city|your city}}`: its name out of a closed list, and what stands there when the customer has
//! none. A field that may be missing needs such a fallback, so that no message ever goes out with a hole. [`Contents`]
//! are checked when they are saved; [`render`] is pure.

mod check;
mod encoding;
mod facts;
mod html;
mod text;
mod way_out;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::text::Language;

pub use check::{ContentFault, FaultKind, check};
pub use facts::{Field, MergeFacts, MergeField};
pub use text::{Rendered, render};

crate::vocabulary! {
    /// Whether a template can be used.
    pub enum TemplateState {
        Active = "active",
        Archived = "archived",
    }
}

/// What a message says in one language.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TemplateContent)]
pub struct Content {
    /// Only an e-mail has one, and needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200, example = "{{customer.name|朋友}}，新品上市")]
    pub subject: Option<String>,
    /// The message as plain text.
    #[schema(
        max_length = 20_000,
        example = "您在{{unit.name|我们}}有 {{points.balance|0}} 积分。退订：{{unsubscribe_url}}"
    )]
    pub text: String,
    /// The same as HTML; only an e-mail has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200_000)]
    pub html: Option<String>,
    /// Where answers to it go; to the sender when absent. Only an e-mail has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 3, max_length = 254, example = "service@shop.example")]
    pub reply_to: Option<String>,
}

/// What a message says in each language; at least one is there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TemplateContents, example = json!({"en": {"subject": "Taro balls are back",
    "text": "Dear {{customer.name|friend}}, taro balls are back. Unsubscribe: {{unsubscribe_url}}"}}))]
pub struct Contents {
    /// What it says in Chinese.
    #[serde(rename = "zh-CN", default, skip_serializing_if = "Option::is_none")]
    pub chinese: Option<Content>,
    /// What it says in English.
    #[serde(rename = "en", default, skip_serializing_if = "Option::is_none")]
    pub english: Option<Content>,
}

impl Contents {
    /// What is said in this language.
    pub fn get(&self, language: Language) -> Option<&Content> {
        match language {
            Language::Chinese => self.chinese.as_ref(),
            Language::English => self.english.as_ref(),
        }
    }

    /// The first of these languages that there are words in, else whichever there is.
    pub fn choose(&self, wanted: impl IntoIterator<Item = Language>) -> Option<(Language, &Content)> {
        let wanted = wanted.into_iter().chain(Language::ALL.iter().copied());
        wanted.into_iter().find_map(|language| Some((language, self.get(language)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_with_words_is_chosen() {
        let english = Contents { english: Some(Content::default()), ..Contents::default() };
        let chosen = |wanted: &[Language]| english.choose(wanted.iter().copied()).map(|(language, _)| language);
        assert_eq!(chosen(&[Language::Chinese]), Some(Language::English));
        assert_eq!(chosen(&[]), Some(Language::English));
        assert_eq!(Contents::default().choose([Language::English]), None);
        let both = Contents { chinese: Some(Content::default()), ..english };
        assert_eq!(both.choose([Language::English]).map(|(language, _)| language), Some(Language::English));
        assert_eq!(both.choose([]).map(|(language, _)| language), Some(Language::Chinese));
    }
}
