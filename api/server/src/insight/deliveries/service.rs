//! Figures of deliveries put together.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use regulars_db::Db;
use regulars_db::customers::profiles;
use regulars_db::organisation::units;
use regulars_db::sales::deliveries;
use regulars_db::sales::deliveries::{Asked, Group};
use regulars_domain::period::local_day;
use regulars_domain::permissions::{Action, Scope};
use regulars_domain::sales::deliveries::{Delivered, DeliveryDays, DeliveryFigures, PurchaseDeliveriesBy};

use super::views::{DeliveriesQuery, PurchaseDeliveryFigures, PurchaseDeliveryRow};
use crate::customers::profiles::named;
use crate::customers::profiles::service::sees;
use crate::insight::window;
use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::identity::Actor;
use crate::platform::organisation;

/// How what the units in scope promised was delivered.
pub fn report(db: &mut Db, actor: &Actor, scope: &Scope, query: &DeliveriesQuery) -> Answer<PurchaseDeliveryFigures> {
    let today = local_day(clock::now(), organisation(db)?.time_zone);
    let (from, before) = window::days("promised_on", query.promised_on.map(|asked| (asked.gte, asked.lt)), today)?;
    let by = query.by.unwrap_or(PurchaseDeliveriesBy::Unit);
    let customer_id = named::in_filter(db, actor, query.customer_id.clone())?;
    let asked = Asked { by, from, before, units: window::units(scope, &query.unit_id), customer_id };
    let mut groups: BTreeMap<Option<String>, DeliveryFigures> = BTreeMap::new();
    for group in deliveries::grouped(db, &asked)? {
        let days =
            DeliveryDays { ordered_on: None, promised_on: Some(group.promised_on), delivered_on: group.delivered_on };
        groups.entry(group.key.clone()).or_default().add(delivered(&group, days, today));
    }
    let total = groups.values().fold(DeliveryFigures::default(), |sum, figures| sum.and(*figures));
    let names = names(db, actor, by, groups.keys().flatten())?;
    let mut rows: Vec<(Option<String>, DeliveryFigures)> = groups.into_iter().collect();
    if by != PurchaseDeliveriesBy::Month {
        rows.sort_by_key(|(_, figures)| Reverse(figures.settled() + figures.due));
    }
    let row = |(key, figures): (Option<String>, DeliveryFigures)| PurchaseDeliveryRow {
        name: key.as_ref().and_then(|key| names.get(key).cloned()),
        key,
        rates: figures.into(),
    };
    Ok(PurchaseDeliveryFigures {
        from,
        before,
        today,
        by,
        total: total.into(),
        data: rows.into_iter().map(row).collect(),
    })
}

/// Deliveries with the same days. What has not come has no shortage yet.
fn delivered(group: &Group, days: DeliveryDays, today: chrono::NaiveDate) -> Delivered {
    let has_come = days.delivered_on.is_some();
    Delivered {
        punctuality: days.punctuality(today),
        count: group.count,
        in_full: if has_come { group.whole } else { 0 },
        ordered: if has_come { group.ordered } else { 0 },
        short: if has_come { group.short } else { 0 },
    }
}

/// What the groups are called. Customers are told to those who see them.
fn names<'a>(
    db: &mut Db,
    actor: &Actor,
    by: PurchaseDeliveriesBy,
    keys: impl Iterator<Item = &'a String>,
) -> Answer<HashMap<String, String>> {
    let keys = keys.map(String::as_str);
    match by {
        PurchaseDeliveriesBy::Month => Ok(HashMap::new()),
        PurchaseDeliveriesBy::Unit => {
            Ok(units::of_ids(db, keys)?.into_iter().map(|unit| (unit.id, unit.name)).collect())
        }
        PurchaseDeliveriesBy::Customer => {
            let Some(sight) = actor.grants.scope(Action::CustomersRead) else { return Ok(HashMap::new()) };
            let found = profiles::of_ids(db, keys)?.into_iter();
            let seen = found.filter(|customer| sees(actor, sight, customer));
            Ok(seen.map(|customer| (customer.id, customer.name)).collect())
        }
    }
}
