//! A result in plain words, for people, in both languages.

use chrono::NaiveDate;

use super::{Results, Seen, Verdict};
use crate::money::{Currency, Money};
use crate::statistics::Difference;
use crate::text::Language;

/// What the result says, sentence by sentence. `running_until` is the last day of a window that is not over.
pub fn words(
    results: &Results,
    currency: Currency,
    running_until: Option<NaiveDate>,
    language: Language,
) -> Vec<String> {
    let mut told = vec![who_bought(results, language)];
    match results.verdict {
        Verdict::NotMeasurable => told.push(not_measurable(language)),
        Verdict::SizesDiffer => told.push(sizes_differ(results, language)),
        Verdict::Better | Verdict::Worse | Verdict::ByChance => {
            if let Some(effect) = results.effect {
                told.push(conversion(&effect.conversion, language));
                told.extend(effect.revenue.map(|seen| revenue(&seen, currency, language)));
            }
            told.extend(money(results, currency, language));
        }
    }
    told.extend(running_until.map(|day| match language {
        Language::Chinese => format!("归因期到 {day} 结束，在此之前结果还会变化。"),
        Language::English => format!("The attribution window runs until {day}; until then this may change."),
    }));
    told
}

fn who_bought(results: &Results, language: Language) -> String {
    let share = |rate: Option<f64>| rate.map_or_else(|| "—".to_owned(), percent);
    let (treated, control) = (&results.treated, &results.control);
    let (rate, base) = (share(treated.rate()), share(control.rate()));
    let (people, buyers, held, bought) = (treated.people(), treated.buyers, control.people(), control.buyers);
    match (language, held > 0) {
        (Language::Chinese, true) => {
            format!("触达组 {people} 人中 {buyers} 人购买（{rate}），对照组 {held} 人中 {bought} 人购买（{base}）。")
        }
        (Language::Chinese, false) => format!("触达组 {people} 人中 {buyers} 人购买（{rate}）。"),
        (Language::English, true) => format!(
            "Of {people} addressed, {buyers} bought ({rate}); of {held} in the control group, {bought} did ({base})."
        ),
        (Language::English, false) => format!("Of {people} addressed, {buyers} bought ({rate})."),
    }
}

fn not_measurable(language: Language) -> String {
    match language {
        Language::Chinese => "没有对照组，无法衡量活动带来了什么。".to_owned(),
        Language::English => "There is no control group, so what the campaign brought is not measurable.".to_owned(),
    }
}

fn sizes_differ(results: &Results, language: Language) -> String {
    let p = results.sizes_p.unwrap_or(0.0);
    match language {
        Language::Chinese => {
            format!("各组人数与计划的比例不符（p = {p:.4}），分组可能有误，因此不作比较。")
        }
        Language::English => format!(
            "The groups are not of the sizes planned (p = {p:.4}): something other than chance decided who is in which, so nothing is compared."
        ),
    }
}

fn conversion(seen: &Seen, language: Language) -> String {
    let Difference { value, low, high, .. } = seen.difference;
    let (value, low, high) = (points(value), points(low), points(high));
    let smallest = seen.smallest.map(points);
    match (language, seen.verdict) {
        (Language::Chinese, Verdict::Better | Verdict::Worse) => {
            format!("购买率相差 {value} 个百分点（95% 区间 {low} 至 {high}），这不是偶然。")
        }
        (Language::English, Verdict::Better | Verdict::Worse) => format!(
            "The share of buyers differs by {value} percentage points (95% interval {low} to {high}): that is more than chance."
        ),
        (Language::Chinese, _) => {
            let smallest = smallest
                .map_or(String::new(), |smallest| format!("以这样的人数，要相差约 {smallest} 个百分点才看得出来。"));
            format!("购买率相差 {value} 个百分点（95% 区间 {low} 至 {high}），无法与偶然区分。{smallest}")
        }
        (Language::English, _) => {
            let smallest = smallest.map_or(String::new(), |smallest| {
                format!(" Groups of this size would show a difference of about {smallest} points.")
            });
            format!(
                "The share of buyers differs by {value} percentage points (95% interval {low} to {high}): that cannot be told from chance.{smallest}"
            )
        }
    }
}

fn revenue(seen: &Seen, currency: Currency, language: Language) -> String {
    let [value, low, high] = amounts(&seen.difference, currency);
    let by_chance = seen.verdict == Verdict::ByChance;
    match (language, by_chance) {
        (Language::Chinese, false) => format!("人均净消费相差 {value}（95% 区间 {low} 至 {high}），这不是偶然。"),
        (Language::Chinese, true) => format!("人均净消费相差 {value}（95% 区间 {low} 至 {high}），无法与偶然区分。"),
        (Language::English, false) => format!(
            "Net spend for each person differs by {value} (95% interval {low} to {high}): that is more than chance."
        ),
        (Language::English, true) => format!(
            "Net spend for each person differs by {value} (95% interval {low} to {high}): that cannot be told from chance."
        ),
    }
}

fn money(results: &Results, currency: Currency, language: Language) -> Option<String> {
    let gain = results.gain?;
    let [margin, low, high] = amounts(&gain.margin?, currency);
    let mut told = match language {
        Language::Chinese => format!("估计增量毛利 {margin}（95% 区间 {low} 至 {high}）。"),
        Language::English => format!("The incremental margin is about {margin} (95% interval {low} to {high})."),
    };
    if let Some(roi) = gain.roi.map(percent) {
        told.push_str(&match language {
            Language::Chinese => format!("投资回报率为 {roi}。"),
            Language::English => format!(" The return on cost is {roi}."),
        });
    }
    Some(told)
}

fn amounts(difference: &Difference, currency: Currency) -> [String; 3] {
    [difference.value, difference.low, difference.high].map(|amount| Money::new(whole(amount), currency).to_string())
}

/// To the nearest whole number; what does not fit is nothing.
pub fn whole(value: f64) -> i64 {
    format!("{value:.0}").parse().unwrap_or(0)
}

fn percent(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}

fn points(share: f64) -> String {
    format!("{:+.2}", share * 100.0)
}
