//! Why a row was rejected: kept in both languages, told in the reader's.

use regulars_domain::exchange::imports::{Field, RowError};
use regulars_domain::text::{Language, Message};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::records::BadRecord;
use super::rows::{Item, ParsedRow, Rejected, Row};

/// Why a row was rejected, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    field: Option<String>,
    code: String,
    /// Rows that were rejected before both languages were kept have the English text alone.
    #[serde(deserialize_with = "either")]
    detail: Message,
}

/// Why the rows of a receipt are not taken.
#[derive(Clone, Debug)]
pub enum Refused {
    /// They are wrong.
    Refused(Reason),
    /// A person has to decide what they mean.
    Held(Reason),
}

impl Refused {
    /// Every row of the receipt, with this reason.
    pub fn rows_of(&self, item: &Item<ParsedRow>) -> Vec<Rejected> {
        let row = |row: &Row| match self {
            Refused::Refused(reason) => Rejected::refused(row.clone(), vec![reason.clone()]),
            Refused::Held(reason) => Rejected::held(row.clone(), vec![reason.clone()]),
        };
        item.rows.iter().map(row).collect()
    }
}

/// Why a row was rejected.
#[derive(Debug, Serialize, ToSchema)]
pub struct RowReason {
    /// The field that is wrong; none when the row as a whole is.
    pub field: Option<String>,
    /// Stable, for programs.
    #[schema(example = "unreadable")]
    pub code: String,
    /// What was expected.
    pub detail: String,
}

impl Reason {
    pub fn of(field: Field, code: &str, detail: impl Into<Message>) -> Reason {
        Reason { field: Some(field.as_str().to_owned()), code: code.to_owned(), detail: detail.into() }
    }

    pub fn whole(code: &str, detail: impl Into<Message>) -> Reason {
        Reason { field: None, code: code.to_owned(), detail: detail.into() }
    }

    /// Stable, for programs.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The field it is about.
    pub fn field(&self) -> Option<Field> {
        self.field.as_deref().and_then(|word| word.parse().ok())
    }

    /// As it is told in a language.
    pub fn told(self, language: Language) -> RowReason {
        RowReason { field: self.field, code: self.code, detail: self.detail.text(language).to_owned() }
    }

    /// As a sentence that names the field.
    pub fn sentence(&self, language: Language) -> String {
        let detail = self.detail.text(language);
        match (self.field().map(Field::label), language) {
            (None, _) => detail.to_owned(),
            (Some(label), Language::English) => format!("{}: {detail}", label.text(language)),
            (Some(label), Language::Chinese) => format!("{}：{detail}", label.text(language)),
        }
    }
}

impl From<RowError> for Reason {
    fn from(error: RowError) -> Reason {
        Reason::of(error.field, error.code, error.detail)
    }
}

impl From<&BadRecord> for Reason {
    fn from(bad: &BadRecord) -> Reason {
        let code = match bad {
            BadRecord::TooLong => "too_long",
            BadRecord::Encoding => "encoding",
            BadRecord::Json { .. } => "json",
            BadRecord::Cells { .. } => "cells",
        };
        Reason::whole(code, bad)
    }
}

fn either<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Message, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Kept {
        Both(Message),
        English(String),
    }

    Ok(match Kept::deserialize(deserializer)? {
        Kept::Both(message) => message,
        Kept::English(text) => Message::new(text.clone(), text),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_kept_in_both_languages_and_told_in_one() {
        let reason = Reason::from(&BadRecord::Cells { expected: 3, found: 2 });
        let kept = serde_json::to_string(&reason).unwrap();
        let read: Reason = serde_json::from_str(&kept).unwrap();
        assert_eq!(read, reason);
        assert_eq!(read.clone().told(Language::English).detail, "expected 3 cells, found 2");
        assert_eq!(read.told(Language::Chinese).detail, "应有 3 个单元格，实有 2 个");
        let late = Reason::of(Field::Amount, "missing", Message::new("must not be empty", "不能为空"));
        assert_eq!(late.sentence(Language::English), "amount: must not be empty");
        assert_eq!(late.sentence(Language::Chinese), "金额：不能为空");
    }

    #[test]
    fn a_reason_kept_in_english_alone_is_read_as_it_is() {
        let old = r#"{"field":"amount","code":"missing","detail":"must not be empty"}"#;
        let reason: Reason = serde_json::from_str(old).unwrap();
        assert_eq!(reason.told(Language::Chinese).detail, "must not be empty");
    }
}
