//! Names that people give in both languages of the product.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Language, Message, TextError, check_line};

/// A name in both languages; each is a line of 1 to 80 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"zh-CN": "口味", "en": "Taste"}))]
pub struct Bilingual {
    /// In Chinese.
    #[serde(rename = "zh-CN")]
    #[schema(min_length = 1, max_length = 80)]
    pub chinese: String,
    /// In English.
    #[serde(rename = "en")]
    #[schema(min_length = 1, max_length = 80)]
    pub english: String,
}

/// Characters of a name.
pub const LONGEST_NAME: usize = 80;

impl Bilingual {
    /// The same name trimmed, or the language whose name is refused and why.
    pub fn check(&self) -> Result<Bilingual, (Language, TextError)> {
        let line = |language, text: &str| check_line(text, LONGEST_NAME).map_err(|error| (language, error));
        Ok(Bilingual {
            chinese: line(Language::Chinese, &self.chinese)?,
            english: line(Language::English, &self.english)?,
        })
    }

    /// The name in a language.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.chinese,
            Language::English => &self.english,
        }
    }

    /// Inside a sentence.
    pub fn message(&self) -> Message {
        Message::new(&self.english, &self.chinese)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_checked_in_each_language() {
        let name = |chinese: &str, english: &str| Bilingual { chinese: chinese.into(), english: english.into() };
        assert_eq!(name(" 口味 ", "Taste").check(), Ok(name("口味", "Taste")));
        assert_eq!(name("", "Taste").check(), Err((Language::Chinese, TextError::Empty)));
        let long = "x".repeat(81);
        assert_eq!(name("口味", &long).check(), Err((Language::English, TextError::TooLong(80))));
    }
}
