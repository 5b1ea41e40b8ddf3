//! The rule language as JSON: an object with one member, which says what kind of part it is.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Choice, Measure};
use crate::customers::profiles::ConsentChannel;

/// Who belongs to a segment: a condition, or a group of parts. At most 6 deep and 50 parts in all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SegmentRule, no_recursion, example = json!({"all": [{"choice": {"of": "tier", "in": ["A", "B"]}},
    {"measure": {"of": "days_since_last_purchase", "gte": 60}}]}))]
pub enum Rule {
    /// Every part holds.
    All(Vec<Rule>),
    /// At least one part holds.
    Any(Vec<Rule>),
    /// The part does not hold.
    Not(Box<Rule>),
    /// An attribute has one of a list of values.
    Choice(ChoiceRule),
    /// A number lies between two bounds.
    Measure(MeasureRule),
    /// An attribute that the chain defines has one of these values, or lies between two bounds.
    Attribute(AttributeRule),
    /// The customer agreed to marketing on a channel.
    Consent(ConsentRule),
    /// The customer's birthday is near.
    Birthday(BirthdayRule),
    /// The customer bought of a category.
    Bought(BoughtRule),
    /// The customer did not buy for some time.
    NotBought(NotBoughtRule),
    /// The customer has a card.
    Membership(MembershipRule),
    /// The customer is a member of another segment.
    Segment(MemberRule),
}

/// An attribute has one of these values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoiceRule {
    /// The attribute whose values are listed.
    pub of: Choice,
    /// Words, names or ids, as the attribute has them; 1 to 100.
    #[serde(rename = "in")]
    #[schema(min_items = 1, max_items = 100)]
    pub among: Vec<String>,
}

/// A number lies between two bounds, both included; at least one is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasureRule {
    /// The number that is held against the bounds.
    pub of: Measure,
    /// The least it may be: days, times, points, or minor units of the base currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gte: Option<i64>,
    /// The most it may be, in the unit of `gte`; not below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lte: Option<i64>,
    /// Only the last days, today among them; for purchases, purchase days and net spend.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 3650)]
    pub within_days: Option<i64>,
}

/// An attribute of `/v1/customer-attributes` has one of these values, or lies between two bounds, both included. Either
/// `in` is given or bounds are. Values are written as they are in a query: `sweet`, `12.5`, `2026-05-01`, `true`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"key": "taste", "in": ["sweet"]}))]
pub struct AttributeRule {
    /// The key of the attribute.
    #[schema(min_length = 1, max_length = 40, example = "taste")]
    pub key: String,
    /// 1 to 100 values.
    #[serde(rename = "in", default, skip_serializing_if = "Option::is_none")]
    #[schema(min_items = 1, max_items = 100)]
    pub among: Option<Vec<String>>,
    /// The least it may be; of numbers and dates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 20)]
    pub gte: Option<String>,
    /// The most it may be; not below `gte`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 20)]
    pub lte: Option<String>,
}

/// The customer's last word on this channel was yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentRule {
    /// The channel that was asked about.
    pub channel: ConsentChannel,
}

/// The birthday is kept today or within some days from today. A lunar one on this year's day of its lunar date, one of
/// 29 February on 28 February in other years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BirthdayRule {
    /// Today and so many days after it; 0 is today alone.
    #[schema(minimum = 0, maximum = 366, example = 7)]
    pub within_days: i64,
}

/// Bought of a category: so often (once when nothing is said), for so much. What was given back does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BoughtRule {
    /// The category of which it was bought.
    #[schema(example = "cat_01JD3Q5V8N0000000000000000")]
    pub category_id: String,
    /// At least so many purchases with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 10000)]
    pub times: Option<i64>,
    /// At least so much net spend on it, in minor units of the base currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spend: Option<i64>,
    /// Only the last days, today among them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 3650)]
    pub within_days: Option<i64>,
}

/// Bought nothing, or nothing of a category, in the last days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NotBoughtRule {
    /// Nothing of this category; nothing at all when it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category_id: Option<String>,
    /// Days without a purchase, today among them.
    #[schema(minimum = 1, maximum = 3650)]
    pub within_days: i64,
}

/// Has a card that is not closed: of a programme, or of any when none is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MembershipRule {
    /// The programme the card belongs to; any when it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "prg_01JD3Q5V8N0000000000000000")]
    pub programme_id: Option<String>,
}

/// Is a member of another segment, as that one was last refreshed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberRule {
    /// The id of the other segment; never the segment's own.
    #[schema(example = "seg_01JD3Q5V8N0000000000000000")]
    pub id: String,
}

impl Rule {
    /// Calls `visit` with each part and its JSON pointer, a group before its parts.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&str, &'a Rule)) {
        self.walk_from("", visit);
    }

    fn walk_from<'a>(&'a self, at: &str, visit: &mut dyn FnMut(&str, &'a Rule)) {
        visit(at, self);
        match self {
            Rule::All(parts) | Rule::Any(parts) => {
                let name = if matches!(self, Rule::All(_)) { "all" } else { "any" };
                for (index, part) in parts.iter().enumerate() {
                    part.walk_from(&format!("{at}/{name}/{index}"), visit);
                }
            }
            Rule::Not(part) => part.walk_from(&format!("{at}/not"), visit),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_the_same_after_json() {
        let text = r#"{"all":[{"choice":{"of":"tier","in":["A"]}},{"not":{"measure":{"of":"net_spend","gte":100,"within_days":30}}},{"any":[{"attribute":{"key":"taste","in":["sweet"]}},{"consent":{"channel":"sms"}},{"birthday":{"within_days":7}},{"bought":{"category_id":"cat_1","times":2}},{"not_bought":{"within_days":60}},{"segment":{"id":"seg_1"}},{"membership":{}}]}]}"#;
        let rule: Rule = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&rule).unwrap(), text);
        let mut places = Vec::new();
        rule.walk(&mut |at, _| places.push(at.to_owned()));
        assert_eq!(
            places,
            [
                "",
                "/all/0",
                "/all/1",
                "/all/1/not",
                "/all/2",
                "/all/2/any/0",
                "/all/2/any/1",
                "/all/2/any/2",
                "/all/2/any/3",
                "/all/2/any/4",
                "/all/2/any/5",
                "/all/2/any/6"
            ]
        );
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for text in [
            r#"{"none":[]}"#,
            r#"{"choice":{"of":"shoe_size","in":["42"]}}"#,
            r#"{"choice":{"of":"tier","in":["A"],"not":true}}"#,
            r#"{"measure":{"of":"purchases","gte":1.5}}"#,
            r#"{"consent":{"channel":"pigeon"}}"#,
            r#"{"membership":{"card":"C-1"}}"#,
            r#"{"all":[],"any":[]}"#,
            r#""all""#,
        ] {
            assert!(serde_json::from_str::<Rule>(text).is_err(), "{text}");
        }
    }
}
