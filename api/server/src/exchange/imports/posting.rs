//! What many purchases change in the figures of their customers, written in bulk: the same changes that
//! `customers::profiles::figures` writes row by row for one customer, then status and tier. Purchases may come and go.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::customers::bulk;
use regulars_db::customers::metrics::{CATEGORY, Day, Metrics, Tally, TierChange, UNIT};
use regulars_db::platform::events::Event;
use regulars_db::sales::purchases::{Line, Purchase};
use regulars_domain::customers::posting::{Changes, Posting, Sum};
use regulars_domain::customers::profiles::{CustomerStatus, status_of};
use regulars_domain::customers::tiers::{Candidate, decide};
use regulars_domain::period::DateRange;

use crate::customers::profiles::figures::{PostingContext, days_of, favourite, tallies_of};
use crate::customers::tiers;
use crate::customers::tiers::Rule;
use crate::customers::tiers::moves::TierMove;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::sales::purchases::posting;

/// Why tiers are looked at.
const CAUSE: &str = "import";

/// Posts new purchases, all counted and without refunds; answers the changes of tiers. Lines are in the order of their
/// customers and purchases.
pub fn post(
    db: &mut Db,
    rule: &Rule,
    today: NaiveDate,
    purchases: &[Purchase],
    lines: &[Line],
) -> Answer<Vec<TierChange>> {
    let context = PostingContext { rule, today, cause: CAUSE };
    apply(db, context, &changes_of(purchases, lines))
}

/// Applies what came and went of customers; answers the changes of tiers.
pub fn apply(db: &mut Db, context: PostingContext<'_>, posted: &BTreeMap<&str, Changes>) -> Answer<Vec<TierChange>> {
    let ids: Vec<&str> = posted.keys().copied().collect();
    let mut metrics = bulk::lock(db, &ids)?;
    if metrics.len() != ids.len() {
        return Err(Error::Internal("a customer without metrics".to_owned()));
    }
    post_days(db, &mut metrics, posted)?;
    post_tallies(db, &mut metrics, posted)?;
    post_statuses(db, &metrics, posted)?;
    let changes = review(db, context, &mut metrics, posted)?;
    bulk::insert_tier_changes(db, &changes)?;
    let now = clock::now().naive_utc();
    metrics.iter_mut().for_each(|metrics| metrics.advance(now));
    bulk::update(db, &metrics)?;
    Ok(changes)
}

/// What is told of a change of tier.
pub fn tier_changed(change: &TierChange) -> Answer<Event> {
    let tier = TierMove { before: change.previous.map(|tier| tier.0), after: Some(change.tier.0) };
    tiers::moves::event(&change.customer_id, tier, change.recorded_at)
}

/// What each customer's purchases come to.
fn changes_of<'a>(purchases: &'a [Purchase], lines: &[Line]) -> BTreeMap<&'a str, Changes> {
    let of_purchase: HashMap<&str, &[Line]> =
        lines.chunk_by(|one, next| one.purchase_id == next.purchase_id).filter_map(named).collect();
    let mut postings: BTreeMap<&str, Vec<Posting>> = BTreeMap::new();
    for purchase in purchases {
        let lines = of_purchase.get(purchase.id.as_str()).copied().unwrap_or_default();
        postings.entry(purchase.customer_id.as_str()).or_default().push(posting::of(purchase, lines));
    }
    postings.into_iter().map(|(id, postings)| (id, Changes::of(&postings))).collect()
}

fn named(lines: &[Line]) -> Option<(&str, &[Line])> {
    lines.first().map(|line| (line.purchase_id.as_str(), lines))
}

fn post_days(db: &mut Db, metrics: &mut [Metrics], posted: &BTreeMap<&str, Changes>) -> Answer<()> {
    let days: Vec<Day> = posted.iter().flat_map(|(id, changes)| days_of(id, changes)).collect();
    let after = bulk::add_days(db, &days)?;
    // The days that got their first counted purchase, and how many lost their last.
    let (mut fresh, mut lost): (HashMap<&str, Vec<NaiveDate>>, BTreeMap<&str, i64>) = Default::default();
    for after in &after {
        let Some(added) = posted.get(after.customer_id.as_str()).and_then(|changes| changes.days.get(&after.day))
        else {
            continue;
        };
        match (after.purchases - added.purchases > 0, after.purchases > 0) {
            (false, true) => fresh.entry(after.customer_id.as_str()).or_default().push(after.day),
            (true, false) => *lost.entry(after.customer_id.as_str()).or_default() += 1,
            _ => {}
        }
    }
    let bounds = bulk::firsts_and_lasts(db, &lost.keys().copied().collect::<Vec<_>>())?;
    for metrics in metrics {
        let id = metrics.customer_id.as_str();
        let Some(changes) = posted.get(id) else { continue };
        let mut total = Sum::default();
        changes.days.values().for_each(|sum| total += *sum);
        metrics.purchases += total.purchases;
        metrics.net_minor += total.net;
        let days = fresh.get(id).map(Vec::as_slice).unwrap_or_default();
        let gone = lost.get(id).copied().unwrap_or(0);
        metrics.purchase_days += i64::try_from(days.len()).unwrap_or(0) - gone;
        let known = |day: Option<NaiveDate>| day.into_iter().chain(days.iter().copied());
        let (first, last) = match gone {
            0 => (known(metrics.first_purchase_on).min(), known(metrics.last_purchase_on).max()),
            _ => bounds.get(id).copied().unzip(),
        };
        (metrics.first_purchase_on, metrics.last_purchase_on) = (first, last);
    }
    Ok(())
}

