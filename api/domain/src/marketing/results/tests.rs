//! Results of small campaigns, reckoned by hand.

use super::*;
use crate::text::{Language, is_chinese, is_english};

/// `buyers` of `people`, each with one purchase of that much.
fn group(people: i64, buyers: i64, net: i64) -> Group {
    let mut group = Group::of(people);
    (0..buyers).for_each(|_| group.bought(net, 1));
    group
}

fn arm(key: &str, share: i32, group: Group) -> Arm {
    Arm { key: key.to_owned(), name: key.to_uppercase(), share, group }
}

fn plan() -> Plan {
    Plan { control_share: 5_000, margin_rate: Some(6_000), cost: Some(10_000) }
}

fn close(found: f64, expected: f64, within: f64) {
    assert!((found - expected).abs() <= within, "{found} is not {expected}");
}

/// 56 of 70 against 48 of 80 is Newcombe's own contrast (a): +0.2 with 0.0524 to 0.3339.
#[test]
fn one_arm_against_its_control_group() {
    let results = measure(&plan(), group(80, 48, 1_000), vec![arm("a", 10_000, group(70, 56, 1_000))]);
    assert_eq!(results.verdict, Verdict::Better);
    // Of 150, 75 were expected in each: (5² + 5²) ÷ 75 = 0.667 with one degree of freedom.
    close(results.sizes_p.unwrap(), 0.4142, 5e-5);
    let effect = results.effect.unwrap();
    close(effect.conversion.difference.value, 0.2, 1e-12);
    close(effect.conversion.difference.low, 0.0524, 5.1e-5);
    close(effect.conversion.difference.high, 0.3339, 5.1e-5);
    // 800.00 ÷ 70 − 480.00 ÷ 80 by person, in minor units.
    close(effect.revenue.unwrap().difference.value, 200.0, 1e-9);
    close(effect.purchases.unwrap().difference.value, 0.2, 1e-12);
    // Of 150, 104 bought: 2.8016 × √(0.6933 × 0.3067 × (1 ÷ 70 + 1 ÷ 80)).
    close(effect.conversion.smallest.unwrap(), 0.21143, 5e-5);
    assert_eq!(results.arms.first().unwrap().1, results.effect);
    let gain = results.gain.unwrap();
    close(gain.buyers.value, 14.0, 1e-9);
    close(gain.revenue.unwrap().value, 14_000.0, 1e-6);
    close(gain.margin.unwrap().value, 8_400.0, 1e-6);
    close(gain.roi.unwrap(), -0.16, 1e-9);
    close(gain.cost_per_buyer.unwrap(), 10_000.0 / 14.0, 1e-9);
}

#[test]
fn what_cannot_be_compared_is_not() {
    let arms = || vec![arm("a", 10_000, group(70, 56, 1_000))];
    for (control_share, control, verdict) in [
        (0, group(0, 0, 0), Verdict::NotMeasurable),
        (5_000, group(0, 0, 0), Verdict::NotMeasurable),
        // 1,000 were planned in each, and 70 against 1,000 are there.
        (5_000, group(1_000, 10, 0), Verdict::SizesDiffer),
    ] {
        let results = measure(&Plan { control_share, ..plan() }, control, arms());
        assert_eq!(results.verdict, verdict);
        assert_eq!((results.effect, results.gain), (None, None));
        assert!(results.arms.iter().all(|(_, effect)| effect.is_none()));
        assert_eq!(results.treated.buyers, 56, "what happened is told all the same");
    }
    assert_eq!(measure(&plan(), group(10, 1, 1), vec![]).verdict, Verdict::NotMeasurable);
}

#[test]
fn nobody_bought_anything() {
    let results = measure(&plan(), group(50, 0, 0), vec![arm("a", 10_000, group(50, 0, 0))]);
    assert_eq!(results.verdict, Verdict::ByChance);
    let effect = results.effect.unwrap();
    assert_eq!((effect.revenue, effect.purchases, effect.conversion.smallest), (None, None, None));
    assert_eq!(results.gain.unwrap().margin, None);
}

