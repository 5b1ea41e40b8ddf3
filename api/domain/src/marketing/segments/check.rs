//! What a rule may be: bounded, and every value one that its attribute can have.

use super::{Choice, ChoiceRule, Measure, MeasureRule, Rule};
use crate::customers::profiles::{CustomerKind, CustomerStatus, Source};
use crate::customers::tiers::TierClass;
use crate::ids;
use crate::message;
use crate::text::Message;
use crate::vocabulary::Word;

/// How deep groups may be nested.
pub const MAX_DEPTH: usize = 6;
/// How many parts a rule may have, groups among them.
pub const MAX_PARTS: usize = 50;
/// How many values one condition may list.
pub const MAX_VALUES: usize = 100;
/// Characters of one of them.
pub const MAX_VALUE: usize = 100;
/// Days ahead a birthday may be looked for.
const MAX_AHEAD: i64 = 366;
/// The longest window, in days.
const MAX_WINDOW: i64 = 3650;
/// The most days that anything can be ago.
const MAX_DAYS: i64 = 36_500;
/// The largest number a measure is held against.
const MAX_NUMBER: i64 = 1_000_000_000_000;
/// The most purchases that can be asked for.
const MAX_TIMES: i64 = 10_000;

crate::vocabulary! {
    /// What is wrong with a part of a rule.
    pub enum RuleFault {
        Required = "required",
        TooShort = "too_short",
        TooLong = "too_long",
        OutOfRange = "out_of_range",
        NotAccepted = "not_accepted",
        Duplicate = "duplicate",
        Conflict = "conflict",
    }
}

/// What is wrong with a rule, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleError {
    /// JSON pointer into the rule.
    pub pointer: String,
    /// What is wrong there, by kind.
    pub fault: RuleFault,
    /// What was expected.
    pub hint: Message,
}

