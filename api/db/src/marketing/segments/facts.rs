//! The facts of one customer that a rule is held against.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::prelude::*;
use regulars_domain::catalogue::categories::CategoryTree;
use regulars_domain::customers::attributes::Stored;
use regulars_domain::loyalty::memberships::MembershipState;
use regulars_domain::marketing::segments::{Bought, Card, Day, Facts};
use regulars_domain::sales::purchases::PurchaseState;

use crate::catalogue::products::categories;
use crate::customers::profiles::find_row;
use crate::customers::{facts as kept, metrics};
use crate::loyalty::{memberships, points};
use crate::organisation::units;
use crate::schema::{purchase_lines, purchases, segment_members};
use crate::{Db, Result, on};

/// What is known of a customer on a day as far as rules look at it; none when there is no such customer.
pub fn facts(db: &mut Db, customer_id: &str, today: NaiveDate) -> Result<Option<Facts>> {
    let Some((customer, metrics)) = find_row(db, customer_id)? else { return Ok(None) };
    let mut decided = BTreeSet::new();
    let consents = kept::consents_of(db, customer_id)?;
    // Newest first: the first word on a channel is the last one said.
    let consents = consents.into_iter().filter(|consent| decided.insert(consent.channel.0));
    let consents = consents.filter(|consent| consent.granted).map(|consent| consent.channel.0).collect();
    let days = metrics::days(db, customer_id)?;
    let segments: Vec<String> = on!(db, |c| segment_members::table
        .filter(segment_members::customer_id.eq(customer_id))
        .select(segment_members::segment_id)
        .load(c))?;
    let categories = CategoryTree::new(categories::tree(db)?);
    Ok(Some(Facts {
        kind: customer.kind.0,
        status: customer.status.0,
        tier: metrics.tier.map(|tier| tier.0),
        tier_since: metrics.tier_since,
        source: customer.source.map(|source| source.0),
        city: customer.city,
        home_units: home_units(db, customer.home_unit_id)?,
        tags: customer.tags.0,
        attributes: customer
            .attributes
            .iter()
            .filter_map(|(key, value)| Some((key.clone(), Stored::of(value)?)))
            .collect(),
        birthday: customer.birthday.map(|birthday| birthday.0),
        consents,
        first_purchase_on: metrics.first_purchase_on,
        last_purchase_on: metrics.last_purchase_on,
        purchases: metrics.purchases,
        purchase_days: metrics.purchase_days,
        net_spend: metrics.net_minor,
        favourite_unit_id: metrics.favourite_unit_id,
        favourite_categories: metrics.favourite_category_id.iter().flat_map(|id| categories.path(id)).collect(),
        favourite_category_id: metrics.favourite_category_id,
        days: days.iter().map(|day| Day { on: day.day, purchases: day.purchases, net: day.net_minor }).collect(),
        bought: bought(db, customer_id, &categories)?,
        cards: cards(db, customer_id, today)?,
        segments: segments.into_iter().collect(),
    }))
}

/// The unit and those above it.
fn home_units(db: &mut Db, home: Option<String>) -> Result<Vec<String>> {
    let parents: BTreeMap<String, Option<String>> = units::tree(db)?.into_iter().collect();
    let mut above = Vec::new();
    let mut next = home;
    while let Some(unit) = next.filter(|unit| !above.contains(unit)) {
        next = parents.get(&unit).cloned().flatten();
        above.push(unit);
    }
    Ok(above)
}

/// The cards that are not closed.
fn cards(db: &mut Db, customer_id: &str, today: NaiveDate) -> Result<Vec<Card>> {
    let overdue = points::overdue(db, &[customer_id], today)?;
    let open = memberships::of_customer(db, customer_id)?.into_iter();
    let open = open.filter(|membership| membership.state.0 != MembershipState::Closed);
    Ok(open
        .map(|membership| Card {
            programme_id: membership.programme_id,
            level_id: membership.level_id,
            points: membership.balance - overdue.of(&membership.id),
        })
        .collect())
}

/// The states of purchases of which nothing is left.
const GONE: [&str; 2] = [PurchaseState::Refunded.as_str(), PurchaseState::Reversed.as_str()];

/// What each counted purchase brought in each category and those above it, by its lines that were not given back.
fn bought(db: &mut Db, customer_id: &str, categories: &CategoryTree) -> Result<Vec<Bought>> {
    let lines: Vec<(String, NaiveDate, String, i64)> = on!(db, |c| purchases::table
        .inner_join(purchase_lines::table.on(
            purchase_lines::customer_id.eq(purchases::customer_id).and(purchase_lines::purchase_id.eq(purchases::id))
        ))
        .filter(purchases::customer_id.eq(customer_id).and(purchases::state.ne_all(GONE)))
        .filter(purchase_lines::category_id.is_not_null())
        .filter(purchase_lines::refunded_quantity.lt(purchase_lines::quantity))
        .filter(purchase_lines::amount.eq(0).or(purchase_lines::refunded_amount.lt(purchase_lines::amount)))
        .select((
            purchases::id,
            purchases::occurred_on,
            purchase_lines::category_id.assume_not_null(),
            purchase_lines::amount - purchase_lines::refunded_amount,
        ))
        .load(c))?;
    let mut sums: BTreeMap<(String, String), Bought> = BTreeMap::new();
    for (purchase_id, on, category_id, net) in lines {
        for category_id in categories.path(&category_id) {
            let key = (purchase_id.clone(), category_id.clone());
            sums.entry(key).or_insert(Bought { category_id, on, net: 0 }).net += net;
        }
    }
    Ok(sums.into_values().collect())
}
