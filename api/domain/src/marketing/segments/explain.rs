//! Why somebody is a member or not: each part of the rule, whether it holds, and what was found.

use chrono::NaiveDate;

use super::facts::holds;
use super::words::{part_reading, values};
use super::{Choice, Facts, Measure, MeasureRule, Rule, Speech};
use crate::message;
use crate::money::divide_half_even;
use crate::text::{Message, listed};

/// One part of a rule for one customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// JSON pointer into the rule.
    pub pointer: String,
    /// Whether it holds for the customer, a group with its parts.
    pub holds: bool,
    /// The part in words.
    pub reading: Message,
    /// What the customer has, in words; none for groups.
    pub found: Option<Message>,
}

/// Every part of the rule, groups before their parts.
pub fn explain(rule: &Rule, facts: &Facts, today: NaiveDate, speech: &Speech<'_>) -> Vec<Part> {
    let mut parts = Vec::new();
    rule.walk(&mut |at, part| {
        parts.push(Part {
            pointer: at.to_owned(),
            holds: holds(part, facts, today),
            reading: part_reading(part, speech),
            found: found(part, facts, today, speech),
        });
    });
    parts
}

fn found(part: &Rule, facts: &Facts, today: NaiveDate, speech: &Speech<'_>) -> Option<Message> {
    Some(match part {
        Rule::All(_) | Rule::Any(_) | Rule::Not(_) => return None,
        Rule::Choice(choice) => match facts.values(choice.of, today) {
            none if none.is_empty() && choice.of == Choice::MembershipLevel => message!("no level", "没有会员等级"),
            none if none.is_empty() => message!("not known", "未知"),
            found => values(choice.of, &found, speech),
        },
        Rule::Measure(rule) => measured(rule, facts, today, speech),
        Rule::Attribute(rule) => rule.found(facts.attributes.get(&rule.key), speech.names),
        Rule::Consent(consent) => yes(facts.consents.contains(&consent.channel)),
        Rule::Birthday(_) => match facts.next_birthday(today, A_YEAR) {
            Some(day) => message!("next birthday {day}", "下一个生日 {day}"),
            None => message!("not known", "未知"),
        },
        Rule::Bought(rule) => bought(facts.bought_of(&rule.category_id, rule.within_days, today), speech),
        Rule::NotBought(rule) => match (&rule.category_id, facts.last_purchase_on) {
            (Some(category_id), _) => bought(facts.bought_of(category_id, Some(rule.within_days), today), speech),
            (None, Some(last)) => message!("last purchase {last}", "最近一次购买 {last}"),
            (None, None) => message!("never bought", "从未购买"),
        },
        Rule::Membership(_) if facts.cards.is_empty() => message!("no card", "没有会员卡"),
        Rule::Membership(_) => {
            let programmes = facts.cards.iter().map(|card| speech.name(&card.programme_id));
            listed(&programmes.collect::<Vec<_>>())
        }
        Rule::Segment(segment) => yes(facts.segments.contains(&segment.id)),
    })
}

/// Within so many days every birthday is kept at least once.
const A_YEAR: i64 = 385;

fn yes(holds: bool) -> Message {
    if holds { message!("yes", "是") } else { message!("no", "否") }
}

fn bought((times, net): (i64, i64), speech: &Speech<'_>) -> Message {
    let money = speech.money(net);
    if times == 1 {
        message!("once, {money} in all", "1 次，共 {money}")
    } else {
        message!("{times} times, {money} in all", "{times} 次，共 {money}")
    }
}

fn measured(rule: &MeasureRule, facts: &Facts, today: NaiveDate, speech: &Speech<'_>) -> Message {
    let number = facts.number(rule.of, rule.within_days, today);
    let whole = number.and_then(|(sum, count)| divide_half_even(sum.into(), count.into()));
    match (whole, rule.of) {
        (Some(number), of) if of.is_money() => message!("{money}", "{money}", money = speech.money(number)),
        (Some(number), _) => message!("{number}", "{number}"),
        (None, Measure::TierDays) => message!("no tier", "尚未分级"),
        (None, Measure::Points) => message!("no card", "没有会员卡"),
        (None, _) => message!("never bought", "从未购买"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Names;
    use super::super::facts::tests::{somebody, today};
    use super::*;
    use crate::text::Language;

    #[test]
    fn each_part_says_whether_it_holds_and_what_was_found() {
        let rule: Rule = serde_json::from_value(json!({"all": [
            {"choice": {"of": "tier", "in": ["A", "B"]}},
            {"not": {"measure": {"of": "net_spend", "gte": 500}}},
            {"measure": {"of": "average_basket", "gte": 1}},
            {"choice": {"of": "source", "in": ["online"]}},
            {"bought": {"category_id": "cat_taro"}},
            {"not_bought": {"within_days": 5}},
            {"choice": {"of": "membership_level", "in": ["lvl_gold"]}},
            {"measure": {"of": "points", "gte": 101}},
            {"membership": {"programme_id": "prg_a"}}
        ]}))
        .unwrap();
        let names = Names::from([
            ("lvl_gold".to_owned(), Message::new("Gold", "Gold")),
            ("prg_a".to_owned(), Message::new("Taro club", "Taro club")),
            ("prg_b".to_owned(), Message::new("Tea club", "Tea club")),
        ]);
        let speech = Speech { names: &names, currency: "CNY".parse().unwrap() };
        let parts = explain(&rule, &somebody(), today(), &speech);
        let told = |language| {
            let found = |part: &Part| part.found.as_ref().map(|found| found.text(language).to_owned());
            parts.iter().map(|part| (part.pointer.clone(), part.holds, found(part))).collect::<Vec<_>>()
        };
        let english = told(Language::English);
        let english: Vec<(&str, bool, Option<&str>)> =
            english.iter().map(|(pointer, holds, found)| (pointer.as_str(), *holds, found.as_deref())).collect();
        assert_eq!(
            english,
            [
                ("", false, None),
                ("/all/0", true, Some("B")),
                ("/all/1", false, None),
                ("/all/1/not", true, Some("¥10.00")),
                ("/all/2", true, Some("¥3.33")),
                ("/all/3", false, Some("not known")),
                ("/all/4", true, Some("2 times, ¥6.50 in all")),
                ("/all/5", true, Some("last purchase 2026-06-20")),
                ("/all/6", true, Some("“Gold”")),
                ("/all/7", false, Some("100")),
                ("/all/8", true, Some("“Taro club”, “Tea club”")),
            ]
        );
        let chinese = told(Language::Chinese);
        let chinese: Vec<&str> = chinese.iter().filter_map(|(_, _, found)| found.as_deref()).collect();
        assert_eq!(
            chinese,
            [
                "B",
                "¥10.00",
                "¥3.33",
                "未知",
                "2 次，共 ¥6.50",
                "最近一次购买 2026-06-20",
                "「Gold」",
                "100",
                "「Taro club」、「Tea club」"
            ]
        );
    }
}
