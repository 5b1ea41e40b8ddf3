//! What a value may be, and the form in which values are compared.

use chrono::{Datelike, NaiveDate};
use serde_json::{Number, Value};

use super::{AttributeType, Definition, LONGEST_TEXT};
use crate::customers::profiles::CustomerKind;
use crate::message;
use crate::text::{Message, TextError, check_paragraphs, listed};

/// Numbers are compared in ten-thousandths: every one that an attribute may have is exact so, and in JSON as well.
const SCALE: i64 = 10_000;
/// The greatest number an attribute may have; the least is as far below zero.
pub const LARGEST: i64 = 99_999_999_999;

/// Why a value is refused, by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttributeFault {
    /// No definition has the key.
    Unknown,
    /// Customers of this kind do not have it.
    OtherKind,
    /// It is archived.
    Archived,
    /// Not a value of the type.
    WrongType,
    /// A text with something it may not hold.
    Malformed,
    /// A text of no characters.
    TooShort,
    /// A text of too many.
    TooLong,
    /// Beyond a bound.
    OutOfRange,
    /// None of the options.
    NotAccepted,
}

/// Why a value is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeError {
    /// By kind.
    pub fault: AttributeFault,
    /// What was expected.
    pub hint: Message,
}

impl AttributeError {
    fn new(fault: AttributeFault, hint: Message) -> AttributeError {
        AttributeError { fault, hint }
    }

    /// No definition has the key.
    pub fn unknown() -> AttributeError {
        AttributeError::new(AttributeFault::Unknown, message!("no attribute has this key", "没有使用此键的属性"))
    }
}

/// A value in the form in which it is kept for look-ups, whatever its type: each type has one of the two.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stored {
    /// A text, the code of a choice, a day as `2026-05-01`, `true` or `false`.
    Text(String),
    /// A number in ten-thousandths.
    Number(i64),
}

impl Stored {
    /// A value as a profile has it; none of null, and of what no attribute has.
    pub fn of(value: &Value) -> Option<Stored> {
        match value {
            Value::String(text) => Some(Stored::Text(text.clone())),
            Value::Bool(yes) => Some(Stored::Text(yes.to_string())),
            Value::Number(number) => parse_number(&number.to_string()).map(Stored::Number),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }
}

/// A bound or value that can be compared with its like.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Comparable {
    Number(i64),
    Day(NaiveDate),
}

impl Comparable {
    pub(super) fn parse(value_type: AttributeType, written: &str) -> Option<Comparable> {
        match value_type {
            AttributeType::Integer => whole(parse_number(written)?).map(Comparable::Number),
            AttributeType::Decimal => parse_number(written).map(Comparable::Number),
            AttributeType::Date => read_date(written).map(Comparable::Day),
            AttributeType::Text | AttributeType::Boolean | AttributeType::Choice => None,
        }
    }
}

