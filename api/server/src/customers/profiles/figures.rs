//! What a fact changes in a customer's figures, in the fact's own transaction: the day, the tallies, the sums, the
//! status and the tier.

use std::collections::HashMap;

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::customers::bulk;
use regulars_db::customers::metrics;
use regulars_db::customers::metrics::{CATEGORY, Day, Metrics, Tally, TierChange, UNIT};
use regulars_db::customers::profiles;
use regulars_db::customers::profiles::Customer;
use regulars_db::text::AsText;
use regulars_domain::customers::posting::{Changes, Dimension, Posting, Sum};
use regulars_domain::customers::profiles::status_of;
use regulars_domain::message;

use crate::customers::tiers;
use crate::customers::tiers::Rule;
use crate::platform::clock;
use crate::platform::error::{Answer, Fault, FaultCode};
use crate::platform::known::{Known, distinct};

/// When and why the figures change.
#[derive(Clone, Copy, Debug)]
pub struct PostingContext<'a> {
    pub rule: &'a Rule,
    /// The organisation-local day.
    pub today: NaiveDate,
    pub cause: &'a str,
}

/// The figures of a customer, whose sums are locked.
#[derive(Debug)]
pub struct Figures {
    pub metrics: Metrics,
    /// Read when they are first needed.
    tallies: Option<Vec<Tally>>,
    /// The net spend within each range of the tier policy's window, when it was read ahead.
    spends: Option<Vec<i64>>,
}

impl Figures {
    /// Locks the figures of a customer.
    pub fn lock(db: &mut Db, customer_id: &str) -> Answer<Figures> {
        Ok(Figures { metrics: metrics::lock(db, customer_id)?, tallies: None, spends: None })
    }

    /// Locks the figures of these customers, and reads all that is needed to post to them.
    pub fn read_ahead<'a>(
        db: &mut Db,
        customer_ids: impl IntoIterator<Item = &'a str>,
        rule: &Rule,
        today: NaiveDate,
    ) -> Answer<Known<Figures>> {
        // In the order of the ids, as every writer of many does: two of them never wait for each other in a circle.
        let ids = distinct(customer_ids);
        if ids.is_empty() {
            return Ok(Known::default());
        }
        let locked = bulk::lock(db, &ids)?;
        let mut tallies: HashMap<String, Vec<Tally>> = HashMap::new();
        for tally in bulk::tallies(db, &ids)? {
            tallies.entry(tally.customer_id.clone()).or_default().push(tally);
        }
        let mut spends = tiers::spends_of(db, rule, &locked, today)?;
        let figures = locked.into_iter().map(|metrics| {
            let id = metrics.customer_id.clone();
            let (tallies, spends) = (tallies.remove(&id).unwrap_or_default(), spends.remove(&id));
            (id, Figures { metrics, tallies: Some(tallies), spends })
        });
        Ok(Known::read(ids, figures))
    }
}

/// Applies postings to a customer's figures and saves the sums; status and home unit are noted in `customer` as well.
pub fn post(
    db: &mut Db,
    customer: &mut Customer,
    figures: &mut Figures,
    postings: &[Posting],
    context: PostingContext<'_>,
) -> Answer<Option<TierChange>> {
    let metrics = &mut figures.metrics;
    let spend = postings.iter().try_fold(metrics.net_minor, |sum, posting| sum.checked_add(posting.sum.net));
    if spend.is_none() {
        return Err(Fault::at("/lines", FaultCode::OutOfRange)
            .hint(message!("the customer's spend does not fit any more", "该客户的消费合计超出范围"))
            .into());
    }
    let had_bought = metrics.purchases > 0;
    let changes = Changes::of(postings);
    post_days(db, metrics, &changes)?;
    post_tallies(db, metrics, &mut figures.tallies, &changes)?;
    if let Some(spends) = &mut figures.spends {
        tiers::add_to_spends(spends, context.rule, context.today, &changes);
    }
    let bought = changes.days.values().any(|sum| sum.purchases > 0);
    let status = status_of(customer.status.0, metrics.purchases, bought);
    // The sums are locked, the status as read may be older: from or to no purchase at all it is always written.
    if status != customer.status.0 || had_bought != (metrics.purchases > 0) {
        profiles::set_status(db, &customer.id, status)?;
        customer.status = AsText(status);
    }
    let unit = changes.tallies.iter().find(|((dimension, _), sum)| *dimension == Dimension::Unit && sum.purchases > 0);
    if customer.home_unit_id.is_none()
        && let Some(((_, unit_id), _)) = unit
    {
        profiles::settle(db, &customer.id, unit_id)?;
        customer.home_unit_id = Some(unit_id.clone());
    }
    let spends = figures.spends.as_deref();
    let change = tiers::review(db, context.rule, metrics, spends, context.today, context.cause)?;
    metrics.advance(clock::now().naive_utc());
    metrics::update(db, metrics)?;
    Ok(change)
}

