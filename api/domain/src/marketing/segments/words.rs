//! A rule in plain words, for people, in both languages.

mod labels;

use std::collections::HashMap;

use super::{BirthdayRule, BoughtRule, Choice, ChoiceRule, MeasureRule, NotBoughtRule, Rule};
use crate::message;
use crate::money::{Currency, Money};
use crate::text::{Message, joined, listed};

/// What units, categories, levels, programmes and segments are called, by id; attributes by key, and their options as
/// [`attribute_names`](super::attribute_names) has them.
pub type Names = HashMap<String, Message>;

/// How to speak: the currency of amounts, and what things are called.
#[derive(Debug, Clone, Copy)]
pub struct Speech<'a> {
    /// Names by id; what has none is spoken of by its id.
    pub names: &'a Names,
    /// The base currency: rules have amounts in minor units only.
    pub currency: Currency,
}

impl Speech<'_> {
    pub(super) fn money(&self, amount: i64) -> Money {
        Money::new(amount, self.currency)
    }

    /// What something is called; its id when it has no name here.
    pub(super) fn name(&self, id: &str) -> Message {
        match self.names.get(id) {
            Some(name) => message!("“{name}”", "「{name}」", name = name),
            None => quoted(id),
        }
    }
}

/// Somebody's own words inside a sentence.
fn quoted(words: &str) -> Message {
    message!("“{words}”", "「{words}」")
}

/// The rule as a sentence without its full stop.
pub fn reading(rule: &Rule, speech: &Speech<'_>) -> Message {
    read(rule, false, speech)
}

/// One part for itself: a group only says how its parts are joined, for they are told after it.
pub(super) fn part_reading(rule: &Rule, speech: &Speech<'_>) -> Message {
    match rule {
        Rule::All(_) => message!("all of these hold", "同时满足以下各项"),
        Rule::Any(_) => message!("at least one of these holds", "满足以下任意一项"),
        Rule::Not(_) => message!("this does not hold", "不满足以下一项"),
        other => reading(other, speech),
    }
}

fn read(rule: &Rule, inside: bool, speech: &Speech<'_>) -> Message {
    match rule {
        Rule::All(parts) => join(parts, (" and ", "，且"), inside, speech),
        Rule::Any(parts) => join(parts, (" or ", "，或"), inside, speech),
        Rule::Not(part) => message!("not ({part})", "并非（{part}）", part = read(part, false, speech)),
        Rule::Choice(rule) => choice(rule, speech),
        Rule::Measure(rule) => measure(rule, speech),
        Rule::Attribute(rule) => rule.reading(speech.names),
        Rule::Consent(rule) => message!(
            "agreed to marketing by {channel}",
            "同意通过{channel}接收营销",
            channel = labels::channel(rule.channel)
        ),
        Rule::Birthday(BirthdayRule { within_days: 0 }) => message!("has a birthday today", "今天生日"),
        Rule::Birthday(BirthdayRule { within_days: 1 }) => {
            message!("has a birthday today or tomorrow", "今天或明天生日")
        }
        Rule::Birthday(BirthdayRule { within_days }) => {
            message!("has a birthday within {within_days} days", "未来 {within_days} 天内生日")
        }
        Rule::Bought(rule) => bought(rule, speech),
        Rule::NotBought(rule) => not_bought(rule, speech),
        Rule::Membership(rule) => match &rule.programme_id {
            None => message!("is a member of a programme", "是会员"),
            Some(id) => message!("is a member of the programme {name}", "是{name}的会员", name = speech.name(id)),
        },
        Rule::Segment(rule) => message!("is a member of {name}", "属于客群{name}", name = speech.name(&rule.id)),
    }
}

fn join(parts: &[Rule], (english, chinese): (&str, &str), inside: bool, speech: &Speech<'_>) -> Message {
    if let [only] = parts {
        return read(only, inside, speech);
    }
    let told: Vec<Message> = parts.iter().map(|part| read(part, true, speech)).collect();
    let told = joined(&told, english, chinese);
    if inside { message!("({told})", "（{told}）", told = told) } else { told }
}

/// Values of an attribute.
pub(super) fn values<T: AsRef<str>>(of: Choice, found: &[T], speech: &Speech<'_>) -> Message {
    let label = |value: &T| match of {
        Choice::HomeUnit | Choice::FavouriteUnit | Choice::FavouriteCategory | Choice::MembershipLevel => {
            speech.name(value.as_ref())
        }
        Choice::City | Choice::Tag => quoted(value.as_ref()),
        _ => labels::value(of, value.as_ref()),
    };
    listed(&found.iter().map(label).collect::<Vec<_>>())
}