/// A number in ten-thousandths out of its digits: at most 11 before the point and 4 behind it.
pub fn parse_number(text: &str) -> Option<i64> {
    let (is_negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (before, behind) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let behind = behind.trim_end_matches('0');
    let is_number = !before.is_empty() && before.len() <= 11 && behind.len() <= 4 && !digits.ends_with('.');
    if !is_number || !is_digits(before) || !is_digits(behind) {
        return None;
    }
    let number: i64 = format!("{before}{behind:0<4}").parse().ok()?;
    Some(if is_negative { -number } else { number })
}

/// A day between 1900 and 2199, written `2026-05-01`.
pub fn read_date(text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (text.len() == 10 && (1900..2200).contains(&day.year())).then_some(day)
}

fn whole(scaled: i64) -> Option<i64> {
    (scaled % SCALE == 0).then_some(scaled)
}

/// A number in ten-thousandths as JSON has it.
pub fn number(scaled: i64) -> Value {
    match whole(scaled) {
        Some(_) => Value::from(scaled / SCALE),
        None => Number::from_f64(scaled as f64 / SCALE as f64).map_or(Value::Null, Value::Number),
    }
}

/// A value as it stands in a query or a cell.
pub fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

impl Definition {
    /// Whether a customer of this kind may be given the attribute at all.
    pub fn check_settable(&self, kind: CustomerKind) -> Result<(), AttributeError> {
        if self.is_archived {
            let hint = message!("the attribute is archived", "此属性已归档");
            return Err(AttributeError::new(AttributeFault::Archived, hint));
        }
        if !self.applies_to(kind) {
            let hint =
                message!("customers of the kind `{kind}` have no such attribute", "类型为 `{kind}` 的客户没有此属性");
            return Err(AttributeError::new(AttributeFault::OtherKind, hint));
        }
        Ok(())
    }

    /// A value in its one form: texts trimmed, numbers without needless digits.
    pub fn read(&self, value: &Value) -> Result<Value, AttributeError> {
        match (self.value_type, value) {
            (AttributeType::Text, Value::String(text)) => self.text(text),
            (AttributeType::Integer | AttributeType::Decimal, Value::Number(digits)) => {
                let read = Comparable::parse(self.value_type, &digits.to_string());
                let Some(Comparable::Number(scaled)) = read else { return Err(self.no_number(digits)) };
                self.check_bounds_of(Comparable::Number(scaled))?;
                Ok(number(scaled))
            }
            (AttributeType::Boolean, Value::Bool(yes)) => Ok(Value::Bool(*yes)),
            (AttributeType::Date, Value::String(text)) => {
                let day = read_date(text).ok_or_else(|| self.wrong_type())?;
                self.check_bounds_of(Comparable::Day(day))?;
                Ok(Value::String(text.clone()))
            }
            (AttributeType::Choice, Value::String(code)) => match self.option(code) {
                Some(option) => Ok(Value::String(option.code.clone())),
                None => Err(AttributeError::new(AttributeFault::NotAccepted, self.expected_options())),
            },
            _ => Err(self.wrong_type()),
        }
    }

    /// What is written in a query or a rule, as the value it stands for; none when it can be no value of this attribute.
    pub fn parse(&self, written: &str) -> Option<Value> {
        let value = match self.value_type {
            AttributeType::Text => return Some(Value::String(written.to_owned())),
            AttributeType::Boolean => Value::Bool(written.parse().ok()?),
            AttributeType::Integer | AttributeType::Decimal => number(parse_number(written)?),
            AttributeType::Date | AttributeType::Choice => Value::String(written.to_owned()),
        };
        let unbound = Definition { minimum: None, maximum: None, ..self.clone() };
        unbound.read(&value).ok()
    }

    fn text(&self, text: &str) -> Result<Value, AttributeError> {
        let most = usize::try_from(self.max_length.unwrap_or(LONGEST_TEXT)).unwrap_or_default();
        check_paragraphs(text, most).map(Value::String).map_err(|error| {
            let fault = match error {
                TextError::Empty => AttributeFault::TooShort,
                TextError::TooLong(_) => AttributeFault::TooLong,
                TextError::Control | TextError::Bidi => AttributeFault::Malformed,
            };
            AttributeError::new(fault, error.into())
        })
    }

    fn check_bounds_of(&self, value: Comparable) -> Result<(), AttributeError> {
        let least = self.bound(self.minimum.as_deref()).ok().flatten();
        let most = self.bound(self.maximum.as_deref()).ok().flatten();
        if least.is_none_or(|least| value >= least) && most.is_none_or(|most| value <= most) {
            return Ok(());
        }
        let hint = match (&self.minimum, &self.maximum) {
            (Some(least), Some(most)) => message!("expected {least} to {most}", "应为 {least} 至 {most}"),
            (Some(least), None) => message!("expected at least {least}", "不得小于 {least}"),
            (None, most) => {
                let most = most.as_deref().unwrap_or_default();
                message!("expected at most {most}", "不得大于 {most}")
            }
        };
        Err(AttributeError::new(AttributeFault::OutOfRange, hint))
    }

    fn no_number(&self, digits: &Number) -> AttributeError {
        let is_large = digits.as_f64().is_some_and(|number| number.abs() > LARGEST as f64);
        if is_large {
            let hint = message!("expected a number of at most 11 digits", "数字最多 11 位");
            return AttributeError::new(AttributeFault::OutOfRange, hint);
        }
        self.wrong_type()
    }

    fn wrong_type(&self) -> AttributeError {
        AttributeError::new(AttributeFault::WrongType, self.expected())
    }

    /// What a value of it looks like.
    pub fn expected(&self) -> Message {
        match self.value_type {
            AttributeType::Text => message!("expected a text", "应为文本"),
            AttributeType::Integer => message!("expected a whole number", "应为整数"),
            AttributeType::Decimal => {
                message!("expected a number with at most 4 decimal places", "应为最多 4 位小数的数字")
            }
            AttributeType::Boolean => message!("expected `true` or `false`", "应为 `true` 或 `false`"),
            AttributeType::Date => message!("expected a day such as `2026-05-01`", "应为 `2026-05-01` 这样的日期"),
            AttributeType::Choice => self.expected_options(),
        }
    }

    fn expected_options(&self) -> Message {
        let codes: Vec<Message> =
            self.options.iter().map(|option| message!("`{code}`", "`{code}`", code = option.code)).collect();
        message!("expected one of {codes}", "应为以下之一：{codes}", codes = listed(&codes))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::{choice, defined};
    use super::*;

    #[test]
    fn a_value_is_held_against_its_definition() {
        use AttributeFault::{Malformed, NotAccepted, OutOfRange, TooLong, TooShort, WrongType};
        use AttributeType::{Boolean, Date, Decimal, Integer, Text};
        let bounded = |value_type, least: &str, most: &str| Definition {
            minimum: Some(least.to_owned()),
            maximum: Some(most.to_owned()),
            ..defined("k", value_type)
        };
        let short = Definition { max_length: Some(3), ..defined("k", Text) };
        for (definition, value, expected) in [
            (defined("k", Text), json!(" 甜 "), Ok(json!("甜"))),
            (defined("k", Text), json!(""), Err(TooShort)),
            (defined("k", Text), json!(7), Err(WrongType)),
            (defined("k", Text), json!("a\0"), Err(Malformed)),
            (defined("k", Text), json!("x".repeat(501)), Err(TooLong)),
            (short.clone(), json!("四个字符"), Err(TooLong)),
            (short, json!("三个字"), Ok(json!("三个字"))),
            (defined("k", Integer), json!(40), Ok(json!(40))),
            (defined("k", Integer), json!(40.0), Ok(json!(40))),
            (defined("k", Integer), json!(40.5), Err(WrongType)),
            (defined("k", Integer), json!("40"), Err(WrongType)),
            (defined("k", Integer), json!(100_000_000_000_i64), Err(OutOfRange)),
            (bounded(Integer, "1", "9"), json!(0), Err(OutOfRange)),
            (bounded(Integer, "1", "9"), json!(10), Err(OutOfRange)),
            (bounded(Integer, "1", "9"), json!(9), Ok(json!(9))),
            (defined("k", Decimal), json!(-12.5), Ok(json!(-12.5))),
            (defined("k", Decimal), json!(0.0001), Ok(json!(0.0001))),
            (defined("k", Decimal), json!(0.00001), Err(WrongType)),
            (bounded(Decimal, "0", "0.5"), json!(0.51), Err(OutOfRange)),
            (defined("k", Boolean), json!(true), Ok(json!(true))),
            (defined("k", Boolean), json!("true"), Err(WrongType)),
            (defined("k", Date), json!("2026-05-01"), Ok(json!("2026-05-01"))),
            (defined("k", Date), json!("2026-5-1"), Err(WrongType)),
            (defined("k", Date), json!("2026-02-30"), Err(WrongType)),
            (bounded(Date, "2026-01-01", "2026-12-31"), json!("2027-01-01"), Err(OutOfRange)),
            (choice(), json!("sweet"), Ok(json!("sweet"))),
            (choice(), json!("Sweet"), Err(NotAccepted)),
            (choice(), json!(["sweet"]), Err(WrongType)),
        ] {
            let read = definition.read(&value).map_err(|error| error.fault);
            assert_eq!(read, expected, "{} {value}", definition.value_type);
        }
    }

    #[test]
    fn it_is_set_only_where_it_belongs() {
        let fault = |definition: Definition, kind| definition.check_settable(kind).err().map(|error| error.fault);
        let own = defined("k", AttributeType::Text);
        assert_eq!(fault(own.clone(), CustomerKind::Consumer), None);
        assert_eq!(fault(own.clone(), CustomerKind::Dealer), Some(AttributeFault::OtherKind));
        let archived = Definition { is_archived: true, ..own };
        assert_eq!(fault(archived, CustomerKind::Consumer), Some(AttributeFault::Archived));
    }

    #[test]
    fn numbers_are_exact_in_ten_thousandths() {
        for (text, expected) in [
            ("0", Some(0)),
            ("12", Some(120_000)),
            ("-0.5", Some(-5_000)),
            ("1.2300", Some(12_300)),
            ("0.00001", None),
            ("99999999999.9999", Some(999_999_999_999_999)),
            ("100000000000", None),
            ("", None),
            ("-", None),
            (".5", None),
            ("5.", None),
            ("1e3", None),
            ("１", None),
        ] {
            assert_eq!(parse_number(text), expected, "{text}");
        }
        for scaled in [1, -12_345, 999_999_999_999_999, -10_000] {
            assert_eq!(Stored::of(&number(scaled)), Some(Stored::Number(scaled)), "{scaled}");
        }
    }

    #[test]
    fn what_is_written_is_a_value_of_the_type() {
        for (definition, text, expected) in [
            (defined("k", AttributeType::Text), "3", Some(json!("3"))),
            (defined("k", AttributeType::Integer), "3", Some(json!(3))),
            (defined("k", AttributeType::Integer), "3.5", None),
            (defined("k", AttributeType::Boolean), "true", Some(json!(true))),
            (defined("k", AttributeType::Boolean), "yes", None),
            (defined("k", AttributeType::Date), "2026-05-01", Some(json!("2026-05-01"))),
            (choice(), "sweet", Some(json!("sweet"))),
            (choice(), "sour", None),
        ] {
            assert_eq!(definition.parse(text), expected, "{text}");
            if let Some(value) = expected {
                assert_eq!(written(&value), text);
            }
        }
    }
}