fn post_days(db: &mut Db, metrics: &mut Metrics, changes: &Changes) -> Answer<()> {
    for (day, change) in &changes.days {
        let row = Day {
            customer_id: metrics.customer_id.clone(),
            day: *day,
            purchases: change.purchases,
            net_minor: change.net,
        };
        let after = metrics::add_day(db, &row)?;
        let purchases = after.purchases - change.purchases;
        metrics.purchases += change.purchases;
        metrics.net_minor += change.net;
        if purchases == 0 && after.purchases > 0 {
            metrics.purchase_days += 1;
            metrics.first_purchase_on = Some(metrics.first_purchase_on.map_or(*day, |first| first.min(*day)));
            metrics.last_purchase_on = Some(metrics.last_purchase_on.map_or(*day, |last| last.max(*day)));
        } else if purchases > 0 && after.purchases == 0 {
            metrics.purchase_days -= 1;
            (metrics.first_purchase_on, metrics.last_purchase_on) = metrics::first_and_last(db, &metrics.customer_id)?;
        }
    }
    Ok(())
}

fn post_tallies(db: &mut Db, metrics: &mut Metrics, known: &mut Option<Vec<Tally>>, changes: &Changes) -> Answer<()> {
    let mut tallies = match known.take() {
        Some(tallies) => tallies,
        None => metrics::tallies(db, &metrics.customer_id)?,
    };
    for change in tallies_of(&metrics.customer_id, changes) {
        let at =
            tallies.iter().position(|tally| tally.dimension == change.dimension && tally.member_id == change.member_id);
        let mut tally = change;
        if let Some(before) = at.map(|at| tallies.swap_remove(at)) {
            tally.purchases += before.purchases;
            tally.net_minor += before.net_minor;
        }
        metrics::put_tally(db, &tally)?;
        tallies.push(tally);
    }
    metrics.favourite_unit_id = favourite(&tallies, UNIT);
    metrics.favourite_category_id = favourite(&tallies, CATEGORY);
    *known = Some(tallies);
    Ok(())
}

/// The changes of a customer's days as rows that are added to those there are.
pub fn days_of(customer_id: &str, changes: &Changes) -> Vec<Day> {
    let row = |(day, sum): (&NaiveDate, &Sum)| Day {
        customer_id: customer_id.to_owned(),
        day: *day,
        purchases: sum.purchases,
        net_minor: sum.net,
    };
    changes.days.iter().map(row).collect()
}

/// The changes of a customer's tallies as rows that are added to those there are.
pub fn tallies_of(customer_id: &str, changes: &Changes) -> Vec<Tally> {
    let row = |((dimension, member_id), sum): (&(Dimension, String), &Sum)| Tally {
        customer_id: customer_id.to_owned(),
        dimension: match dimension {
            Dimension::Unit => UNIT.to_owned(),
            Dimension::Category => CATEGORY.to_owned(),
        },
        member_id: member_id.clone(),
        purchases: sum.purchases,
        net_minor: sum.net,
    };
    changes.tallies.iter().map(row).collect()
}

/// The member with the most purchases, then the most net spend, then the earliest id.
pub fn favourite(tallies: &[Tally], dimension: &str) -> Option<String> {
    tallies
        .iter()
        .filter(|tally| tally.dimension == dimension && tally.purchases > 0)
        .min_by_key(|tally| (std::cmp::Reverse((tally.purchases, tally.net_minor)), tally.member_id.clone()))
        .map(|tally| tally.member_id.clone())
}

/// The figures of a new customer of this kind.
pub fn first(customer: &Customer, rule: &Rule, today: NaiveDate) -> Metrics {
    let mut metrics = Metrics::none(customer.id.clone());
    metrics.changed_at = customer.updated_at;
    if regulars_domain::customers::profiles::has_tier(customer.kind.0) {
        metrics.tier = Some(AsText(regulars_domain::customers::tiers::TierClass::None));
        metrics.tier_since = Some(today);
        metrics.tier_rule = Some(rule.version);
    }
    metrics
}