fn choice(rule: &ChoiceRule, speech: &Speech<'_>) -> Message {
    let (what, values) = (labels::choice(rule.of), values(rule.of, &rule.among, speech));
    if rule.among.len() == 1 {
        message!("{what} is {values}", "{what}为{values}", what = what, values = values)
    } else {
        message!("{what} is one of {values}", "{what}为{values}之一", what = what, values = values)
    }
}

fn measure(rule: &MeasureRule, speech: &Speech<'_>) -> Message {
    let what = labels::measure(rule.of);
    let what = match rule.within_days {
        Some(days) => message!("{what} in the last {days} days", "最近 {days} 天的{what}", what = what),
        None => what,
    };
    let number = |value: i64| if rule.of.is_money() { speech.money(value).to_string() } else { value.to_string() };
    // Only Chinese says what is counted; its words stand apart from numbers.
    let (unit, gap) = if rule.of.is_days() { (" 天", "") } else { ("", " ") };
    match (rule.gte.map(number), rule.lte.map(number)) {
        (Some(gte), Some(lte)) if gte == lte => message!("{what} is {gte}", "{what}为 {gte}{unit}", what = what),
        (Some(gte), Some(lte)) => {
            message!("{what} is from {gte} to {lte}", "{what}在 {gte} 至 {lte}{unit}{gap}之间", what = what)
        }
        (Some(gte), None) => message!("{what} is at least {gte}", "{what}至少 {gte}{unit}", what = what),
        (None, Some(lte)) => message!("{what} is at most {lte}", "{what}至多 {lte}{unit}", what = what),
        (None, None) => what,
    }
}

fn bought(rule: &BoughtRule, speech: &Speech<'_>) -> Message {
    let name = speech.name(&rule.category_id);
    let when = match rule.within_days {
        Some(days) => message!(" in the last {days} days", "最近 {days} 天"),
        None => Message::new("", ""),
    };
    match (rule.times, rule.spend.map(|spend| speech.money(spend))) {
        (Some(times), Some(spend)) => message!(
            "bought {name} at least {often} and for at least {spend}{when}",
            "{when}购买{name}至少 {times} 次且至少 {spend}",
            name = name,
            often = often(times),
            when = when
        ),
        (Some(times), None) => message!(
            "bought {name} at least {often}{when}",
            "{when}购买{name}至少 {times} 次",
            name = name,
            often = often(times),
            when = when
        ),
        (None, Some(spend)) => {
            message!(
                "bought {name} for at least {spend}{when}",
                "{when}购买{name}至少 {spend}",
                name = name,
                when = when
            )
        }
        (None, None) => message!("bought {name}{when}", "{when}购买过{name}", name = name, when = when),
    }
}

fn often(times: i64) -> String {
    if times == 1 { "once".to_owned() } else { format!("{times} times") }
}

