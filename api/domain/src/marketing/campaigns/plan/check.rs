//! What is wrong with what was given, with the place of each fault. Whether what it names exists is not looked at.

use super::{Arm, Audience, MOST_ARMS, MOST_SEGMENTS, Plan, WHOLE};
use crate::marketing::campaigns::CONTROL;
use crate::message;
use crate::text::{Message, check_line, check_paragraphs};

/// Characters one text of a plan may have.
const LONGEST: usize = 2000;
/// The largest number a goal may have.
const MOST: i64 = 1_000_000_000;

crate::vocabulary! {
    /// What is wrong with a part of a plan.
    pub enum PlanFault {
        TooLong = "too_long",
        Malformed = "malformed",
        OutOfRange = "out_of_range",
        Duplicate = "duplicate",
        NotAccepted = "not_accepted",
        Conflict = "conflict",
    }
}

/// What is wrong with a plan, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanError {
    /// JSON pointer into what was given.
    pub pointer: String,
    /// What is wrong there, by kind.
    pub fault: PlanFault,
    /// What was expected.
    pub hint: Message,
}

fn error(pointer: impl Into<String>, fault: PlanFault, hint: Message) -> PlanError {
    PlanError { pointer: pointer.into(), fault, hint }
}

/// What is wrong with the five parts.
pub fn check_plan(plan: &Plan) -> Vec<PlanError> {
    let mut errors = Vec::new();
    if plan.purpose.target.is_some_and(|target| !(1..=MOST).contains(&target)) {
        errors.push(error(
            "/purpose/target",
            PlanFault::OutOfRange,
            message!("expected 1 to {MOST}", "应为 1 至 {MOST}"),
        ));
    }
    for (pointer, text) in texts(plan) {
        if text.chars().count() > LONGEST {
            errors.push(error(
                pointer,
                PlanFault::TooLong,
                message!("expected at most {LONGEST} characters", "最多 {LONGEST} 个字符"),
            ));
        } else if !text.trim().is_empty() && check_paragraphs(text, LONGEST).is_err() {
            errors.push(error(
                pointer,
                PlanFault::Malformed,
                message!("expected text without control characters", "不能含有控制字符"),
            ));
        }
    }
    errors
}

/// Every text of a plan with its place.
fn texts(plan: &Plan) -> impl Iterator<Item = (&'static str, &str)> {
    let Plan { purpose, market, strategy, execution, evaluation } = plan;
    let texts = [
        ("/purpose/summary", &purpose.summary),
        ("/market/industry", &market.industry),
        ("/market/own_strength", &market.own_strength),
        ("/market/entrants", &market.entrants),
        ("/market/rivals", &market.rivals),
        ("/market/substitutes", &market.substitutes),
        ("/market/suppliers", &market.suppliers),
        ("/market/channel", &market.channel),
        ("/market/consumers", &market.consumers),
        ("/strategy/product", &strategy.product),
        ("/strategy/price", &strategy.price),
        ("/strategy/channel", &strategy.channel),
        ("/strategy/promotion", &strategy.promotion),
        ("/execution/offer", &execution.offer),
        ("/execution/owner", &execution.owner),
        ("/execution/steps", &execution.steps),
        ("/evaluation/expected", &evaluation.expected),
        ("/evaluation/measured_by", &evaluation.measured_by),
    ];
    texts.into_iter().filter_map(|(pointer, text)| Some((pointer, text.as_deref()?)))
}

/// What is wrong with an audience: nobody is named twice, and nobody is asked for and left out at once.
pub fn check_audience(audience: &Audience) -> Vec<PlanError> {
    let mut errors = Vec::new();
    for (list, ids) in [("segments", &audience.segments), ("exclude", &audience.exclude)] {
        if ids.len() > MOST_SEGMENTS {
            let hint = message!("expected at most {MOST_SEGMENTS} segments", "最多 {MOST_SEGMENTS} 个客群");
            errors.push(error(format!("/{list}"), PlanFault::TooLong, hint));
        }
        for (index, id) in ids.iter().enumerate() {
            if ids.iter().take(index).any(|before| before == id) {
                errors.push(error(
                    format!("/{list}/{index}"),
                    PlanFault::Duplicate,
                    message!("it is named twice", "重复指定"),
                ));
            }
        }
    }
    for (index, id) in audience.exclude.iter().enumerate() {
        if audience.segments.contains(id) {
            let hint = message!("it is asked for and left out at once", "同时被选入和排除");
            errors.push(error(format!("/exclude/{index}"), PlanFault::Conflict, hint));
        }
    }
    errors
}

