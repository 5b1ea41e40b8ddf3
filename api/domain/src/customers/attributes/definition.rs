//! What a definition may be.

use std::collections::HashSet;

use super::value::Comparable;
use super::{AttributeType, Definition, LONGEST_KEY, LONGEST_TEXT, MOST_OPTIONS};
use crate::message;
use crate::text::{Language, Message, TextError};

/// What is wrong with a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DefinitionError {
    /// The key is no key.
    Key,
    /// A name is refused; of an option, which one counts from 0.
    Name {
        /// The option whose name it is; none for the attribute's own.
        option: Option<usize>,
        /// The name's language.
        language: Language,
        /// Why.
        error: TextError,
    },
    /// No kind of customer has it.
    NoKind,
    /// A kind is named twice.
    KindTwice(usize),
    /// A choice without options.
    NoOption,
    /// More options than there may be.
    TooManyOptions,
    /// The code of an option is no code.
    OptionCode(usize),
    /// Two options have one code.
    OptionTwice(usize),
    /// Only a choice has options.
    OptionsOfAnother,
    /// A bound that is no value of the type.
    Minimum,
    /// A bound that is no value of the type, or lies below the other.
    Maximum,
    /// Only numbers and dates have bounds.
    BoundsOfAnother,
    /// Not from 1 to 500, or not of a text.
    MaxLength,
}

impl DefinitionError {
    /// JSON pointer to what is wrong.
    pub fn pointer(&self) -> String {
        match self {
            Self::Key => "/key".to_owned(),
            Self::Name { option: None, language, .. } => format!("/names/{language}"),
            Self::Name { option: Some(at), language, .. } => format!("/options/{at}/names/{language}"),
            Self::NoKind => "/kinds".to_owned(),
            Self::KindTwice(at) => format!("/kinds/{at}"),
            Self::NoOption | Self::TooManyOptions | Self::OptionsOfAnother => "/options".to_owned(),
            Self::OptionCode(at) | Self::OptionTwice(at) => format!("/options/{at}/code"),
            Self::Minimum | Self::BoundsOfAnother => "/minimum".to_owned(),
            Self::Maximum => "/maximum".to_owned(),
            Self::MaxLength => "/max_length".to_owned(),
        }
    }
}

impl From<&DefinitionError> for Message {
    fn from(error: &DefinitionError) -> Message {
        match error {
            DefinitionError::Key | DefinitionError::OptionCode(_) => message!(
                "expected 1 to {LONGEST_KEY} small letters, digits and _ that begin with a letter",
                "应为 1 至 {LONGEST_KEY} 个小写字母、数字和下划线，并以字母开头"
            ),
            DefinitionError::Name { error, .. } => (*error).into(),
            DefinitionError::NoKind => message!("expected at least 1 kind of customer", "至少要有 1 种客户类型"),
            DefinitionError::KindTwice(_) => message!("the kind is given twice", "此类型重复"),
            DefinitionError::NoOption => message!("a choice needs at least 1 option", "单选属性至少要有 1 个选项"),
            DefinitionError::TooManyOptions => message!("at most {MOST_OPTIONS} options", "最多 {MOST_OPTIONS} 个选项"),
            DefinitionError::OptionTwice(_) => message!("another option has this code", "另一选项已使用此代码"),
            DefinitionError::OptionsOfAnother => message!("only a choice has options", "只有单选属性才有选项"),
            DefinitionError::Minimum => {
                message!("expected a value of the attribute's own type", "应为与属性同类型的值")
            }
            DefinitionError::Maximum => message!(
                "expected a value of the attribute's own type that is not below `minimum`",
                "应为与属性同类型的值，且不小于 `minimum`"
            ),
            DefinitionError::BoundsOfAnother => {
                message!("only numbers and dates have bounds", "只有数字和日期才有上下限")
            }
            DefinitionError::MaxLength => {
                message!("expected 1 to {LONGEST_TEXT}, and only for a text", "应为 1 至 {LONGEST_TEXT}，且只用于文本")
            }
        }
    }
}

/// Whether a text may be a key or a code.
pub fn is_key(key: &str) -> bool {
    key.len() <= LONGEST_KEY
        && key.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase())
        && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

