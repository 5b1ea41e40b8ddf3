//! A result in plain words, for people, in both languages.

use chrono::NaiveDate;

use super::{Results, Seen, Verdict};
use crate::message;
use crate::money::{Currency, Money};
use crate::statistics::Difference;
use crate::text::Message;

/// What the result says, sentence by sentence. `running_until` is the last day of a window that is not over.
pub fn words(results: &Results, currency: Currency, running_until: Option<NaiveDate>) -> Vec<Message> {
    let mut told = vec![who_bought(results)];
    match results.verdict {
        Verdict::NotMeasurable => told.push(message!(
            "There is no control group, so what the campaign brought is not measurable.",
            "没有对照组，无法衡量活动带来了什么。"
        )),
        Verdict::SizesDiffer => told.push(sizes_differ(results)),
        Verdict::Better | Verdict::Worse | Verdict::ByChance => {
            if let Some(effect) = results.effect {
                told.push(conversion(&effect.conversion));
                told.extend(effect.revenue.map(|seen| revenue(&seen, currency)));
            }
            told.extend(money(results, currency));
        }
    }
    told.extend(running_until.map(|day| {
        message!(
            "The attribution window runs until {day}; until then this may change.",
            "归因期到 {day} 结束，在此之前结果还会变化。"
        )
    }));
    told
}

fn who_bought(results: &Results) -> Message {
    let share = |rate: Option<f64>| rate.map_or_else(|| "—".to_owned(), percent);
    let (treated, control) = (&results.treated, &results.control);
    let (rate, base) = (share(treated.rate()), share(control.rate()));
    let (people, buyers, held, bought) = (treated.people(), treated.buyers, control.people(), control.buyers);
    if held > 0 {
        message!(
            "Of {people} addressed, {buyers} bought ({rate}); of {held} in the control group, {bought} did ({base}).",
            "触达组 {people} 人中 {buyers} 人购买（{rate}），对照组 {held} 人中 {bought} 人购买（{base}）。"
        )
    } else {
        message!("Of {people} addressed, {buyers} bought ({rate}).", "触达组 {people} 人中 {buyers} 人购买（{rate}）。")
    }
}

fn sizes_differ(results: &Results) -> Message {
    let p = results.sizes_p.unwrap_or(0.0);
    message!(
        "The groups are not of the sizes planned (p = {p:.4}): something other than chance decided who is in which, so nothing is compared.",
        "各组人数与计划的比例不符（p = {p:.4}），分组可能有误，因此不作比较。"
    )
}

fn conversion(seen: &Seen) -> Message {
    let Difference { value, low, high, .. } = seen.difference;
    let (value, low, high) = (points(value), points(low), points(high));
    match (seen.verdict, seen.smallest.map(points)) {
        (Verdict::Better | Verdict::Worse, _) => message!(
            "The share of buyers differs by {value} percentage points (95% interval {low} to {high}): that is more than chance.",
            "购买率相差 {value} 个百分点（95% 区间 {low} 至 {high}），这不是偶然。"
        ),
        (_, None) => message!(
            "The share of buyers differs by {value} percentage points (95% interval {low} to {high}): that cannot be told from chance.",
            "购买率相差 {value} 个百分点（95% 区间 {low} 至 {high}），无法与偶然区分。"
        ),
        (_, Some(smallest)) => message!(
            "The share of buyers differs by {value} percentage points (95% interval {low} to {high}): that cannot be told from chance. Groups of this size would show a difference of about {smallest} points.",
            "购买率相差 {value} 个百分点（95% 区间 {low} 至 {high}），无法与偶然区分。以这样的人数，要相差约 {smallest} 个百分点才看得出来。"
        ),
    }
}

fn revenue(seen: &Seen, currency: Currency) -> Message {
    let [value, low, high] = amounts(&seen.difference, currency);
    if seen.verdict == Verdict::ByChance {
        message!(
            "Net spend for each person differs by {value} (95% interval {low} to {high}): that cannot be told from chance.",
            "人均净消费相差 {value}（95% 区间 {low} 至 {high}），无法与偶然区分。"
        )
    } else {
        message!(
            "Net spend for each person differs by {value} (95% interval {low} to {high}): that is more than chance.",
            "人均净消费相差 {value}（95% 区间 {low} 至 {high}），这不是偶然。"
        )
    }
}

fn money(results: &Results, currency: Currency) -> Option<Message> {
    let gain = results.gain?;
    let [margin, low, high] = amounts(&gain.margin?, currency);
    Some(match gain.roi.map(percent) {
        None => message!(
            "The incremental margin is about {margin} (95% interval {low} to {high}).",
            "估计增量毛利 {margin}（95% 区间 {low} 至 {high}）。"
        ),
        Some(roi) => message!(
            "The incremental margin is about {margin} (95% interval {low} to {high}). The return on cost is {roi}.",
            "估计增量毛利 {margin}（95% 区间 {low} 至 {high}）。投资回报率为 {roi}。"
        ),
    })
}

fn amounts(difference: &Difference, currency: Currency) -> [Money; 3] {
    [difference.value, difference.low, difference.high].map(|amount| Money::new(whole(amount), currency))
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
