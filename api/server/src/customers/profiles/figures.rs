//! What a fact changes in a customer's figures, in the fact's own transaction: the day, the tallies, the sums, the
//! status and the tier.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::customers::metrics;
use regulars_db::customers::metrics::{CATEGORY, Day, Metrics, Tally, TierChange, UNIT};
use regulars_db::customers::profiles;
use regulars_db::customers::profiles::Customer;
use regulars_db::text::AsText;
use regulars_domain::customers::profiles::status_of;

use crate::customers::tiers;
use crate::customers::tiers::Rule;
use crate::platform::error::{Answer, Fault, FaultCode};

/// A change of what a customer bought on one day: a purchase adds, a refund or a new revision takes away.
#[derive(Clone, Debug)]
pub struct Booking {
    /// The organisation-local day of the purchase.
    pub day: NaiveDate,
    /// Counted purchases: 1, 0 or -1.
    pub purchases: i64,
    /// Net spend in minor units.
    pub net: i64,
    pub unit_id: Option<String>,
    /// Net spend by category, and whether the purchase counts there (1, 0, -1).
    pub categories: BTreeMap<String, (i64, i64)>,
}

/// When and why the figures change.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    pub rule: &'a Rule,
    /// The organisation-local day.
    pub today: NaiveDate,
    pub cause: &'a str,
}

/// Books the changes and saves the sums, which the caller has locked.
pub fn book(
    db: &mut Db,
    customer: &Customer,
    metrics: &mut Metrics,
    bookings: &[Booking],
    occasion: Occasion<'_>,
) -> Answer<Option<TierChange>> {
    let spend = bookings.iter().try_fold(metrics.net_minor, |sum, booking| sum.checked_add(booking.net));
    if spend.is_none() {
        return Err(Fault::at("/lines", FaultCode::OutOfRange)
            .hint("the customer's spend does not fit any more")
            .into());
    }
    let had_bought = metrics.purchases > 0;
    for booking in bookings {
        book_day(db, metrics, booking)?;
    }
    book_tallies(db, metrics, bookings)?;
    let bought = bookings.iter().any(|booking| booking.purchases > 0);
    let status = status_of(customer.status.0, metrics.purchases, bought);
    // The sums are locked, the status as read may be older: from or to no purchase at all it is always written.
    if status != customer.status.0 || had_bought != (metrics.purchases > 0) {
        profiles::set_status(db, &customer.id, status)?;
    }
    if customer.home_unit_id.is_none()
        && let Some(unit_id) =
            bookings.iter().filter(|booking| booking.purchases > 0).find_map(|b| b.unit_id.as_deref())
    {
        profiles::settle(db, &customer.id, unit_id)?;
    }
    let change = tiers::review(db, occasion.rule, metrics, occasion.today, occasion.cause)?;
    metrics.version += 1;
    metrics::update(db, metrics)?;
    Ok(change)
}

fn book_day(db: &mut Db, metrics: &mut Metrics, booking: &Booking) -> Answer<()> {
    let before = metrics::day(db, &metrics.customer_id, booking.day)?;
    let (purchases, net) = before.map_or((0, 0), |day| (day.purchases, day.net_minor));
    let after = Day {
        customer_id: metrics.customer_id.clone(),
        day: booking.day,
        purchases: purchases + booking.purchases,
        net_minor: net + booking.net,
    };
    metrics::put_day(db, &after)?;
    metrics.purchases += booking.purchases;
    metrics.net_minor += booking.net;
    if purchases == 0 && after.purchases > 0 {
        metrics.purchase_days += 1;
        metrics.first_purchase_on = Some(metrics.first_purchase_on.map_or(booking.day, |first| first.min(booking.day)));
        metrics.last_purchase_on = Some(metrics.last_purchase_on.map_or(booking.day, |last| last.max(booking.day)));
    } else if purchases > 0 && after.purchases == 0 {
        metrics.purchase_days -= 1;
        (metrics.first_purchase_on, metrics.last_purchase_on) = metrics::first_and_last(db, &metrics.customer_id)?;
    }
    Ok(())
}

fn book_tallies(db: &mut Db, metrics: &mut Metrics, bookings: &[Booking]) -> Answer<()> {
    let mut tallies = metrics::tallies(db, &metrics.customer_id)?;
    for ((dimension, member_id), (purchases, net)) in changes(bookings) {
        let at = tallies.iter().position(|tally| tally.dimension == dimension && tally.member_id == member_id);
        let mut tally = match at {
            Some(at) => tallies.swap_remove(at),
            None => Tally {
                customer_id: metrics.customer_id.clone(),
                dimension: dimension.to_owned(),
                member_id,
                purchases: 0,
                net_minor: 0,
            },
        };
        tally.purchases += purchases;
        tally.net_minor += net;
        metrics::put_tally(db, &tally)?;
        tallies.push(tally);
    }
    metrics.favourite_unit_id = favourite(&tallies, UNIT);
    metrics.favourite_category_id = favourite(&tallies, CATEGORY);
    Ok(())
}

fn changes(bookings: &[Booking]) -> BTreeMap<(&'static str, String), (i64, i64)> {
    let mut changes: BTreeMap<(&'static str, String), (i64, i64)> = BTreeMap::new();
    let mut add = |dimension, member: &str, purchases, net| {
        let change = changes.entry((dimension, member.to_owned())).or_default();
        change.0 += purchases;
        change.1 += net;
    };
    for booking in bookings {
        if let Some(unit_id) = &booking.unit_id {
            add(UNIT, unit_id, booking.purchases, booking.net);
        }
        for (category_id, (net, purchases)) in &booking.categories {
            add(CATEGORY, category_id, *purchases, *net);
        }
    }
    changes.retain(|_, change| *change != (0, 0));
    changes
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
    if regulars_domain::customers::profiles::has_tier(customer.kind.0) {
        metrics.tier = Some(AsText(regulars_domain::customers::tiers::TierClass::None));
        metrics.tier_since = Some(today);
        metrics.tier_rule = Some(rule.version);
    }
    metrics
}
