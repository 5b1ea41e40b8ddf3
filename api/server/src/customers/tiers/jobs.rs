//! The pass over the whole base: after a change of the policy, after an import under cumulative shares, and each night,
//! because the windows move with the day.

use regulars_db::customers::metrics;
use regulars_db::{Db, Store};
use regulars_domain::customers::tiers::{Bounds, Candidate, cumulative_bounds, decide};
use regulars_domain::period::{DateRange, local_day};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::moves::TierMove;
use super::{Rule, moves, rule, settle};
use crate::customers::tiers::policy;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::jobs;
use crate::platform::jobs::pass::{Failures, Pass, Passed};
use crate::platform::jobs::{Context, Kind, Outcome};
use crate::platform::organisation;

/// Customers in one step.
const STEP: i64 = 500;

/// Judges every customer that has a tier.
#[derive(Default, Serialize, Deserialize)]
pub struct Recompute {}

/// What the pass works by and counts.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Judging {
    /// The version of the policy the pass works by; another one starts it anew.
    rule: i32,
    /// In the order of the window's ranges.
    bounds: Vec<Bounds>,
    changed: i64,
}

/// Asks for a pass in the caller's transaction; answers the job's id.
pub fn enqueue(db: &mut Db, by: &str) -> Answer<String> {
    Ok(jobs::enqueue(db, &Recompute {}, by)?.id)
}

impl Kind for Recompute {
    const NAME: &'static str = "tiers.recompute";
    const UNIT: &'static str = "customers";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let store = context.store().clone();
        let rule = store.read_now(rule)?;
        let mut passed = match context.checkpoint::<Passed<Judging>>()? {
            Some(passed) if passed.own.rule == rule.version => passed,
            _ => begin(&store, &rule)?,
        };
        let pass = Pass {
            page: STEP,
            step: usize::try_from(STEP).unwrap_or(1),
            next: |db: &mut Db, after: &str, limit| Ok(metrics::tiered_ids_after(db, after, limit)?),
            handle: move |db: &mut Db, passed: &mut Passed<Judging>, ids: &[String]| judge_some(db, &rule, passed, ids),
        };
        if !pass.run(context, &mut passed)? {
            return Ok(Outcome::PutDown);
        }
        let result = json!({"customers": passed.done, "changed": passed.own.changed});
        Ok(Outcome::Done(passed.failures.told_in(result)))
    }

    fn lock(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }
}

/// The bounds of this pass: the policy's own, or what the cumulative shares come to over the whole base now.
fn begin(store: &Store, rule: &Rule) -> Answer<Passed<Judging>> {
    let today = store.read_now(today)?;
    let mut bounds = Vec::new();
    for range in rule.policy.window.ranges(today) {
        bounds.push(match (rule.policy.fixed_bounds(), rule.policy.shares) {
            (Some(fixed), _) => fixed,
            (None, Some(shares)) => cumulative_bounds(&mut spends(store, range)?, shares),
            (None, None) => return Err(Error::Internal("a tier policy without bounds and shares".to_owned())),
        });
    }
    if rule.policy.fixed_bounds().is_none() {
        let found = policy::ShareBounds { rule: rule.version, bounds: bounds.clone() };
        store.write_now(move |db| policy::keep_share_bounds(db, &found))?;
    }
    let own = Judging { rule: rule.version, bounds, changed: 0 };
    Ok(Passed { after: String::new(), done: 0, failures: Failures::default(), own })
}

fn today(db: &mut Db) -> Answer<chrono::NaiveDate> {
    Ok(local_day(clock::now(), organisation(db)?.time_zone))
}

/// What each customer that has a tier spent within a range: eight bytes for each.
fn spends(store: &Store, range: DateRange) -> Answer<Vec<i64>> {
    let mut spends = Vec::new();
    let mut after = String::new();
    loop {
        let from = after.clone();
        let page = store.read_now(move |db| {
            let customers = metrics::tiered_spends_after(db, &from, 5 * STEP)?;
            let spends = within(db, &customers, range)?;
            Ok::<_, Error>((customers.last().map(|(last, _)| last.clone()), spends))
        })?;
        let (Some(last), found) = page else { return Ok(spends) };
        spends.extend(found);
        after = last;
    }
}

/// The spend of each of these customers within a range, in their order; with each comes what it spent in all.
fn within(db: &mut Db, customers: &[(String, i64)], range: DateRange) -> Answer<Vec<i64>> {
    if range == DateRange::ALL {
        return Ok(customers.iter().map(|(_, net_minor)| *net_minor).collect());
    }
    let ids: Vec<&str> = customers.iter().map(|(id, _)| id.as_str()).collect();
    let days = metrics::days_of(db, &ids, range.from, range.to)?;
    let mut spends = std::collections::HashMap::new();
    for day in &days {
        *spends.entry(day.customer_id.as_str()).or_insert(0) += day.net_minor;
    }
    Ok(ids.iter().map(|id| spends.get(id).copied().unwrap_or(0)).collect())
}

fn judge_some(db: &mut Db, rule: &Rule, passed: &mut Passed<Judging>, ids: &[String]) -> Answer<()> {
    let today = today(db)?;
    let customers = metrics::of_ids(db, ids)?;
    let totals: Vec<(String, i64)> =
        customers.iter().map(|metrics| (metrics.customer_id.clone(), metrics.net_minor)).collect();
    let ranges = rule.policy.window.ranges(today);
    let mut candidates = vec![Vec::with_capacity(ranges.len()); customers.len()];
    for (range, bounds) in ranges.into_iter().zip(&passed.own.bounds) {
        for (spend, candidates) in within(db, &totals, range)?.into_iter().zip(&mut candidates) {
            candidates.push(Candidate { range, spend, bounds: *bounds });
        }
    }
    for (metrics, candidates) in customers.iter().zip(candidates) {
        let decision = decide(&candidates, today);
        if metrics.tier.map(|tier| tier.0) == Some(decision.class) {
            continue;
        }
        // Somebody may have bought meanwhile: what is judged is what is locked.
        let mut locked = metrics::lock(db, &metrics.customer_id)?;
        let decision =
            if rule.is_immediate() { super::judge(db, rule, &passed.own.bounds, &locked, today)? } else { decision };
        let before = locked.tier.map(|tier| tier.0);
        if settle(db, rule, &mut locked, &decision, today, "pass")?.is_some() {
            locked.advance(clock::now().naive_utc());
            metrics::update(db, &locked)?;
            passed.own.changed += 1;
            moves::publish(db, &locked.customer_id, TierMove { before, after: Some(decision.class) })?;
        }
    }
    passed.done += i64::try_from(ids.len()).unwrap_or(0);
    Ok(())
}