/// Two arms of p ≈ .03 and .04 would both be called better alone; judged together the worse of them is .06 by Holm.
#[test]
fn several_arms_are_judged_together() {
    let plan = Plan { control_share: 3_334, ..plan() };
    let arms = vec![arm("a", 5_000, group(300, 54, 100)), arm("b", 5_000, group(300, 53, 100))];
    let results = measure(&plan, group(300, 35, 100), arms);
    let seen: Vec<Seen> = results.arms.iter().map(|(_, effect)| effect.unwrap().conversion).collect();
    let (a, b) = (seen.first().unwrap(), seen.last().unwrap());
    assert!(a.difference.p < ALPHA && b.difference.p < ALPHA, "{seen:?}");
    close(a.adjusted_p, (a.difference.p * 2.0).max(0.0), 1e-12);
    close(b.adjusted_p, b.difference.p.max(a.adjusted_p), 1e-12);
    assert_eq!(a.verdict, if a.adjusted_p < ALPHA { Verdict::Better } else { Verdict::ByChance });
    // 107 of 600 against 35 of 300.
    close(results.effect.unwrap().conversion.difference.value, 107.0 / 600.0 - 35.0 / 300.0, 1e-12);
    assert_eq!(results.verdict, Verdict::Better);
}

#[test]
fn a_result_reads_as_sentences() {
    let currency = "CNY".parse().unwrap();
    let told = |results: &Results, until: Option<&str>, language| {
        let told = words(results, currency, until.map(|day| day.parse().unwrap()));
        told.iter().map(|sentence| sentence.text(language).to_owned()).collect::<Vec<_>>()
    };
    let better = measure(&plan(), group(80, 48, 1_000), vec![arm("a", 10_000, group(70, 56, 1_000))]);
    let english = told(&better, None, Language::English);
    assert_eq!(
        english.first().unwrap(),
        "Of 70 addressed, 56 bought (80.00%); of 80 in the control group, 48 did (60.00%)."
    );
    assert_eq!(
        english.get(1).unwrap(),
        "The share of buyers differs by +20.00 percentage points (95% interval +5.24 to +33.39): that is more than chance."
    );
    assert!(english.last().unwrap().ends_with("The return on cost is -16.00%."), "{english:?}");
    let chinese = told(&better, Some("2026-05-01"), Language::Chinese);
    assert_eq!(chinese.get(1).unwrap(), "购买率相差 +20.00 个百分点（95% 区间 +5.24 至 +33.39），这不是偶然。");
    assert_eq!(chinese.last().unwrap(), "归因期到 2026-05-01 结束，在此之前结果还会变化。");

    let alone = measure(&Plan { control_share: 0, ..plan() }, Group::default(), vec![arm("a", 10_000, group(9, 3, 1))]);
    assert_eq!(
        told(&alone, None, Language::Chinese),
        ["触达组 9 人中 3 人购买（33.33%）。", "没有对照组，无法衡量活动带来了什么。"]
    );
    let skewed = measure(&plan(), group(1_000, 10, 0), vec![arm("a", 10_000, group(70, 56, 1))]);
    assert_eq!(told(&skewed, None, Language::English).len(), 2);
    let nothing = measure(&plan(), group(50, 0, 0), vec![arm("a", 10_000, group(50, 0, 0))]);
    assert!(told(&nothing, None, Language::English).get(1).unwrap().contains("cannot be told from chance"));
}

/// Every verdict has its sentence in both languages, and none is left without one.
#[test]
fn every_verdict_is_told() {
    for (share, control, addressed, verdict) in [
        (5_000, group(80, 48, 1), group(70, 56, 1), Verdict::Better),
        (5_000, group(70, 56, 1), group(80, 48, 1), Verdict::Worse),
        (5_000, group(80, 48, 1), group(80, 49, 1), Verdict::ByChance),
        (5_000, group(900, 48, 1), group(80, 49, 1), Verdict::SizesDiffer),
        (0, group(0, 0, 1), group(80, 49, 1), Verdict::NotMeasurable),
    ] {
        let results = measure(&Plan { control_share: share, ..plan() }, control, vec![arm("a", 10_000, addressed)]);
        assert_eq!(results.verdict, verdict);
        let told = words(&results, "CNY".parse().unwrap(), Some("2026-05-01".parse().unwrap()));
        assert!(told.len() >= 3, "{told:?}");
        for sentence in told {
            assert!(is_english(sentence.text(Language::English)), "{sentence:?}");
            assert!(is_chinese(sentence.text(Language::Chinese)), "{sentence:?}");
        }
    }
}
