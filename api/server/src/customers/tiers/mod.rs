//! Value tiers: judged in the write by fixed bounds, by a job over the base by cumulative share.

pub mod jobs;
pub mod moves;
pub mod policy;
pub mod views;

use std::collections::HashMap;

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::customers::bulk;
use regulars_db::customers::metrics;
use regulars_db::customers::metrics::{Metrics, TierChange};
use regulars_db::text::{AsText, Json};
use regulars_domain::customers::posting::Changes;
use regulars_domain::customers::tiers;
use regulars_domain::customers::tiers::{Bounds, Candidate, Decision, TierMethod, TierPolicy};
use regulars_domain::ids;
use regulars_domain::period::DateRange;
use serde_json::{Value, json};

use crate::platform::clock;
use crate::platform::error::Answer;

/// The policy in force and its version.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub policy: TierPolicy,
    pub version: i32,
}

/// The rule that counts now.
pub fn rule(db: &mut Db) -> Answer<Rule> {
    let kept = policy::current(db)?;
    Ok(Rule { policy: kept.value, version: kept.version })
}

impl Rule {
    /// Whether a write decides the tier itself; otherwise a job does.
    pub fn is_immediate(&self) -> bool {
        self.policy.method == TierMethod::FixedBounds
    }
}

/// Judges a customer by the spend in each of the window's ranges. `bounds` are in the order of the ranges.
pub fn judge(db: &mut Db, rule: &Rule, bounds: &[Bounds], metrics: &Metrics, today: NaiveDate) -> Answer<Decision> {
    let spends = spend_within(db, metrics, &rule.policy.window.ranges(today))?;
    Ok(decide(rule, bounds, &spends, today))
}

fn decide(rule: &Rule, bounds: &[Bounds], spends: &[i64], today: NaiveDate) -> Decision {
    let ranges = rule.policy.window.ranges(today);
    let candidates: Vec<Candidate> = ranges
        .into_iter()
        .zip(spends)
        .zip(bounds)
        .map(|((range, spend), bounds)| Candidate { range, spend: *spend, bounds: *bounds })
        .collect();
    tiers::decide(&candidates, today)
}

/// The bounds of each of the window's ranges: the policy's own, or those of the last pass; none before it.
pub fn bounds(db: &mut Db, rule: &Rule, today: NaiveDate) -> Answer<Vec<Bounds>> {
    let ranges = rule.policy.window.ranges(today).len();
    if let Some(fixed) = rule.policy.fixed_bounds() {
        return Ok(vec![fixed; ranges]);
    }
    Ok(policy::share_bounds(db)?
        .filter(|found| found.rule == rule.version)
        .map(|found| found.bounds)
        .unwrap_or_default())
}

/// The net spend in each of these ranges, by one look at the days they cover together.
fn spend_within(db: &mut Db, metrics: &Metrics, ranges: &[DateRange]) -> Answer<Vec<i64>> {
    let (Some(from), Some(to)) =
        (ranges.iter().map(|range| range.from).min(), ranges.iter().map(|range| range.to).max())
    else {
        return Ok(Vec::new());
    };
    if ranges.iter().all(|range| *range == DateRange::ALL) || metrics.first_purchase_on.is_none() {
        return Ok(vec![metrics.net_minor; ranges.len()]);
    }
    let days = metrics::days_between(db, &metrics.customer_id, from, to)?;
    let within = |range: &DateRange| days.iter().filter(|day| range.contains(day.day)).map(|day| day.net_minor).sum();
    Ok(ranges.iter().map(within).collect())
}

/// The net spend of customers in each range of the window, by customer, when a write decides on their tiers.
pub fn spends_of(
    db: &mut Db,
    rule: &Rule,
    customers: &[Metrics],
    today: NaiveDate,
) -> Answer<HashMap<String, Vec<i64>>> {
    if !rule.is_immediate() {
        return Ok(HashMap::new());
    }
    let ids: Vec<&str> = customers.iter().map(|metrics| metrics.customer_id.as_str()).collect();
    let mut spends: HashMap<String, Vec<i64>> = HashMap::with_capacity(ids.len());
    for range in rule.policy.window.ranges(today) {
        let found = match range == DateRange::ALL {
            true => customers.iter().map(|metrics| (metrics.customer_id.clone(), metrics.net_minor)).collect(),
            false => bulk::spends(db, &ids, range.from, range.to)?,
        };
        for id in &ids {
            spends.entry((*id).to_owned()).or_default().push(found.get(*id).copied().unwrap_or(0));
        }
    }
    Ok(spends)
}

/// Adds to the net spend in each range of the window what is posted within it.
pub fn add_to_spends(spends: &mut [i64], rule: &Rule, today: NaiveDate, changes: &Changes) {
    for (spend, range) in spends.iter_mut().zip(rule.policy.window.ranges(today)) {
        *spend += changes.days.iter().filter(|(day, _)| range.contains(**day)).map(|(_, sum)| sum.net).sum::<i64>();
    }
}

/// Looks at a customer's tier again after its facts have changed; a change is written into its history and into
/// `metrics`, which the caller saves. Kinds without a tier, and policies that a job decides, are left alone. `spends`
/// are those of the window's ranges when they are known already.
pub fn review(
    db: &mut Db,
    rule: &Rule,
    metrics: &mut Metrics,
    spends: Option<&[i64]>,
    today: NaiveDate,
    cause: &str,
) -> Answer<Option<TierChange>> {
    if metrics.tier.is_none() || !rule.is_immediate() {
        return Ok(None);
    }
    let bounds = bounds(db, rule, today)?;
    let decision = match spends {
        Some(spends) => decide(rule, &bounds, spends, today),
        None => judge(db, rule, &bounds, metrics, today)?,
    };
    settle(db, rule, metrics, &decision, today, cause)
}

/// Writes the class of a decision when it is another than the present one.
pub fn settle(
    db: &mut Db,
    rule: &Rule,
    metrics: &mut Metrics,
    decision: &Decision,
    today: NaiveDate,
    cause: &str,
) -> Answer<Option<TierChange>> {
    let change = change(rule, metrics, decision, today, cause);
    if let Some(change) = &change {
        metrics::insert_tier_change(db, change)?;
    }
    Ok(change)
}

/// Puts the class of a decision into `metrics` when it is another than the present one; answers the change, which the
/// caller writes.
pub fn change(
    rule: &Rule,
    metrics: &mut Metrics,
    decision: &Decision,
    today: NaiveDate,
    cause: &str,
) -> Option<TierChange> {
    if metrics.tier == Some(AsText(decision.class)) {
        return None;
    }
    let change = TierChange {
        id: ids::make(ids::TIER),
        customer_id: metrics.customer_id.clone(),
        tier: AsText(decision.class),
        previous: metrics.tier,
        since: today,
        recorded_at: clock::now().naive_utc(),
        rule: rule.version,
        cause: cause.to_owned(),
        inputs: inputs(decision),
    };
    metrics.tier = Some(change.tier);
    metrics.tier_since = Some(today);
    metrics.tier_rule = Some(rule.version);
    Some(change)
}

/// What decided.
fn inputs(decision: &Decision) -> Json<Value> {
    let candidates: Vec<_> = decision
        .candidates
        .iter()
        .map(|judged| {
            json!({"from": judged.range.from, "to": judged.range.to, "spend": judged.spend,
                "a": judged.bounds.a, "b": judged.bounds.b, "class": judged.class})
        })
        .collect();
    Json(json!({ "candidates": candidates }))
}
