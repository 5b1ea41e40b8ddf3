//! A decision in plain words, for people, in both languages.

use super::{Bounds, Decision, Judged, TierClass};
use crate::money::{Currency, Money};
use crate::period::{DateRange, LAST_DAY};
use crate::text::Language;

/// Why a customer has this class, and what is missing to the next.
pub fn reason_words(decision: &Decision, currency: Currency, language: Language) -> String {
    let Some(deciding) = &decision.deciding else {
        return match language {
            Language::Chinese => "没有可供判定的消费。".to_owned(),
            Language::English => "There is no spend to judge by.".to_owned(),
        };
    };
    let mut words = why(deciding, currency, language);
    if let Some(next) = decision.next {
        let missing = Money::new(next.missing, currency);
        words.push_str(&match language {
            Language::Chinese => format!("再消费 {missing} 可升为 {}。", next.class),
            Language::English => format!(" {missing} more makes it {}.", next.class),
        });
    }
    words
}

fn why(judged: &Judged, currency: Currency, language: Language) -> String {
    let money = |amount| Money::new(amount, currency);
    let (spend, when) = (money(judged.spend), when(judged.range, language));
    let class = judged.class;
    let (bound_of, bound) = named_bound(judged);
    let bound = money(bound);
    match (language, class) {
        (Language::Chinese, TierClass::None) => format!("{when}没有净消费，因此没有等级。"),
        (Language::Chinese, TierClass::C) => {
            format!("{when}净消费 {spend}，低于 {bound_of} 级下限 {bound}，因此为 C。")
        }
        (Language::Chinese, _) => {
            format!("{when}净消费 {spend}，达到 {class} 级下限 {bound}，因此为 {class}。")
        }
        (Language::English, TierClass::None) => format!("No net spend {when}, so no tier."),
        (Language::English, TierClass::C) => {
            format!("Net spend {when} was {spend}, below the bound of {bound_of}, {bound}, so the tier is C.")
        }
        (Language::English, _) => {
            format!("Net spend {when} was {spend}, at least the bound of {class}, {bound}, so the tier is {class}.")
        }
    }
}

/// The bound that the reason names: the one reached, or the lowest one missed.
fn named_bound(judged: &Judged) -> (TierClass, i64) {
    let Bounds { a, b } = judged.bounds;
    match judged.class {
        TierClass::A => (TierClass::A, a),
        TierClass::C if a <= b => (TierClass::A, a),
        TierClass::B | TierClass::C | TierClass::None => (TierClass::B, b),
    }
}

fn when(range: DateRange, language: Language) -> String {
    let DateRange { from, to } = range;
    match (language, to == LAST_DAY) {
        (Language::Chinese, true) => "全部时间".to_owned(),
        (Language::English, true) => "of all time".to_owned(),
        (Language::Chinese, false) => format!("{from} 至 {to} "),
        (Language::English, false) => format!("from {from} to {to}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Candidate, decide};
    use super::*;

    fn words(range: DateRange, spend: i64, language: Language) -> String {
        let bounds = Bounds { a: 350_000, b: 150_000 };
        let today = "2026-05-01".parse().unwrap();
        let decision = decide(&[Candidate { range, spend, bounds }], today);
        reason_words(&decision, "CNY".parse().unwrap(), language)
    }

    #[test]
    fn a_decision_reads_as_a_sentence() {
        let year = DateRange::year(2026);
        for (spend, chinese, english) in [
            (
                400_000,
                "2026-01-01 至 2026-12-31 净消费 CNY 4000.00，达到 A 级下限 CNY 3500.00，因此为 A。",
                "Net spend from 2026-01-01 to 2026-12-31 was CNY 4000.00, at least the bound of A, CNY 3500.00, so the tier is A.",
            ),
            (
                10_000,
                "2026-01-01 至 2026-12-31 净消费 CNY 100.00，低于 B 级下限 CNY 1500.00，因此为 C。再消费 CNY 1400.00 可升为 B。",
                "Net spend from 2026-01-01 to 2026-12-31 was CNY 100.00, below the bound of B, CNY 1500.00, so the tier is C. CNY 1400.00 more makes it B.",
            ),
            (
                0,
                "2026-01-01 至 2026-12-31 没有净消费，因此没有等级。再消费 CNY 0.01 可升为 C。",
                "No net spend from 2026-01-01 to 2026-12-31, so no tier. CNY 0.01 more makes it C.",
            ),
        ] {
            assert_eq!(words(year, spend, Language::Chinese), chinese);
            assert_eq!(words(year, spend, Language::English), english);
        }
        assert_eq!(
            words(DateRange::ALL, 200_000, Language::English),
            "Net spend of all time was CNY 2000.00, at least the bound of B, CNY 1500.00, so the tier is B. CNY 1500.00 more makes it A."
        );
        let bounds = Bounds { a: 500, b: 500 };
        let range = DateRange::year(2025);
        let no_b = decide(&[Candidate { range, spend: 400, bounds }], "2026-05-01".parse().unwrap());
        assert_eq!(
            reason_words(&no_b, "CNY".parse().unwrap(), Language::English),
            "Net spend from 2025-01-01 to 2025-12-31 was CNY 4.00, below the bound of A, CNY 5.00, so the tier is C."
        );
        let nothing = decide(&[], "2026-05-01".parse().unwrap());
        assert_eq!(reason_words(&nothing, "CNY".parse().unwrap(), Language::English), "There is no spend to judge by.");
    }
}
