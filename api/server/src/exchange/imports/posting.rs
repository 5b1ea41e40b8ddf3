//! What many purchases change in the figures of their customers: days, tallies, sums, status and tier, as
//! `customers::figures::book` does for one customer.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::customers::facts::Event;
use regulars_db::customers::metrics::{CATEGORY, Day, Metrics, Tally, TierChange, UNIT};
use regulars_db::exchange::bulk;
use regulars_db::sales::purchases::{Line, Purchase};
use regulars_db::text::AsText;
use regulars_domain::customers::profiles::{CustomerStatus, status_of};
use regulars_domain::customers::tiers::{Candidate, decide};
use regulars_domain::ids;
use regulars_domain::period::DateRange;
use serde_json::json;

use crate::customers::profiles::figures::favourite;
use crate::customers::tiers;
use crate::customers::tiers::Rule;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};

/// Why tiers are looked at.
const CAUSE: &str = "import";

/// What one customer's new purchases come to.
#[derive(Default)]
struct Booked {
    purchases: i64,
    net: i64,
    /// Purchases and net spend.
    days: BTreeMap<NaiveDate, (i64, i64)>,
    tallies: BTreeMap<(&'static str, String), (i64, i64)>,
}

/// Books new purchases, all counted and without refunds; answers the changes of tiers. Lines are in the order of
/// their customers and purchases.
pub fn book(
    db: &mut Db,
    rule: &Rule,
    today: NaiveDate,
    purchases: &[Purchase],
    lines: &[Line],
) -> Answer<Vec<TierChange>> {
    let booked = sum(purchases, lines);
    let ids: Vec<&str> = booked.keys().copied().collect();
    let mut metrics = bulk::lock(db, &ids)?;
    if metrics.len() != ids.len() {
        return Err(Error::Internal("a customer without metrics".to_owned()));
    }
    book_days(db, &mut metrics, &booked)?;
    book_tallies(db, &mut metrics, &booked)?;
    book_statuses(db, &metrics)?;
    let changes = review(db, rule, today, &mut metrics, &booked)?;
    bulk::insert_tier_changes(db, &changes)?;
    metrics.iter_mut().for_each(|metrics| metrics.version += 1);
    bulk::update(db, &metrics)?;
    Ok(changes)
}

/// What is told of a change of tier.
pub fn told(change: &TierChange) -> Event {
    let before = change.previous.map(|tier| tier.as_str());
    Event {
        id: ids::make(ids::EVENT),
        customer_id: change.customer_id.clone(),
        kind: "tier.changed".to_owned(),
        subject_id: change.customer_id.clone(),
        occurred_at: change.recorded_at,
        data: json!({"before": before, "after": change.tier.as_str()}).to_string(),
    }
}

fn sum<'a>(purchases: &'a [Purchase], lines: &[Line]) -> BTreeMap<&'a str, Booked> {
    let mut booked: BTreeMap<&str, Booked> = BTreeMap::new();
    for purchase in purchases {
        let of = booked.entry(purchase.customer_id.as_str()).or_default();
        of.purchases += 1;
        of.net += purchase.net_minor;
        let day = of.days.entry(purchase.occurred_on).or_default();
        day.0 += 1;
        day.1 += purchase.net_minor;
        if let Some(unit_id) = &purchase.unit_id {
            let tally = of.tallies.entry((UNIT, unit_id.clone())).or_default();
            tally.0 += 1;
            tally.1 += purchase.net_minor;
        }
    }
    // A purchase counts once for each category it has lines of.
    let mut counted: BTreeSet<&str> = BTreeSet::new();
    let mut purchase_id = "";
    for line in lines {
        if line.purchase_id != purchase_id {
            purchase_id = &line.purchase_id;
            counted.clear();
        }
        let Some(category_id) = &line.category_id else { continue };
        if let Some(of) = booked.get_mut(line.customer_id.as_str()) {
            let tally = of.tallies.entry((CATEGORY, category_id.clone())).or_default();
            tally.0 += i64::from(counted.insert(category_id));
            tally.1 += line.amount;
        }
    }
    booked
}

fn book_days(db: &mut Db, metrics: &mut [Metrics], booked: &BTreeMap<&str, Booked>) -> Answer<()> {
    let mut days = Vec::new();
    for (id, booked) in booked {
        for (day, (purchases, net)) in &booked.days {
            days.push(Day { customer_id: (*id).to_owned(), day: *day, purchases: *purchases, net_minor: *net });
        }
    }
    let after = bulk::add_days(db, &days)?;
    let mut fresh: HashMap<&str, i64> = HashMap::new();
    for after in &after {
        let added = booked.get(after.customer_id.as_str()).and_then(|booked| booked.days.get(&after.day));
        // The day had no counted purchase before.
        if added.is_some_and(|(purchases, _)| *purchases == after.purchases) {
            *fresh.entry(after.customer_id.as_str()).or_default() += 1;
        }
    }
    for metrics in metrics {
        let Some(booked) = booked.get(metrics.customer_id.as_str()) else { continue };
        metrics.purchases += booked.purchases;
        metrics.net_minor += booked.net;
        metrics.purchase_days += fresh.get(metrics.customer_id.as_str()).copied().unwrap_or(0);
        let (first, last) = (booked.days.keys().next().copied(), booked.days.keys().next_back().copied());
        metrics.first_purchase_on = [metrics.first_purchase_on, first].into_iter().flatten().min();
        metrics.last_purchase_on = [metrics.last_purchase_on, last].into_iter().flatten().max();
    }
    Ok(())
}

