//! A rule in plain words, for people, in both languages.

mod labels;

use std::collections::HashMap;

use super::{BoughtRule, Choice, ChoiceRule, MeasureRule, NotBoughtRule, Rule};
use crate::money::{Currency, Money};
use crate::text::Language;

/// What units, categories, levels, programmes and segments are called, by id.
pub type Names = HashMap<String, String>;

/// How to speak: the language, the currency of amounts, and what things are called.
#[derive(Debug, Clone, Copy)]
pub struct Speech<'a> {
    pub names: &'a Names,
    pub currency: Currency,
    pub language: Language,
}

impl Speech<'_> {
    pub(super) fn say(&self, chinese: &str, english: &str) -> String {
        match self.language {
            Language::Chinese => chinese.to_owned(),
            Language::English => english.to_owned(),
        }
    }

    pub(super) fn money(&self, amount: i64) -> String {
        Money::new(amount, self.currency).to_string()
    }

    /// What something is called; its id when it has no name here.
    pub(super) fn name(&self, id: &str) -> String {
        let name = self.names.get(id).map_or(id, String::as_str);
        self.say(&format!("「{name}」"), &format!("“{name}”"))
    }
}

/// The rule as a sentence without its full stop.
pub fn reading(rule: &Rule, speech: &Speech<'_>) -> String {
    read(rule, false, speech)
}

/// One part for itself: a group only says how its parts are joined, for they are told after it.
pub(super) fn part_reading(rule: &Rule, speech: &Speech<'_>) -> String {
    match rule {
        Rule::All(_) => speech.say("同时满足以下各项", "all of these hold"),
        Rule::Any(_) => speech.say("满足以下任意一项", "at least one of these holds"),
        Rule::Not(_) => speech.say("不满足以下一项", "this does not hold"),
        other => reading(other, speech),
    }
}

fn read(rule: &Rule, inside: bool, speech: &Speech<'_>) -> String {
    match rule {
        Rule::All(parts) => join(parts, &speech.say("，且", " and "), inside, speech),
        Rule::Any(parts) => join(parts, &speech.say("，或", " or "), inside, speech),
        Rule::Not(part) => {
            let part = read(part, false, speech);
            speech.say(&format!("并非（{part}）"), &format!("not ({part})"))
        }
        Rule::Choice(rule) => choice(rule, speech),
        Rule::Measure(rule) => measure(rule, speech),
        Rule::Consent(rule) => {
            let channel = labels::channel(rule.channel, speech.language);
            speech.say(&format!("同意通过{channel}接收营销"), &format!("agreed to marketing by {channel}"))
        }
        Rule::Bought(rule) => bought(rule, speech),
        Rule::NotBought(rule) => not_bought(rule, speech),
        Rule::Membership(rule) => match &rule.programme_id {
            None => speech.say("是会员", "is a member of a programme"),
            Some(id) => {
                let name = speech.name(id);
                speech.say(&format!("是{name}的会员"), &format!("is a member of the programme {name}"))
            }
        },
        Rule::Segment(rule) => {
            let name = speech.name(&rule.id);
            speech.say(&format!("属于客群{name}"), &format!("is a member of {name}"))
        }
    }
}

fn join(parts: &[Rule], with: &str, inside: bool, speech: &Speech<'_>) -> String {
    if let [only] = parts {
        return read(only, inside, speech);
    }
    let told: Vec<String> = parts.iter().map(|part| read(part, true, speech)).collect();
    let told = told.join(with);
    if inside { speech.say(&format!("（{told}）"), &format!("({told})")) } else { told }
}

/// Values of an attribute, joined by "or".
pub(super) fn values<T: AsRef<str>>(of: Choice, found: &[T], speech: &Speech<'_>) -> String {
    let label = |value: &T| match of {
        Choice::HomeUnit | Choice::FavouriteUnit | Choice::FavouriteCategory | Choice::MembershipLevel => {
            speech.name(value.as_ref())
        }
        _ => labels::value(of, value.as_ref(), speech.language),
    };
    found.iter().map(label).collect::<Vec<_>>().join(&speech.say("、", ", "))
}

fn choice(rule: &ChoiceRule, speech: &Speech<'_>) -> String {
    let what = labels::choice(rule.of, speech.language);
    let values = values(rule.of, &rule.among, speech);
    match (speech.language, rule.among.len()) {
        (Language::Chinese, 1) => format!("{what}为{values}"),
        (Language::Chinese, _) => format!("{what}为{values}之一"),
        (Language::English, 1) => format!("{what} is {values}"),
        (Language::English, _) => format!("{what} is one of {values}"),
    }
}