fn not_bought(rule: &NotBoughtRule, speech: &Speech<'_>) -> Message {
    let days = rule.within_days;
    match &rule.category_id {
        Some(id) => {
            message!("did not buy {name} in the last {days} days", "最近 {days} 天未购买{name}", name = speech.name(id))
        }
        None => message!("bought nothing in the last {days} days", "最近 {days} 天没有购买"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Measure;
    use super::*;
    use crate::customers::profiles::{ConsentChannel, CustomerKind, CustomerStatus, Source};
    use crate::customers::tiers::TierClass;
    use crate::text::{Language, is_chinese, is_english};

    #[test]
    fn a_rule_reads_as_a_sentence() {
        let names = Names::from([
            ("unit_1".to_owned(), Message::new("华北区", "华北区")),
            ("cat_1".to_owned(), Message::new("仙芋系列", "仙芋系列")),
            ("seg_1".to_owned(), Message::new("熟客", "熟客")),
            ("lvl_1".to_owned(), Message::new("金卡", "金卡")),
            ("prg_1".to_owned(), Message::new("仙芋会员", "仙芋会员")),
        ]);
        let speech = Speech { names: &names, currency: Currency::CNY };
        for (rule, chinese, english) in [
            (
                json!({"all": [
                    {"choice": {"of": "tier", "in": ["A", "B"]}},
                    {"any": [{"measure": {"of": "days_since_last_purchase", "gte": 60}}, {"consent": {"channel": "sms"}}]},
                    {"not": {"choice": {"of": "home_unit", "in": ["unit_1"]}}}
                ]}),
                "客户分级为A、B之一，且（距最近购买的天数至少 60 天，或同意通过短信接收营销），且并非（所属单元为「华北区」）",
                "tier is one of A, B and (days since the last purchase is at least 60 or agreed to marketing by SMS) and not (home unit is “华北区”)",
            ),
            (
                json!({"measure": {"of": "net_spend", "gte": 10000, "lte": 20050, "within_days": 90}}),
                "最近 90 天的净消费在 ¥100.00 至 ¥200.50 之间",
                "net spend in the last 90 days is from ¥100.00 to ¥200.50",
            ),
            (
                json!({"bought": {"category_id": "cat_1", "times": 3, "within_days": 30}}),
                "最近 30 天购买「仙芋系列」至少 3 次",
                "bought “仙芋系列” at least 3 times in the last 30 days",
            ),
            (
                json!({"all": [{"not_bought": {"within_days": 60}}, {"segment": {"id": "seg_1"}}]}),
                "最近 60 天没有购买，且属于客群「熟客」",
                "bought nothing in the last 60 days and is a member of “熟客”",
            ),
            (
                json!({"any": [
                    {"choice": {"of": "membership_level", "in": ["lvl_1"]}}, {"measure": {"of": "points", "gte": 500}},
                    {"membership": {"programme_id": "prg_1"}}, {"not": {"membership": {}}}
                ]}),
                "会员等级为「金卡」，或积分余额至少 500，或是「仙芋会员」的会员，或并非（是会员）",
                "membership level is “金卡” or points balance is at least 500 or is a member of the programme “仙芋会员” or not (is a member of a programme)",
            ),
            (json!({"choice": {"of": "source", "in": ["walk_in"]}}), "来源为自然到店", "source is walk-in"),
        ] {
            let said = reading(&serde_json::from_value(rule).unwrap(), &speech);
            assert_eq!(said.text(Language::Chinese), chinese);
            assert_eq!(said.text(Language::English), english);
        }
    }
    #[test]
    fn every_condition_is_told_whole_in_both_languages() {
        let choices = [
            ("kind", CustomerKind::WORDS),
            ("status", CustomerStatus::WORDS),
            ("tier", TierClass::WORDS),
            ("source", Source::WORDS),
            ("city", &["1"]),
            ("home_unit", &["1"]),
            ("tag", &["1"]),
            ("birth_month", &["1", "12"]),
            ("favourite_unit", &["1"]),
            ("favourite_category", &["1"]),
            ("membership_level", &["1"]),
        ];
        assert_eq!(choices.map(|(of, _)| of), Choice::WORDS);
        let choices = choices.iter().map(|(of, words)| json!({"choice": {"of": of, "in": words}}));
        let measures = Measure::WORDS.iter().flat_map(|of| {
            let bounds = [(Some(1), None), (None, Some(1)), (Some(1), Some(1)), (Some(1), Some(2))];
            bounds.map(|(gte, lte)| json!({"measure": {"of": of, "gte": gte, "lte": lte, "within_days": 30}}))
        });
        let consents = ConsentChannel::WORDS.iter().map(|channel| json!({"consent": {"channel": channel}}));
        let bought = [(None, None), (Some(1), None), (None, Some(1)), (Some(2), Some(1))]
            .map(|(times, spend)| json!({"bought": {"category_id": "1", "times": times, "spend": spend}}));
        let others = [
            json!({"not_bought": {"category_id": "1", "within_days": 2}}),
            json!({"not_bought": {"within_days": 2}}),
            json!({"segment": {"id": "1"}}),
            json!({"membership": {"programme_id": "1"}}),
            json!({"membership": {}}),
            json!({"attribute": {"key": "1", "in": ["1"]}}),
            json!({"attribute": {"key": "1", "in": ["1", "true", "false"]}}),
            json!({"attribute": {"key": "1", "gte": "1"}}),
            json!({"attribute": {"key": "1", "lte": "1"}}),
            json!({"attribute": {"key": "1", "gte": "1", "lte": "2"}}),
            json!({"attribute": {"key": "1", "gte": "1", "lte": "1"}}),
            json!({"not": {"all": []}}),
        ];
        let speech = Speech { names: &Names::new(), currency: Currency::CNY };
        for rule in choices.chain(measures).chain(consents).chain(bought).chain(others) {
            let parsed = serde_json::from_value(rule.clone()).unwrap();
            for said in [reading(&parsed, &speech), part_reading(&parsed, &speech)] {
                assert!(is_english(said.text(Language::English)), "{rule}: {said:?}");
                assert!(is_chinese(said.text(Language::Chinese)), "{rule}: {said:?}");
            }
        }
    }
}
