//! The pass over the whole base: after a change of the policy, after an import under cumulative shares, and each night,
//! because the windows move with the day.

use regulars_db::customers::metrics;
use regulars_db::customers::metrics::Metrics;
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
use crate::platform::jobs::{Context, Kind, Outcome, Step};
use crate::platform::organisation;

/// Customers in one step.
const STEP: i64 = 500;

/// Judges every customer that has a tier.
#[derive(Default, Serialize, Deserialize)]
pub struct Recompute {}

/// Where the pass is.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Place {
    /// The version of the policy the pass works by; another one starts it anew.
    rule: i32,
    /// In the order of the window's ranges.
    bounds: Vec<Bounds>,
    after: String,
    done: i64,
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
        let mut place = match context.checkpoint::<Place>()? {
            Some(place) if place.rule == rule.version => place,
            _ => begin(&store, &rule)?,
        };
        loop {
            if context.should_stop() {
                return Ok(Outcome::PutDown);
            }
            let from = place.clone();
            let (next, over) = context.step(move |db| {
                let (next, over) = judge_some(db, &rule, from.clone())?;
                let (done, kept) = (next.done, next.clone());
                Step::to((next, over), done, None, &kept)
            })?;
            place = next;
            if over {
                return Ok(Outcome::Done(json!({"customers": place.done, "changed": place.changed})));
            }
        }
    }

    fn lock(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }
}

/// The bounds of this pass: the policy's own, or what the cumulative shares come to over the whole base now.
fn begin(store: &Store, rule: &Rule) -> Answer<Place> {
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
    Ok(Place { rule: rule.version, bounds, after: String::new(), done: 0, changed: 0 })
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
            let customers = metrics::tiered_after(db, &from, 5 * STEP)?;
            let spends = within(db, &customers, range)?;
            Ok::<_, Error>((customers.last().map(|last| last.customer_id.clone()), spends))
        })?;
        let (Some(last), found) = page else { return Ok(spends) };
        spends.extend(found);
        after = last;
    }
}

/// The spend of each of these customers within a range, in their order.
fn within(db: &mut Db, customers: &[Metrics], range: DateRange) -> Answer<Vec<i64>> {
    if range == DateRange::ALL {
        return Ok(customers.iter().map(|metrics| metrics.net_minor).collect());
    }
    let ids: Vec<&str> = customers.iter().map(|metrics| metrics.customer_id.as_str()).collect();
    let days = metrics::days_of(db, &ids, range.from, range.to)?;
    let mut spends = std::collections::HashMap::new();
    for day in &days {
        *spends.entry(day.customer_id.as_str()).or_insert(0) += day.net_minor;
    }
    Ok(ids.iter().map(|id| spends.get(id).copied().unwrap_or(0)).collect())
}

fn judge_some(db: &mut Db, rule: &Rule, mut place: Place) -> Answer<(Place, bool)> {
    let today = today(db)?;
    let mut customers = metrics::tiered_after(db, &place.after, STEP)?;
    let ranges = rule.policy.window.ranges(today);
    let mut candidates = vec![Vec::with_capacity(ranges.len()); customers.len()];
    for (range, bounds) in ranges.into_iter().zip(&place.bounds) {
        for (spend, candidates) in within(db, &customers, range)?.into_iter().zip(&mut candidates) {
            candidates.push(Candidate { range, spend, bounds: *bounds });
        }
    }
    for (metrics, candidates) in customers.iter_mut().zip(candidates) {
        let decision = decide(&candidates, today);
        if metrics.tier.map(|tier| tier.0) == Some(decision.class) {
            continue;
        }
        // Somebody may have bought meanwhile: what is judged is what is locked.
        let mut locked = metrics::lock(db, &metrics.customer_id)?;
        let decision =
            if rule.is_immediate() { super::judge(db, rule, &place.bounds, &locked, today)? } else { decision };
        let before = locked.tier.map(|tier| tier.0);
        if settle(db, rule, &mut locked, &decision, today, "pass")?.is_some() {
            locked.version += 1;
            metrics::update(db, &locked)?;
            place.changed += 1;
            moves::tell(db, &locked.customer_id, TierMove { before, after: Some(decision.class) })?;
        }
    }
    place.done += i64::try_from(customers.len()).unwrap_or(0);
    let over = i64::try_from(customers.len()).unwrap_or(0) < STEP;
    if let Some(last) = customers.last() {
        place.after.clone_from(&last.customer_id);
    }
    Ok((place, over))
}