fn measure(rule: &MeasureRule, speech: &Speech<'_>) -> String {
    let what = labels::measure(rule.of, speech.language);
    let what = match rule.within_days {
        Some(days) => speech.say(&format!("最近 {days} 天的{what}"), &format!("{what} in the last {days} days")),
        None => what.to_owned(),
    };
    let number = |value: i64| if rule.of.is_money() { speech.money(value) } else { value.to_string() };
    let unit = if rule.of.is_days() { " 天" } else { "" };
    match (rule.gte, rule.lte, speech.language) {
        (Some(gte), Some(lte), _) if gte == lte => {
            speech.say(&format!("{what}为 {}{unit}", number(gte)), &format!("{what} is {}", number(gte)))
        }
        (Some(gte), Some(lte), Language::Chinese) => format!("{what}在 {} 至 {}{unit}之间", number(gte), number(lte)),
        (Some(gte), Some(lte), Language::English) => format!("{what} is from {} to {}", number(gte), number(lte)),
        (Some(gte), None, Language::Chinese) => format!("{what}至少 {}{unit}", number(gte)),
        (Some(gte), None, Language::English) => format!("{what} is at least {}", number(gte)),
        (None, Some(lte), Language::Chinese) => format!("{what}至多 {}{unit}", number(lte)),
        (None, Some(lte), Language::English) => format!("{what} is at most {}", number(lte)),
        (None, None, _) => what,
    }
}

fn bought(rule: &BoughtRule, speech: &Speech<'_>) -> String {
    let name = speech.name(&rule.category_id);
    let when =
        rule.within_days.map(|days| speech.say(&format!("最近 {days} 天"), &format!(" in the last {days} days")));
    let when = when.unwrap_or_default();
    let spend = rule.spend.map(|spend| speech.money(spend));
    match (rule.times, spend, speech.language) {
        (Some(times), Some(spend), Language::Chinese) => format!("{when}购买{name}至少 {times} 次且至少 {spend}"),
        (Some(times), Some(spend), Language::English) => {
            format!("bought {name} at least {} and for at least {spend}{when}", often(times))
        }
        (Some(times), None, Language::Chinese) => format!("{when}购买{name}至少 {times} 次"),
        (Some(times), None, Language::English) => format!("bought {name} at least {}{when}", often(times)),
        (None, Some(spend), Language::Chinese) => format!("{when}购买{name}至少 {spend}"),
        (None, Some(spend), Language::English) => format!("bought {name} for at least {spend}{when}"),
        (None, None, Language::Chinese) => format!("{when}购买过{name}"),
        (None, None, Language::English) => format!("bought {name}{when}"),
    }
}

fn often(times: i64) -> String {
    if times == 1 { "once".to_owned() } else { format!("{times} times") }
}

fn not_bought(rule: &NotBoughtRule, speech: &Speech<'_>) -> String {
    let days = rule.within_days;
    match &rule.category_id {
        Some(category_id) => {
            let name = speech.name(category_id);
            speech.say(&format!("最近 {days} 天未购买{name}"), &format!("did not buy {name} in the last {days} days"))
        }
        None => speech.say(&format!("最近 {days} 天没有购买"), &format!("bought nothing in the last {days} days")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_rule_reads_as_a_sentence() {
        let names = Names::from([
            ("unit_1".to_owned(), "华北区".to_owned()),
            ("cat_1".to_owned(), "仙芋系列".to_owned()),
            ("seg_1".to_owned(), "熟客".to_owned()),
            ("lvl_1".to_owned(), "金卡".to_owned()),
            ("prg_1".to_owned(), "仙芋会员".to_owned()),
        ]);
        let read = |rule: serde_json::Value, language| {
            let speech = Speech { names: &names, currency: Currency::CNY, language };
            reading(&serde_json::from_value(rule).unwrap(), &speech)
        };
        for (rule, chinese, english) in [
            (
                json!({"all": [
                    {"choice": {"of": "tier", "in": ["A", "B"]}},
                    {"any": [{"measure": {"of": "days_since_last_purchase", "gte": 60}}, {"consent": {"channel": "sms"}}]},
                    {"not": {"choice": {"of": "home_unit", "in": ["unit_1"]}}}
                ]}),
                "等级为A、B之一，且（距最近购买的天数至少 60 天，或同意通过短信接收营销），且并非（所属单元为「华北区」）",
                "tier is one of A, B and (days since the last purchase is at least 60 or agreed to marketing by SMS) and not (home unit is “华北区”)",
            ),
            (
                json!({"measure": {"of": "net_spend", "gte": 10000, "lte": 20050, "within_days": 90}}),
                "最近 90 天的净消费在 ¥100.00 至 ¥200.50之间",
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
            assert_eq!(read(rule.clone(), Language::Chinese), chinese);
            assert_eq!(read(rule, Language::English), english);
        }
    }
}