/// Something a rule names by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reference<'a> {
    /// A unit of the organisation (`unit_…`).
    Unit(&'a str),
    /// A category of products (`cat_…`).
    Category(&'a str),
    /// A level of a membership programme (`lvl_…`).
    Level(&'a str),
    /// A membership programme (`prg_…`).
    Programme(&'a str),
    /// Another segment (`seg_…`).
    Segment(&'a str),
    /// An attribute that the chain defines, by its key.
    Attribute(&'a str),
}

impl<'a> Reference<'a> {
    /// The id as the rule has it.
    pub fn id(self) -> &'a str {
        match self {
            Reference::Unit(id)
            | Reference::Category(id)
            | Reference::Level(id)
            | Reference::Programme(id)
            | Reference::Segment(id)
            | Reference::Attribute(id) => id,
        }
    }
}

/// What is wrong with a rule; nothing when it may be used. Whether what it names exists is not looked at.
pub fn check(rule: &Rule) -> Vec<RuleError> {
    let mut faults = Faults(Vec::new());
    let mut parts = 0;
    rule.walk(&mut |at, part| {
        parts += 1;
        if parts == MAX_PARTS + 1 {
            faults.add(
                at,
                RuleFault::TooLong,
                message!("expected at most {MAX_PARTS} parts", "最多 {MAX_PARTS} 个部分"),
            );
        }
        if parts <= MAX_PARTS {
            faults.part(at, part);
        }
    });
    faults.0
}

/// Everything the rule names, with the JSON pointer to it.
pub fn references(rule: &Rule) -> Vec<(String, Reference<'_>)> {
    let mut found = Vec::new();
    rule.walk(&mut |at, part| match part {
        Rule::Choice(choice) => {
            for (index, id) in choice.among.iter().enumerate() {
                let named = match choice.of {
                    Choice::HomeUnit | Choice::FavouriteUnit => Reference::Unit(id),
                    Choice::FavouriteCategory => Reference::Category(id),
                    Choice::MembershipLevel => Reference::Level(id),
                    _ => return,
                };
                found.push((format!("{at}/choice/in/{index}"), named));
            }
        }
        Rule::Bought(bought) => {
            found.push((format!("{at}/bought/category_id"), Reference::Category(&bought.category_id)));
        }
        Rule::NotBought(not) => {
            let category = not.category_id.iter();
            found.extend(category.map(|id| (format!("{at}/not_bought/category_id"), Reference::Category(id))));
        }
        Rule::Membership(membership) => {
            let programme = membership.programme_id.iter();
            let at = format!("{at}/membership/programme_id");
            found.extend(programme.map(|id| (at.clone(), Reference::Programme(id))));
        }
        Rule::Segment(segment) => found.push((format!("{at}/segment/id"), Reference::Segment(&segment.id))),
        Rule::Attribute(rule) => found.push((format!("{at}/attribute/key"), Reference::Attribute(&rule.key))),
        _ => {}
    });
    found
}

struct Faults(Vec<RuleError>);

impl Faults {
    fn add(&mut self, pointer: impl Into<String>, fault: RuleFault, hint: Message) {
        self.0.push(RuleError { pointer: pointer.into(), fault, hint });
    }

    fn part(&mut self, at: &str, part: &Rule) {
        match part {
            Rule::All(parts) | Rule::Any(parts) => {
                let name = if matches!(part, Rule::All(_)) { "all" } else { "any" };
                if parts.is_empty() {
                    self.add(
                        format!("{at}/{name}"),
                        RuleFault::TooShort,
                        message!("expected at least 1 part", "至少要有 1 个部分"),
                    );
                }
                self.depth(at);
            }
            Rule::Not(_) => self.depth(at),
            Rule::Choice(choice) => self.choice(&format!("{at}/choice"), choice),
            Rule::Measure(measure) => self.measure(&format!("{at}/measure"), measure),
            Rule::Bought(bought) => {
                let at = format!("{at}/bought");
                self.id(&format!("{at}/category_id"), ids::CATEGORY, &bought.category_id);
                self.within(&format!("{at}/times"), bought.times, 1, MAX_TIMES);
                self.within(&format!("{at}/spend"), bought.spend, -MAX_NUMBER, MAX_NUMBER);
                self.within(&format!("{at}/within_days"), bought.within_days, 1, MAX_WINDOW);
            }
            Rule::NotBought(not) => {
                let at = format!("{at}/not_bought");
                if let Some(id) = &not.category_id {
                    self.id(&format!("{at}/category_id"), ids::CATEGORY, id);
                }
                self.within(&format!("{at}/within_days"), Some(not.within_days), 1, MAX_WINDOW);
            }
            Rule::Membership(membership) => {
                if let Some(id) = &membership.programme_id {
                    self.id(&format!("{at}/membership/programme_id"), ids::PROGRAMME, id);
                }
            }
            Rule::Segment(segment) => self.id(&format!("{at}/segment/id"), ids::SEGMENT, &segment.id),
            Rule::Birthday(birthday) => {
                self.within(&format!("{at}/birthday/within_days"), Some(birthday.within_days), 0, MAX_AHEAD);
            }
            Rule::Attribute(rule) => {
                rule.faults(&mut |place, fault, hint| self.add(format!("{at}/attribute{place}"), fault, hint));
            }
            Rule::Consent(_) => {}
        }
    }

    /// A group inside [`MAX_DEPTH`] - 1 others can hold conditions only.
    fn depth(&mut self, at: &str) {
        let groups = at.split('/').filter(|step| matches!(*step, "all" | "any" | "not")).count();
        if groups == MAX_DEPTH {
            self.add(
                at,
                RuleFault::TooLong,
                message!("expected groups at most {MAX_DEPTH} deep", "条件组最多嵌套 {MAX_DEPTH} 层"),
            );
        }
    }

    fn choice(&mut self, at: &str, choice: &ChoiceRule) {
        let values = choice.among.len();
        if values == 0 {
            self.add(format!("{at}/in"), RuleFault::TooShort, message!("expected at least 1 value", "至少要有 1 个值"));
        }
        if values > MAX_VALUES {
            self.add(
                format!("{at}/in"),
                RuleFault::TooLong,
                message!("expected at most {MAX_VALUES} values", "最多 {MAX_VALUES} 个值"),
            );
            return;
        }
        for (index, value) in choice.among.iter().enumerate() {
            let at = format!("{at}/in/{index}");
            if choice.among.iter().take(index).any(|other| other == value) {
                self.add(&at, RuleFault::Duplicate, message!("the value is given twice", "此值重复"));
            }
            match choice.of {
                Choice::Kind => self.word::<CustomerKind>(&at, value),
                Choice::Status => self.word::<CustomerStatus>(&at, value),
                Choice::Tier => self.word::<TierClass>(&at, value),
                Choice::Source => self.word::<Source>(&at, value),
                Choice::BirthMonth => {
                    if !(1..=12).any(|month| month.to_string() == *value) {
                        self.add(
                            &at,
                            RuleFault::NotAccepted,
                            message!("expected a month from 1 to 12", "应为 1 至 12 月"),
                        );
                    }
                }
                Choice::HomeUnit | Choice::FavouriteUnit => self.id(&at, ids::UNIT, value),
                Choice::FavouriteCategory => self.id(&at, ids::CATEGORY, value),
                Choice::MembershipLevel => self.id(&at, ids::LEVEL, value),
                Choice::City | Choice::Tag => {
                    if value.is_empty() || value.chars().nth(MAX_VALUE).is_some() {
                        self.add(
                            &at,
                            RuleFault::OutOfRange,
                            message!("expected 1 to {MAX_VALUE} characters", "应为 1 至 {MAX_VALUE} 个字符"),
                        );
                    }
                }
            }
        }
    }

    fn word<W: Word>(&mut self, at: &str, value: &str) {
        if W::parse(value).is_none() {
            self.add(at, RuleFault::NotAccepted, W::expectation());
        }
    }

    fn id(&mut self, at: &str, prefix: &str, id: &str) {
        if !ids::is(prefix, id) {
            self.add(
                at,
                RuleFault::NotAccepted,
                message!("expected an id that begins with {prefix}", "应为以 `{prefix}` 开头的编号"),
            );
        }
    }

    fn measure(&mut self, at: &str, measure: &MeasureRule) {
        let days = measure.of.is_days() || measure.of == Measure::PurchaseDays;
        let most = if days { MAX_DAYS } else { MAX_NUMBER };
        let least = if measure.of.can_be_negative() { -most } else { 0 };
        self.within(&format!("{at}/gte"), measure.gte, least, most);
        self.within(&format!("{at}/lte"), measure.lte, least, most);
        match (measure.gte, measure.lte) {
            (None, None) => self.add(
                format!("{at}/gte"),
                RuleFault::Required,
                message!("expected `gte`, `lte` or both", "须填写 `gte`、`lte` 或两者"),
            ),
            (Some(gte), Some(lte)) if gte > lte => {
                self.add(
                    format!("{at}/lte"),
                    RuleFault::Conflict,
                    message!("expected at least `gte`", "不得小于 `gte`"),
                );
            }
            _ => {}
        }
        if measure.within_days.is_some() && !measure.of.takes_window() {
            let what = measure.of;
            let hint = message!("`{what}` has no window", "`{what}` 不能限定天数");
            self.add(format!("{at}/within_days"), RuleFault::Conflict, hint);
        }
        self.within(&format!("{at}/within_days"), measure.within_days, 1, MAX_WINDOW);
    }

    fn within(&mut self, at: &str, value: Option<i64>, least: i64, most: i64) {
        if value.is_some_and(|value| !(least..=most).contains(&value)) {
            self.add(at, RuleFault::OutOfRange, message!("expected {least} to {most}", "应为 {least} 至 {most}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::text::{Language, is_chinese, is_english};

    /// What is wrong; each is told in both languages.
    fn faults(rule: Value) -> Vec<(String, RuleFault)> {
        let rule: Rule = serde_json::from_value(rule).unwrap();
        let errors = check(&rule);
        for RuleError { hint, .. } in &errors {
            assert!(is_english(hint.text(Language::English)) && is_chinese(hint.text(Language::Chinese)), "{hint:?}");
        }
        errors.into_iter().map(|error| (error.pointer, error.fault)).collect()
    }

    #[test]
    fn each_fault_has_its_place() {
        let measure = |of: &str| json!({"measure": {"of": of, "gte": 5, "lte": 1}});
        for (rule, pointer, fault) in [
            (json!({"all": []}), "/all", RuleFault::TooShort),
            (json!({"any": [{"not": {"any": []}}]}), "/any/0/not/any", RuleFault::TooShort),
            (json!({"choice": {"of": "tier", "in": []}}), "/choice/in", RuleFault::TooShort),
            (json!({"choice": {"of": "tier", "in": ["A", "Z"]}}), "/choice/in/1", RuleFault::NotAccepted),
            (json!({"choice": {"of": "kind", "in": ["dealer", "dealer"]}}), "/choice/in/1", RuleFault::Duplicate),
            (json!({"choice": {"of": "birth_month", "in": ["13"]}}), "/choice/in/0", RuleFault::NotAccepted),
            (json!({"choice": {"of": "birth_month", "in": ["01"]}}), "/choice/in/0", RuleFault::NotAccepted),
            (json!({"choice": {"of": "home_unit", "in": ["unit_1"]}}), "/choice/in/0", RuleFault::NotAccepted),
            (json!({"choice": {"of": "city", "in": [""]}}), "/choice/in/0", RuleFault::OutOfRange),
            (json!({"measure": {"of": "purchases"}}), "/measure/gte", RuleFault::Required),
            (measure("net_spend"), "/measure/lte", RuleFault::Conflict),
            (json!({"measure": {"of": "purchases", "gte": -1}}), "/measure/gte", RuleFault::OutOfRange),
            (
                json!({"measure": {"of": "tier_days", "gte": 1, "within_days": 3}}),
                "/measure/within_days",
                RuleFault::Conflict,
            ),
            (json!({"not_bought": {"within_days": 0}}), "/not_bought/within_days", RuleFault::OutOfRange),
            (json!({"segment": {"id": "cus_1"}}), "/segment/id", RuleFault::NotAccepted),
            (json!({"attribute": {"key": "k"}}), "/attribute/in", RuleFault::Required),
            (json!({"attribute": {"key": "k", "in": []}}), "/attribute/in", RuleFault::TooShort),
            (json!({"attribute": {"key": "k", "in": ["a", "a"]}}), "/attribute/in/1", RuleFault::Duplicate),
            (json!({"attribute": {"key": "k", "in": ["a"], "gte": "1"}}), "/attribute/in", RuleFault::Conflict),
            (json!({"attribute": {"key": "k", "gte": "x"}}), "/attribute/gte", RuleFault::NotAccepted),
            (json!({"attribute": {"key": "k", "gte": "2", "lte": "1"}}), "/attribute/lte", RuleFault::Conflict),
            (json!({"choice": {"of": "membership_level", "in": ["gold"]}}), "/choice/in/0", RuleFault::NotAccepted),
            (json!({"membership": {"programme_id": "lvl_1"}}), "/membership/programme_id", RuleFault::NotAccepted),
            (
                json!({"measure": {"of": "points", "gte": -5, "within_days": 3}}),
                "/measure/within_days",
                RuleFault::Conflict,
            ),
        ] {
            assert_eq!(faults(rule.clone()), [(pointer.to_owned(), fault)], "{rule}");
        }
    }

    #[test]
    fn a_rule_is_bounded_in_depth_and_size() {
        let condition = json!({"consent": {"channel": "sms"}});
        let nested = |depth: usize| (0..depth).fold(condition.clone(), |inner, _| json!({"not": inner}));
        assert_eq!(faults(nested(MAX_DEPTH)), []);
        assert_eq!(faults(nested(MAX_DEPTH + 1)), [("/not".repeat(MAX_DEPTH), RuleFault::TooLong)]);
        let wide = |parts: usize| json!({"any": vec![condition.clone(); parts]});
        assert_eq!(faults(wide(MAX_PARTS - 1)), []);
        assert_eq!(faults(wide(MAX_PARTS)), [("/any/49".to_owned(), RuleFault::TooLong)]);
        let values = |count: usize| {
            let values: Vec<String> = (0..count).map(|n| format!("tag{n}")).collect();
            json!({"choice": {"of": "tag", "in": values}})
        };
        assert_eq!(faults(values(MAX_VALUES)), []);
        assert_eq!(faults(values(MAX_VALUES + 1)), [("/choice/in".to_owned(), RuleFault::TooLong)]);
    }

    #[test]
    fn what_a_rule_names_has_its_place() {
        let rule: Rule = serde_json::from_value(json!({"any": [
            {"choice": {"of": "home_unit", "in": ["u1", "u2"]}}, {"choice": {"of": "city", "in": ["上海"]}},
            {"bought": {"category_id": "c1"}}, {"not": {"segment": {"id": "s1"}}},
            {"choice": {"of": "membership_level", "in": ["l1"]}}, {"membership": {}},
            {"membership": {"programme_id": "p1"}}, {"attribute": {"key": "k", "in": ["1"]}}
        ]}))
        .unwrap();
        assert_eq!(
            references(&rule),
            [
                ("/any/0/choice/in/0".to_owned(), Reference::Unit("u1")),
                ("/any/0/choice/in/1".to_owned(), Reference::Unit("u2")),
                ("/any/2/bought/category_id".to_owned(), Reference::Category("c1")),
                ("/any/3/not/segment/id".to_owned(), Reference::Segment("s1")),
                ("/any/4/choice/in/0".to_owned(), Reference::Level("l1")),
                ("/any/6/membership/programme_id".to_owned(), Reference::Programme("p1")),
                ("/any/7/attribute/key".to_owned(), Reference::Attribute("k")),
            ]
        );
    }
}
