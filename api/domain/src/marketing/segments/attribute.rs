//! Conditions on attributes that a chain defines. What a rule writes has no type of its own: a number is compared with
//! numbers and anything with texts, and an attribute has values of one of the two only. Whether what is written is a value
//! of the attribute at all is told when the rule is made ([`attribute_faults`]).

use super::check::{MAX_VALUE, MAX_VALUES};
use super::{AttributeRule, Names, RuleError, RuleFault};
use crate::customers::attributes::{AttributeType, Definition, Stored, number, parse_number, read_date, written};
use crate::message;
use crate::text::{Message, listed};

impl AttributeRule {
    /// Whether a value, in the form in which it is kept, is one that the rule asks for.
    pub(super) fn holds_for(&self, value: Option<&Stored>) -> bool {
        let Some(value) = value else { return false };
        if let Some(among) = &self.among {
            return among.iter().any(|text| stored(text).contains(value));
        }
        let bound = |text: &Option<String>| text.as_deref().and_then(bound);
        let is_comparable = |other: &Stored| {
            matches!((value, other), (Stored::Number(_), Stored::Number(_)) | (Stored::Text(_), Stored::Text(_)))
        };
        let (gte, lte) = (bound(&self.gte), bound(&self.lte));
        (gte.is_some() || lte.is_some())
            && gte.is_none_or(|gte| is_comparable(&gte) && *value >= gte)
            && lte.is_none_or(|lte| is_comparable(&lte) && *value <= lte)
    }

    pub(super) fn faults(&self, add: &mut dyn FnMut(&str, RuleFault, Message)) {
        match (&self.among, self.gte.is_some() || self.lte.is_some()) {
            (None, false) => {
                add(
                    "/in",
                    RuleFault::Required,
                    message!("expected `in`, or `gte` and `lte`", "须填写 `in`，或 `gte`、`lte`"),
                );
            }
            (Some(_), true) => {
                add("/in", RuleFault::Conflict, message!("either values or bounds", "取值与范围只能选其一"));
                self.bound_faults(add);
            }
            (Some(values), false) if values.is_empty() => {
                add("/in", RuleFault::TooShort, message!("expected at least 1 value", "至少要有 1 个值"));
            }
            (Some(values), false) if values.len() > MAX_VALUES => {
                add(
                    "/in",
                    RuleFault::TooLong,
                    message!("expected at most {MAX_VALUES} values", "最多 {MAX_VALUES} 个值"),
                );
            }
            (Some(values), false) => {
                for (at, value) in values.iter().enumerate() {
                    if values.iter().take(at).any(|other| other == value) {
                        let said = message!("the value is given twice", "此值重复");
                        add(&format!("/in/{at}"), RuleFault::Duplicate, said);
                    }
                    if value.is_empty() || value.chars().nth(MAX_VALUE).is_some() {
                        let said = message!("expected 1 to {MAX_VALUE} characters", "应为 1 至 {MAX_VALUE} 个字符");
                        add(&format!("/in/{at}"), RuleFault::OutOfRange, said);
                    }
                }
            }
            (None, true) => self.bound_faults(add),
        }
    }

    fn bound_faults(&self, add: &mut dyn FnMut(&str, RuleFault, Message)) {
        let mut read = Vec::new();
        for (place, text) in [("/gte", &self.gte), ("/lte", &self.lte)] {
            let Some(text) = text else { continue };
            match bound(text) {
                Some(value) => read.push(value),
                None => add(
                    place,
                    RuleFault::NotAccepted,
                    message!("expected a number or a day such as `2026-05-01`", "应为数字或 `2026-05-01` 这样的日期"),
                ),
            }
        }
        if let [gte, lte] = read.as_slice()
            && gte > lte
        {
            add("/lte", RuleFault::Conflict, message!("expected at least `gte`", "不得小于 `gte`"));
        }
    }

    /// The condition in words: what the attribute is called, and its options.
    pub(super) fn reading(&self, names: &Names) -> Message {
        let what = names.get(&self.key).cloned().unwrap_or_else(|| Message::new(&self.key, &self.key));
        if let Some(among) = &self.among {
            let values: Vec<Message> = among.iter().map(|value| self.value(value, names)).collect();
            let values = listed(&values);
            return if among.len() == 1 {
                message!("“{what}” is {values}", "「{what}」为{values}", what = what, values = values)
            } else {
                message!("“{what}” is one of {values}", "「{what}」为{values}之一", what = what, values = values)
            };
        }
        match (&self.gte, &self.lte) {
            (Some(gte), Some(lte)) if gte == lte => message!("“{what}” is {gte}", "「{what}」为 {gte}", what = what),
            (Some(gte), Some(lte)) => {
                message!("“{what}” is from {gte} to {lte}", "「{what}」在 {gte} 至 {lte} 之间", what = what)
            }
            (Some(gte), None) => message!("“{what}” is at least {gte}", "「{what}」至少 {gte}", what = what),
            (None, lte) => {
                let lte = lte.as_deref().unwrap_or_default();
                message!("“{what}” is at most {lte}", "「{what}」至多 {lte}", what = what)
            }
        }
    }

    /// What the customer has of it, in words.
    pub(super) fn found(&self, value: Option<&Stored>, names: &Names) -> Message {
        match value {
            None => message!("not known", "未知"),
            Some(Stored::Text(text)) => self.value(text, names),
            Some(Stored::Number(scaled)) => {
                let number = written(&number(*scaled));
                message!("{number}", "{number}")
            }
        }
    }

    fn value(&self, value: &str, names: &Names) -> Message {
        let own = match value {
            "true" => message!("yes", "是"),
            "false" => message!("no", "否"),
            _ => message!("{value}", "{value}"),
        };
        let name = names.get(&option_name(&self.key, value)).cloned().unwrap_or(own);
        message!("“{name}”", "「{name}」", name = name)
    }
}