impl Definition {
    /// The definition in its one form, names trimmed; or the first thing that is wrong with it.
    pub fn check(mut self) -> Result<Definition, DefinitionError> {
        if !is_key(&self.key) {
            return Err(DefinitionError::Key);
        }
        let name = |option| move |(language, error)| DefinitionError::Name { option, language, error };
        self.names = self.names.check().map_err(name(None))?;
        self.check_kinds()?;
        match (self.value_type, self.options.len()) {
            (AttributeType::Choice, 0) => return Err(DefinitionError::NoOption),
            (AttributeType::Choice, 1..=MOST_OPTIONS) | (_, 0) => {}
            (AttributeType::Choice, _) => return Err(DefinitionError::TooManyOptions),
            _ => return Err(DefinitionError::OptionsOfAnother),
        }
        let mut codes = HashSet::new();
        for (at, option) in self.options.iter_mut().enumerate() {
            if !is_key(&option.code) {
                return Err(DefinitionError::OptionCode(at));
            }
            if !codes.insert(option.code.clone()) {
                return Err(DefinitionError::OptionTwice(at));
            }
            option.names = option.names.check().map_err(name(Some(at)))?;
        }
        self.check_bounds()?;
        let is_length = |length: i32| (1..=LONGEST_TEXT).contains(&length) && self.value_type == AttributeType::Text;
        if self.max_length.is_some_and(|length| !is_length(length)) {
            return Err(DefinitionError::MaxLength);
        }
        Ok(self)
    }

    fn check_kinds(&self) -> Result<(), DefinitionError> {
        let mut kinds = HashSet::new();
        match self.kinds.iter().position(|kind| !kinds.insert(*kind)) {
            Some(at) => Err(DefinitionError::KindTwice(at)),
            None if kinds.is_empty() => Err(DefinitionError::NoKind),
            None => Ok(()),
        }
    }

    fn check_bounds(&self) -> Result<(), DefinitionError> {
        if self.minimum.is_none() && self.maximum.is_none() {
            return Ok(());
        }
        if !matches!(self.value_type, AttributeType::Integer | AttributeType::Decimal | AttributeType::Date) {
            return Err(DefinitionError::BoundsOfAnother);
        }
        let least = self.bound(self.minimum.as_deref()).map_err(|()| DefinitionError::Minimum)?;
        let most = self.bound(self.maximum.as_deref()).map_err(|()| DefinitionError::Maximum)?;
        match (least, most) {
            (Some(least), Some(most)) if least > most => Err(DefinitionError::Maximum),
            _ => Ok(()),
        }
    }

    /// A bound in the form in which it is compared; none when there is none, an error when it is no value.
    pub(super) fn bound(&self, written: Option<&str>) -> Result<Option<Comparable>, ()> {
        written.map(|written| Comparable::parse(self.value_type, written).ok_or(())).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{choice, defined};
    use super::*;
    use crate::customers::profiles::CustomerKind;

    #[test]
    fn a_definition_is_held_against_its_type() {
        let with = |change: &dyn Fn(&mut Definition), value_type| {
            let mut definition = defined("k", value_type);
            change(&mut definition);
            definition.check().err()
        };
        use AttributeType::{Boolean, Choice, Date, Decimal, Integer, Text};
        let some = |text: &str| Some(text.to_owned());
        for (value_type, change, error) in [
            (Text, &(|d: &mut Definition| d.key = "K".into()) as &dyn Fn(&mut Definition), DefinitionError::Key),
            (Text, &|d| d.key = "1a".into(), DefinitionError::Key),
            (Text, &|d| d.key = "口味".into(), DefinitionError::Key),
            (Text, &|d| d.key = "a".repeat(41), DefinitionError::Key),
            (
                Text,
                &|d| d.names.english = " ".into(),
                DefinitionError::Name { option: None, language: Language::English, error: TextError::Empty },
            ),
            (Text, &|d| d.kinds.clear(), DefinitionError::NoKind),
            (Text, &|d| d.kinds.push(CustomerKind::Consumer), DefinitionError::KindTwice(1)),
            (Choice, &|_| (), DefinitionError::NoOption),
            (Text, &|d| d.options = choice().options, DefinitionError::OptionsOfAnother),
            (Choice, &|d| d.options = vec![choice().options[0].clone(); 2], DefinitionError::OptionTwice(1)),
            (Integer, &|d| d.minimum = some("1.5"), DefinitionError::Minimum),
            (Integer, &|d| (d.minimum, d.maximum) = (some("2"), some("1")), DefinitionError::Maximum),
            (Decimal, &|d| d.maximum = some("1.23456"), DefinitionError::Maximum),
            (Date, &|d| d.minimum = some("2026-02-30"), DefinitionError::Minimum),
            (Boolean, &|d| d.minimum = some("1"), DefinitionError::BoundsOfAnother),
            (Text, &|d| d.max_length = Some(501), DefinitionError::MaxLength),
            (Integer, &|d| d.max_length = Some(5), DefinitionError::MaxLength),
        ] {
            assert_eq!(with(change, value_type), Some(error), "{value_type}");
        }
        assert_eq!(with(&|d| (d.minimum, d.maximum) = (some("-1"), some("-1")), Integer), None);
        assert_eq!(with(&|d| d.max_length = Some(500), Text), None);
        assert_eq!(choice().check(), Ok(choice()));
    }
}
