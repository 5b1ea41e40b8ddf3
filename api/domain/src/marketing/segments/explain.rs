//! Why somebody is a member or not: each part of the rule, whether it holds, and what was found.

use chrono::NaiveDate;

use super::facts::holds;
use super::words::{part_reading, values};
use super::{Choice, Facts, Measure, MeasureRule, Rule, Speech};
use crate::money::divide_half_even;
use crate::text::Language;

/// One part of a rule for one customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// JSON pointer into the rule.
    pub pointer: String,
    pub holds: bool,
    /// The part in words.
    pub reading: String,
    /// What the customer has, in words; none for groups.
    pub found: Option<String>,
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

fn found(part: &Rule, facts: &Facts, today: NaiveDate, speech: &Speech<'_>) -> Option<String> {
    Some(match part {
        Rule::All(_) | Rule::Any(_) | Rule::Not(_) => return None,
        Rule::Choice(choice) => match facts.values(choice.of) {
            none if none.is_empty() && choice.of == Choice::MembershipLevel => speech.say("没有会员等级", "no level"),
            none if none.is_empty() => speech.say("未知", "not known"),
            found => values(choice.of, &found, speech),
        },
        Rule::Measure(rule) => measured(rule, facts, today, speech),
        Rule::Consent(consent) => yes(facts.consents.contains(&consent.channel), speech),
        Rule::Bought(rule) => bought(facts.bought_of(&rule.category_id, rule.within_days, today), speech),
        Rule::NotBought(rule) => match (&rule.category_id, facts.last_purchase_on) {
            (Some(category_id), _) => bought(facts.bought_of(category_id, Some(rule.within_days), today), speech),
            (None, Some(last)) => speech.say(&format!("最近一次购买 {last}"), &format!("last purchase {last}")),
            (None, None) => speech.say("从未购买", "never bought"),
        },
        Rule::Membership(_) if facts.cards.is_empty() => speech.say("没有会员卡", "no card"),
        Rule::Membership(_) => {
            let programmes = facts.cards.iter().map(|card| speech.name(&card.programme_id));
            programmes.collect::<Vec<_>>().join(&speech.say("、", ", "))
        }
        Rule::Segment(segment) => yes(facts.segments.contains(&segment.id), speech),
    })
}

fn yes(holds: bool, speech: &Speech<'_>) -> String {
    if holds { speech.say("是", "yes") } else { speech.say("否", "no") }
}

fn bought((times, net): (i64, i64), speech: &Speech<'_>) -> String {
    let money = speech.money(net);
    match speech.language {
        Language::Chinese => format!("{times} 次，共 {money}"),
        Language::English if times == 1 => format!("once, {money} in all"),
        Language::English => format!("{times} times, {money} in all"),
    }
}

fn measured(rule: &MeasureRule, facts: &Facts, today: NaiveDate, speech: &Speech<'_>) -> String {
    let number = facts.number(rule.of, rule.within_days, today);
    let whole = number.and_then(|(sum, count)| divide_half_even(sum.into(), count.into()));
    match (whole, rule.of) {
        (Some(number), of) if of.is_money() => speech.money(number),
        (Some(number), _) => number.to_string(),
        (None, Measure::TierDays) => speech.say("没有等级", "no tier"),
        (None, Measure::Points) => speech.say("没有会员卡", "no card"),
        (None, _) => speech.say("从未购买", "never bought"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Names;
    use super::super::facts::tests::{somebody, today};
    use super::*;

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
            ("lvl_gold".to_owned(), "Gold".to_owned()),
            ("prg_a".to_owned(), "Taro club".to_owned()),
            ("prg_b".to_owned(), "Tea club".to_owned()),
        ]);
        let speech = Speech { names: &names, currency: "CNY".parse().unwrap(), language: Language::English };
        let parts = explain(&rule, &somebody(), today(), &speech);
        let told: Vec<(&str, bool, Option<&str>)> =
            parts.iter().map(|part| (part.pointer.as_str(), part.holds, part.found.as_deref())).collect();
        assert_eq!(
            told,
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
    }
}