/// By what [`Names`] knows an option of an attribute.
fn option_name(key: &str, code: &str) -> String {
    format!("{key}:{code}")
}

/// What an attribute and its options are called, for [`Names`].
pub fn attribute_names(definition: &Definition) -> impl Iterator<Item = (String, Message)> + '_ {
    let own = (definition.key.clone(), definition.names.message());
    let options = definition.options.iter();
    std::iter::once(own)
        .chain(options.map(|option| (option_name(&definition.key, &option.code), option.names.message())))
}

/// The forms in which a written value may be kept.
pub fn stored(text: &str) -> Vec<Stored> {
    let number = parse_number(text).map(Stored::Number);
    std::iter::once(Stored::Text(text.to_owned())).chain(number).collect()
}

/// A bound in the form in which values are kept; none when it is neither a number nor a day.
pub fn bound(text: &str) -> Option<Stored> {
    let day = || read_date(text).map(|_| Stored::Text(text.to_owned()));
    parse_number(text).map(Stored::Number).or_else(day)
}

/// What of a condition cannot be of the attribute it names; pointers begin at the condition.
pub fn attribute_faults(rule: &AttributeRule, definition: &Definition) -> Vec<RuleError> {
    let mut faults = Vec::new();
    let mut add = |pointer: String, fault, hint| faults.push(RuleError { pointer, fault, hint });
    for (at, value) in rule.among.iter().flatten().enumerate() {
        if definition.parse(value).is_none() {
            add(format!("/in/{at}"), RuleFault::NotAccepted, definition.expected());
        }
    }
    let has_bounds =
        matches!(definition.value_type, AttributeType::Integer | AttributeType::Decimal | AttributeType::Date);
    for (place, text) in [("/gte", &rule.gte), ("/lte", &rule.lte)] {
        let Some(text) = text else { continue };
        if !has_bounds {
            let hint = message!("only numbers and dates have ranges", "只有数字和日期才能按范围筛选");
            add(place.to_owned(), RuleFault::Conflict, hint);
        } else if definition.parse(text).is_none() {
            add(place.to_owned(), RuleFault::NotAccepted, definition.expected());
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::customers::profiles::CustomerKind;
    use crate::text::{Bilingual, Language};

    fn rule(value: serde_json::Value) -> AttributeRule {
        serde_json::from_value(value).unwrap()
    }

    fn text(text: &str) -> Stored {
        Stored::Text(text.to_owned())
    }

    #[test]
    fn values_and_bounds_are_compared_by_what_they_are() {
        for (condition, value, expected) in [
            (json!({"key": "k", "in": ["sweet", "salty"]}), Some(text("salty")), true),
            (json!({"key": "k", "in": ["sweet"]}), Some(text("salty")), false),
            (json!({"key": "k", "in": ["sweet"]}), None, false),
            (json!({"key": "k", "in": ["3"]}), Some(text("3")), true),
            (json!({"key": "k", "in": ["3"]}), Some(Stored::Number(30_000)), true),
            (json!({"key": "k", "in": ["true"]}), Some(text("true")), true),
            (json!({"key": "k", "gte": "2"}), Some(Stored::Number(20_000)), true),
            (json!({"key": "k", "gte": "2.5"}), Some(Stored::Number(20_000)), false),
            (json!({"key": "k", "gte": "2", "lte": "3"}), Some(Stored::Number(30_000)), true),
            (json!({"key": "k", "lte": "3"}), Some(Stored::Number(100_000)), false),
            (json!({"key": "k", "lte": "3"}), Some(text("1")), false),
            (json!({"key": "k", "gte": "2026-01-01"}), Some(text("2026-05-01")), true),
            (json!({"key": "k", "lte": "2026-01-01"}), Some(text("2026-05-01")), false),
            (json!({"key": "k", "lte": "2026-01-01"}), Some(Stored::Number(1)), false),
        ] {
            assert_eq!(rule(condition.clone()).holds_for(value.as_ref()), expected, "{condition} {value:?}");
        }
    }

    #[test]
    fn a_condition_is_held_against_its_definition() {
        let definition = |value_type| Definition {
            key: "k".into(),
            names: Bilingual { chinese: "座位数".into(), english: "Seats".into() },
            value_type,
            kinds: CustomerKind::ALL.to_vec(),
            options: Vec::new(),
            minimum: None,
            maximum: None,
            max_length: None,
            is_archived: false,
        };
        let told = |condition, value_type| {
            let faults = attribute_faults(&rule(condition), &definition(value_type));
            faults.into_iter().map(|error| (error.pointer, error.fault)).collect::<Vec<_>>()
        };
        let at = |pointer: &str, fault| vec![(pointer.to_owned(), fault)];
        assert_eq!(
            told(json!({"key": "k", "in": ["1", "x"]}), AttributeType::Integer),
            at("/in/1", RuleFault::NotAccepted)
        );
        assert_eq!(told(json!({"key": "k", "gte": "1.5"}), AttributeType::Integer), at("/gte", RuleFault::NotAccepted));
        assert_eq!(told(json!({"key": "k", "lte": "1"}), AttributeType::Text), at("/lte", RuleFault::Conflict));
        assert_eq!(told(json!({"key": "k", "gte": "2026-01-01"}), AttributeType::Date), []);
        let names = attribute_names(&definition(AttributeType::Integer)).collect();
        let said = rule(json!({"key": "k", "gte": "20"})).reading(&names);
        assert_eq!(said.text(Language::Chinese), "「座位数」至少 20");
        assert_eq!(said.text(Language::English), "“Seats” is at least 20");
    }
}
