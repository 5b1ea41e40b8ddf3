//! A decision in plain words, for people.

use super::{Bounds, Decision, Judged, TierClass};
use crate::message;
use crate::money::{Currency, Money};
use crate::period::{DateRange, LAST_DAY};
use crate::text::Message;

/// Why a customer has this class, and what is missing to the next.
pub fn reason_words(decision: &Decision, currency: Currency) -> Message {
    let Some(deciding) = &decision.deciding else {
        return message!("There is no spend to judge by.", "没有可供判定的消费。");
    };
    let why = why(deciding, currency);
    let Some(next) = decision.next else { return why };
    let missing = Money::new(next.missing, currency);
    message!(
        "{why} {missing} more makes it {class}.",
        "{why}再消费 {missing} 可升为 {class}。",
        why = why,
        class = next.class
    )
}

fn why(judged: &Judged, currency: Currency) -> Message {
    let money = |amount| Money::new(amount, currency);
    let (bound_of, bound) = named_bound(judged);
    let (spend, bound) = (money(judged.spend), money(bound));
    match judged.class {
        TierClass::None => {
            message!("No net spend {when}, so no tier.", "{when}没有净消费，因此未分级。", when = when(judged.range))
        }
        TierClass::C => message!(
            "Net spend {when} was {spend}, below the bound of {bound_of}, {bound}, so the tier is C.",
            "{when}净消费 {spend}，低于 {bound_of} 级下限 {bound}，因此分级为 C。",
            when = when(judged.range)
        ),
        class => message!(
            "Net spend {when} was {spend}, at least the bound of {class}, {bound}, so the tier is {class}.",
            "{when}净消费 {spend}，达到 {class} 级下限 {bound}，因此分级为 {class}。",
            when = when(judged.range)
        ),
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

fn when(range: DateRange) -> Message {
    let DateRange { from, to } = range;
    if to == LAST_DAY {
        message!("of all time", "全部时间")
    } else {
        message!("from {from} to {to}", "{from} 至 {to} ")
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Candidate, decide};
    use super::*;
    use crate::text::Language;

    fn words(range: DateRange, spend: i64, language: Language) -> String {
        let bounds = Bounds { a: 350_000, b: 150_000 };
        let today = "2026-05-01".parse().unwrap();
        let decision = decide(&[Candidate { range, spend, bounds }], today);
        reason_words(&decision, "CNY".parse().unwrap()).text(language).to_owned()
    }

    #[test]
    fn a_decision_reads_as_a_sentence() {
        let year = DateRange::year(2026);
        for (spend, chinese, english) in [
            (
                400_000,
                "2026-01-01 至 2026-12-31 净消费 ¥4,000.00，达到 A 级下限 ¥3,500.00，因此分级为 A。",
                "Net spend from 2026-01-01 to 2026-12-31 was ¥4,000.00, at least the bound of A, ¥3,500.00, so the tier is A.",
            ),
            (
                10_000,
                "2026-01-01 至 2026-12-31 净消费 ¥100.00，低于 B 级下限 ¥1,500.00，因此分级为 C。再消费 ¥1,400.00 可升为 B。",
                "Net spend from 2026-01-01 to 2026-12-31 was ¥100.00, below the bound of B, ¥1,500.00, so the tier is C. ¥1,400.00 more makes it B.",
            ),
            (
                0,
                "2026-01-01 至 2026-12-31 没有净消费，因此未分级。再消费 ¥0.01 可升为 C。",
                "No net spend from 2026-01-01 to 2026-12-31, so no tier. ¥0.01 more makes it C.",
            ),
        ] {
            assert_eq!(words(year, spend, Language::Chinese), chinese);
            assert_eq!(words(year, spend, Language::English), english);
        }
        assert_eq!(
            words(DateRange::ALL, 200_000, Language::English),
            "Net spend of all time was ¥2,000.00, at least the bound of B, ¥1,500.00, so the tier is B. ¥1,500.00 more makes it A."
        );
        let bounds = Bounds { a: 500, b: 500 };
        let range = DateRange::year(2025);
        let no_b = decide(&[Candidate { range, spend: 400, bounds }], "2026-05-01".parse().unwrap());
        assert_eq!(
            reason_words(&no_b, "CNY".parse().unwrap()).text(Language::English),
            "Net spend from 2025-01-01 to 2025-12-31 was ¥4.00, below the bound of A, ¥5.00, so the tier is C."
        );
        let nothing = decide(&[], "2026-05-01".parse().unwrap());
        assert_eq!(
            reason_words(&nothing, "CNY".parse().unwrap()).text(Language::English),
            "There is no spend to judge by."
        );
    }
}