fn book_tallies(db: &mut Db, metrics: &mut [Metrics], booked: &BTreeMap<&str, Booked>) -> Answer<()> {
    let mut added = Vec::new();
    for (id, booked) in booked {
        for ((dimension, member_id), (purchases, net)) in &booked.tallies {
            added.push(Tally {
                customer_id: (*id).to_owned(),
                dimension: (*dimension).to_owned(),
                member_id: member_id.clone(),
                purchases: *purchases,
                net_minor: *net,
            });
        }
    }
    if added.is_empty() {
        return Ok(());
    }
    bulk::add_tallies(db, &added)?;
    let ids: Vec<&str> = booked.iter().filter(|(_, booked)| !booked.tallies.is_empty()).map(|(id, _)| *id).collect();
    let mut tallies: HashMap<String, Vec<Tally>> = HashMap::new();
    for tally in bulk::tallies(db, &ids)? {
        tallies.entry(tally.customer_id.clone()).or_default().push(tally);
    }
    for metrics in metrics {
        if let Some(tallies) = tallies.get(&metrics.customer_id) {
            metrics.favourite_unit_id = favourite(tallies, UNIT);
            metrics.favourite_category_id = favourite(tallies, CATEGORY);
        }
    }
    Ok(())
}

/// Who has bought is active, and was a prospect or lost before.
fn book_statuses(db: &mut Db, metrics: &[Metrics]) -> Answer<()> {
    let ids: Vec<&str> = metrics.iter().map(|metrics| metrics.customer_id.as_str()).collect();
    let standings = bulk::standings(db, &ids)?;
    let moved: Vec<&str> = metrics
        .iter()
        .filter_map(|metrics| {
            let standing = standings.get(&metrics.customer_id)?;
            let status = status_of(standing.status.0, metrics.purchases, true);
            (status == CustomerStatus::Active && standing.status.0 != status).then_some(metrics.customer_id.as_str())
        })
        .collect();
    Ok(bulk::set_status(db, &moved, CustomerStatus::Active)?)
}

/// Judges the customers whose spend changed within a range that the policy looks at. Policies that a job decides are
/// left to it.
fn review(
    db: &mut Db,
    rule: &Rule,
    today: NaiveDate,
    metrics: &mut [Metrics],
    booked: &BTreeMap<&str, Booked>,
) -> Answer<Vec<TierChange>> {
    if !rule.is_immediate() {
        return Ok(Vec::new());
    }
    let ranges = rule.policy.window.ranges(today);
    let bounds = tiers::bounds(db, rule, today)?;
    let touched = |metrics: &&mut Metrics| {
        let booked = booked.get(metrics.customer_id.as_str());
        let within = |day: &NaiveDate| ranges.iter().any(|range| range.contains(*day));
        metrics.tier.is_some() && booked.is_some_and(|booked| booked.days.keys().any(within))
    };
    let mut judged: Vec<&mut Metrics> = metrics.iter_mut().filter(touched).collect();
    let mut candidates: Vec<Vec<Candidate>> = vec![Vec::with_capacity(ranges.len()); judged.len()];
    for (range, bounds) in ranges.iter().zip(&bounds) {
        let spends = spends(db, &judged, *range)?;
        for (candidates, spend) in candidates.iter_mut().zip(spends) {
            candidates.push(Candidate { range: *range, spend, bounds: *bounds });
        }
    }
    let mut changes = Vec::new();
    for (metrics, candidates) in judged.iter_mut().zip(candidates) {
        let decision = decide(&candidates, today);
        if metrics.tier == Some(AsText(decision.class)) {
            continue;
        }
        changes.push(TierChange {
            id: ids::make(ids::TIER),
            customer_id: metrics.customer_id.clone(),
            tier: AsText(decision.class),
            previous: metrics.tier,
            since: today,
            recorded_at: clock::now().naive_utc(),
            rule: rule.version,
            cause: CAUSE.to_owned(),
            inputs: tiers::inputs(&decision),
        });
        metrics.tier = Some(AsText(decision.class));
        metrics.tier_since = Some(today);
        metrics.tier_rule = Some(rule.version);
    }
    Ok(changes)
}

fn spends(db: &mut Db, judged: &[&mut Metrics], range: DateRange) -> Answer<Vec<i64>> {
    if range == DateRange::ALL {
        return Ok(judged.iter().map(|metrics| metrics.net_minor).collect());
    }
    let ids: Vec<&str> = judged.iter().map(|metrics| metrics.customer_id.as_str()).collect();
    let spends = bulk::spends(db, &ids, range.from, range.to)?;
    Ok(ids.iter().map(|id| spends.get(*id).copied().unwrap_or(0)).collect())
}