fn post_tallies(db: &mut Db, metrics: &mut [Metrics], posted: &BTreeMap<&str, Changes>) -> Answer<()> {
    let added: Vec<Tally> = posted.iter().flat_map(|(id, changes)| tallies_of(id, changes)).collect();
    if added.is_empty() {
        return Ok(());
    }
    bulk::add_tallies(db, &added)?;
    let ids: Vec<&str> = posted.iter().filter(|(_, changes)| !changes.tallies.is_empty()).map(|(id, _)| *id).collect();
    if added.iter().any(|tally| tally.purchases <= 0) {
        bulk::drop_empty_tallies(db, &ids)?;
    }
    let mut tallies: HashMap<String, Vec<Tally>> = HashMap::new();
    for tally in bulk::tallies(db, &ids)? {
        tallies.entry(tally.customer_id.clone()).or_default().push(tally);
    }
    for metrics in metrics {
        if posted.get(metrics.customer_id.as_str()).is_some_and(|changes| !changes.tallies.is_empty()) {
            let left = tallies.get(&metrics.customer_id).map(Vec::as_slice).unwrap_or_default();
            metrics.favourite_unit_id = favourite(left, UNIT);
            metrics.favourite_category_id = favourite(left, CATEGORY);
        }
    }
    Ok(())
}

/// Who has bought is active, and was a prospect or lost before; of whom no purchase is left is a prospect.
fn post_statuses(db: &mut Db, metrics: &[Metrics], posted: &BTreeMap<&str, Changes>) -> Answer<()> {
    let ids: Vec<&str> = metrics.iter().map(|metrics| metrics.customer_id.as_str()).collect();
    let statuses = bulk::statuses(db, &ids)?;
    for wanted in [CustomerStatus::Active, CustomerStatus::Prospect] {
        let moves = |metrics: &&Metrics| {
            let id = metrics.customer_id.as_str();
            let bought = posted.get(id).is_some_and(|changes| changes.days.values().any(|sum| sum.purchases > 0));
            statuses.get(id).is_some_and(|standing| {
                let status = status_of(standing.status.0, metrics.purchases, bought);
                status == wanted && standing.status.0 != status
            })
        };
        let moved: Vec<&str> = metrics.iter().filter(moves).map(|metrics| metrics.customer_id.as_str()).collect();
        bulk::set_status(db, &moved, wanted)?;
    }
    Ok(())
}

/// Judges the customers whose spend changed within a range that the policy looks at. Policies that a job decides are
/// left to it.
fn review(
    db: &mut Db,
    PostingContext { rule, today, cause }: PostingContext<'_>,
    metrics: &mut [Metrics],
    posted: &BTreeMap<&str, Changes>,
) -> Answer<Vec<TierChange>> {
    if !rule.is_immediate() {
        return Ok(Vec::new());
    }
    let ranges = rule.policy.window.ranges(today);
    let bounds = tiers::bounds(db, rule, today)?;
    let touched = |metrics: &&mut Metrics| {
        let changes = posted.get(metrics.customer_id.as_str());
        let within = |day: &NaiveDate| ranges.iter().any(|range| range.contains(*day));
        metrics.tier.is_some() && changes.is_some_and(|changes| changes.days.keys().any(within))
    };
    let mut judged: Vec<&mut Metrics> = metrics.iter_mut().filter(touched).collect();
    let mut candidates: Vec<Vec<Candidate>> = vec![Vec::with_capacity(ranges.len()); judged.len()];
    for (range, bounds) in ranges.iter().zip(&bounds) {
        let spends = spends(db, &judged, *range)?;
        for (candidates, spend) in candidates.iter_mut().zip(spends) {
            candidates.push(Candidate { range: *range, spend, bounds: *bounds });
        }
    }
    Ok(judged
        .iter_mut()
        .zip(candidates)
        .filter_map(|(metrics, candidates)| tiers::change(rule, metrics, &decide(&candidates, today), today, cause))
        .collect())
}

fn spends(db: &mut Db, judged: &[&mut Metrics], range: DateRange) -> Answer<Vec<i64>> {
    if range == DateRange::ALL {
        return Ok(judged.iter().map(|metrics| metrics.net_minor).collect());
    }
    let ids: Vec<&str> = judged.iter().map(|metrics| metrics.customer_id.as_str()).collect();
    let spends = bulk::spends(db, &ids, range.from, range.to)?;
    Ok(ids.iter().map(|id| spends.get(*id).copied().unwrap_or(0)).collect())
}