/// What is wrong with the arms.
pub fn check_arms(arms: &[Arm]) -> Vec<PlanError> {
    let mut errors = Vec::new();
    if arms.len() > MOST_ARMS {
        errors.push(error(
            "",
            PlanFault::TooLong,
            message!("expected at most {MOST_ARMS} arms", "最多 {MOST_ARMS} 种内容"),
        ));
    }
    for (index, arm) in arms.iter().enumerate() {
        let at = |field: &str| format!("/{index}/{field}");
        if arm.key == CONTROL {
            errors.push(error(
                at("key"),
                PlanFault::NotAccepted,
                message!("`control` is the name of the control group", "`control` 是对照组的名称"),
            ));
        } else if !is_key(&arm.key) {
            let hint = message!(
                "expected 1 to 20 small letters, digits, _ or -",
                "应为 1 至 20 个小写字母、数字、下划线或连字符"
            );
            errors.push(error(at("key"), PlanFault::Malformed, hint));
        }
        if arms.iter().take(index).any(|before| before.key == arm.key) {
            errors.push(error(
                at("key"),
                PlanFault::Duplicate,
                message!("another arm has this key", "另一种内容已使用此标识"),
            ));
        }
        if check_line(&arm.name, 60).is_err() {
            errors.push(error(
                at("name"),
                PlanFault::Malformed,
                message!("expected 1 to 60 characters on one line", "应为一行 1 至 60 个字符"),
            ));
        }
        if !(1..=WHOLE).contains(&arm.share) {
            errors.push(error(
                at("share"),
                PlanFault::OutOfRange,
                message!("expected 1 to {WHOLE}", "应为 1 至 {WHOLE}"),
            ));
        }
    }
    let sum: i64 = arms.iter().map(|arm| i64::from(arm.share)).sum();
    if errors.is_empty() && !arms.is_empty() && sum != i64::from(WHOLE) {
        let hint = message!("the shares make {sum}, expected {WHOLE}", "占比合计为 {sum}，应为 {WHOLE}");
        errors.push(error("", PlanFault::Conflict, hint));
    }
    errors
}

fn is_key(key: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    (1..=20).contains(&key.len()) && key.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, is_chinese, is_english};

    fn arm(key: &str, share: i32) -> Arm {
        Arm { key: key.to_owned(), name: "买二送一".to_owned(), template_id: "tpl_1".to_owned(), share }
    }

    /// What is wrong; each is told in both languages.
    fn told(errors: Vec<PlanError>) -> Vec<(String, PlanFault)> {
        for PlanError { hint, .. } in &errors {
            assert!(is_english(hint.text(Language::English)) && is_chinese(hint.text(Language::Chinese)), "{hint:?}");
        }
        errors.into_iter().map(|error| (error.pointer, error.fault)).collect()
    }

    fn at(pointer: &str, fault: PlanFault) -> Vec<(String, PlanFault)> {
        vec![(pointer.to_owned(), fault)]
    }

    #[test]
    fn arms_are_told_apart_and_make_a_whole() {
        for (arms, expected) in [
            (vec![], vec![]),
            (vec![arm("a", 10_000)], vec![]),
            (vec![arm("a", 3333), arm("b", 6667)], vec![]),
            (vec![arm("a", 5000), arm("b", 4999)], at("", PlanFault::Conflict)),
            (vec![arm("a", 5000), arm("a", 5000)], at("/1/key", PlanFault::Duplicate)),
            (vec![arm("control", 10_000)], at("/0/key", PlanFault::NotAccepted)),
            (vec![arm("Big", 10_000)], at("/0/key", PlanFault::Malformed)),
            (vec![arm("", 10_000)], at("/0/key", PlanFault::Malformed)),
            (vec![arm("a", 10_000), arm("b", 0)], at("/1/share", PlanFault::OutOfRange)),
            (
                vec![arm("a", i32::MAX), arm("b", i32::MAX)],
                [at("/0/share", PlanFault::OutOfRange), at("/1/share", PlanFault::OutOfRange)].concat(),
            ),
            (vec![Arm { name: "a\nb".to_owned(), ..arm("a", 10_000) }], at("/0/name", PlanFault::Malformed)),
            (["a", "b", "c", "d", "e", "f"].map(|key| arm(key, 1)).to_vec(), at("", PlanFault::TooLong)),
        ] {
            assert_eq!(told(check_arms(&arms)), expected, "{arms:?}");
        }
    }

    #[test]
    fn an_audience_names_a_segment_once() {
        let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        for (segments, exclude, expected) in [
            (&["s1", "s2"][..], &["s3"][..], vec![]),
            (&[], &[], vec![]),
            (&["s1", "s1"], &[], at("/segments/1", PlanFault::Duplicate)),
            (&["s1"], &["s2", "s1"], at("/exclude/1", PlanFault::Conflict)),
        ] {
            let audience = Audience { segments: ids(segments), exclude: ids(exclude) };
            assert_eq!(told(check_audience(&audience)), expected);
        }
        let many = Audience { segments: (0..21).map(|n| n.to_string()).collect(), exclude: vec![] };
        assert_eq!(told(check_audience(&many)), at("/segments", PlanFault::TooLong));
    }

    #[test]
    fn texts_are_bounded_at_their_place() {
        let mut plan = Plan::default();
        assert_eq!(check_plan(&plan), []);
        plan.market.rivals = Some("字".repeat(2000));
        plan.strategy.price = Some(String::new());
        plan.purpose.target = Some(500);
        assert_eq!(check_plan(&plan), []);
        plan.market.rivals = Some("字".repeat(2001));
        plan.strategy.price = Some("a\u{7}".to_owned());
        plan.purpose.target = Some(0);
        let expected = [
            at("/purpose/target", PlanFault::OutOfRange),
            at("/market/rivals", PlanFault::TooLong),
            at("/strategy/price", PlanFault::Malformed),
        ];
        assert_eq!(told(check_plan(&plan)), expected.concat());
    }
}
