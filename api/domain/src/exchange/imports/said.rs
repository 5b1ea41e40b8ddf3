//! Words of a file that somebody said to mean ours, field by field.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::fields::Field;
use crate::customers::profiles::{CustomerKind, Gender, Source};
use crate::exchange::words::{plain, read_answer, read_word};
use crate::sales::purchases::Channel;
use crate::text::Language;

/// Words a field may have.
const MOST: usize = 200;
/// Characters of a word.
pub const LONGEST_WORD: usize = 100;

/// By field: a word of the file, and the word of ours it means; an empty one means that the cell says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(as = ImportWords, example = json!({"kind": {"restaurant": "business"}, "unit_code": {"Main street": "S01"}}))]
pub struct SaidWords(pub BTreeMap<Field, BTreeMap<String, String>>);

crate::errors! {
    /// Why words cannot be said to mean others.
    pub enum SaidError {
        NoWords => ("the field holds no words of a list", "此字段的取值不是固定的词"),
        TooMany => ("at most {MOST} words of at most {LONGEST_WORD} characters", "最多 {MOST} 个词，每个最多 {LONGEST_WORD} 个字符"),
        Unknown(word: String) => ("`{word}` is not a word of this field", "此字段没有 `{word}` 这个取值"),
    }
}

impl SaidWords {
    /// What a cell of a field means; itself when nothing is said of it.
    pub fn meant<'a>(&'a self, field: Field, cell: &'a str) -> &'a str {
        let Some(words) = self.0.get(&field) else { return cell };
        if let Some(word) = words.get(cell) {
            return word;
        }
        let looked_for = plain(cell);
        words.iter().find(|(said, _)| plain(said) == looked_for).map_or(cell, |(_, word)| word)
    }

    /// The first field of which something is said that cannot be, and why. Whether there is a unit is not looked at.
    pub fn check(&self) -> Result<(), (Field, SaidError)> {
        for (&field, words) in &self.0 {
            if !field.takes_words() {
                return Err((field, SaidError::NoWords));
            }
            let long = |text: &String| text.chars().nth(LONGEST_WORD).is_some();
            if words.len() > MOST || words.iter().any(|(said, word)| long(said) || long(word)) {
                return Err((field, SaidError::TooMany));
            }
            if let Some(word) = words.values().find(|word| !word.is_empty() && !is_word(field, word)) {
                return Err((field, SaidError::Unknown(word.clone())));
            }
        }
        Ok(())
    }
}

fn is_word(field: Field, word: &str) -> bool {
    match field {
        Field::Kind => read_word::<CustomerKind>(word).is_some(),
        Field::Language => read_word::<Language>(word).is_some(),
        Field::Gender => read_word::<Gender>(word).is_some(),
        Field::Source => read_word::<Source>(word).is_some(),
        Field::Channel => read_word::<Channel>(word).is_some(),
        Field::UnitCode => true,
        _ => read_answer(word).is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_mean_what_was_said_and_are_ours() {
        let words: SaidWords =
            serde_json::from_str(r#"{"kind":{"饭 店":"business","?":""},"unit_code":{"旗舰店":"N1"}}"#).unwrap();
        assert_eq!(words.check(), Ok(()));
        assert_eq!(words.meant(Field::Kind, "饭店"), "business");
        assert_eq!(words.meant(Field::Kind, "?"), "");
        assert_eq!(words.meant(Field::Kind, "dealer"), "dealer");
        assert_eq!(words.meant(Field::Source, "饭店"), "饭店");
        for (json, field) in [
            (r#"{"kind":{"a":"queen"}}"#, Field::Kind),
            (r#"{"name":{"a":"b"}}"#, Field::Name),
            (r#"{"consent_sms":{"a":"perhaps"}}"#, Field::ConsentSms),
        ] {
            let words: SaidWords = serde_json::from_str(json).unwrap();
            assert_eq!(words.check().unwrap_err().0, field);
        }
    }
}
