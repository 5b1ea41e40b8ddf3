//! Facts as a question reads them: what is sealed, and what changed since from the database; released after the answer.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Utc};
use regulars_db::Db;
use regulars_db::insight::facts;
use regulars_db::insight::facts::Person;
use regulars_db::insight::takings::Source;
use regulars_domain::insight::facts::{PurchaseDay, counts};
use regulars_domain::insight::tier_migration::YearlySpend;

use super::columns::{Columns, day_number, day_of, micros, number_of};
use super::files;
use super::folder::{Folder, Held, behind, each_page};
use super::owners::{Owners, standing_for};
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::Answer;

/// What is asked over facts, in one snapshot; what has settled is sealed before where it is due.
pub async fn over_facts<T: Send + 'static>(
    app: &App,
    wanted: &'static [&'static str],
    mut ask: impl FnMut(&mut Db, Option<&Held>, DateTime<Utc>) -> Answer<T> + Send + 'static,
) -> Answer<T> {
    let (folder, now) = (Folder::of(&app.config), clock::now());
    let read = app.store.report(move |db| {
        let held = folder.as_ref().map(|folder| folder.hold(db, now, wanted)).transpose()?.flatten();
        db.snapshot(|db| ask(db, held.as_ref(), now))
    });
    read.await
}

/// Customers, and the days on which they bought.
pub struct Bought {
    /// By their places the days name customers.
    pub people: Vec<Person>,
    /// In the order of customers and days, each once.
    pub days: Vec<PurchaseDay>,
}

/// Every fact, of which a later state of a sale replaces an earlier one. Runs in a snapshot. With [`files::DAYS`] and
/// [`files::SPEND`] the other columns stay empty.
pub fn all(db: &mut Db, held: Option<&Held>, owners: &Owners, wanted: &[&str]) -> Answer<Columns> {
    let after = held.map(|held| behind(held.mark));
    let mut live = Columns::default();
    for source in [Source::Customers, Source::Anonymous] {
        each_page(db, source, after.clone(), None, owners, |columns, _| {
            live.append(columns, &Default::default());
            Ok(())
        })?;
    }
    if wanted == files::DAYS {
        live = live.days();
    } else if wanted == files::SPEND {
        live = live.spend();
    }
    let Some(held) = held else { return Ok(live) };
    let newer = live.sale.iter().copied().collect();
    live.append(&held.columns, &newer);
    for (customer, sale) in live.customer.iter_mut().zip(&live.sale) {
        *customer = owners.recorded_for(*sale, *customer);
    }
    Ok(live)
}

/// Who bought on which days by what was known at a moment, or is now.
pub fn bought(db: &mut Db, held: Option<&Held>, known: Option<NaiveDateTime>) -> Answer<Bought> {
    let owners = Owners::read(db)?;
    let columns = all(db, held, &owners, files::DAYS)?;
    let taken_over = owners.taken_over(known);
    let people = facts::people(db)?;
    let places = places(&people);
    let known = known.map(micros);
    let mut days = Vec::with_capacity(columns.len());
    let rows = columns.customer.iter().zip(&columns.is_refund).zip(&columns.occurred_on);
    for (((customer, is_refund), on), (recorded, ended)) in rows.zip(columns.recorded_at.iter().zip(&columns.ended_at))
    {
        if *customer == 0 || *is_refund || !counts(*recorded, *ended, known) {
            continue;
        }
        if let Some(place) = places.get(&standing_for(*customer, &taken_over)) {
            days.push(PurchaseDay { customer: *place, day: day_of(*on) });
        }
    }
    days.sort_unstable();
    days.dedup();
    Ok(Bought { people, days })
}

/// What customers spent net in each year up to a day, by what was known at a moment, or is now. A refund counts on the day of
/// its purchase. By their places the spend names customers.
pub fn spent(
    db: &mut Db,
    held: Option<&Held>,
    known: Option<NaiveDateTime>,
    (first, last): (i32, i32),
    until: NaiveDate,
) -> Answer<(Vec<Person>, YearlySpend)> {
    let owners = Owners::read(db)?;
    let columns = all(db, held, &owners, files::SPEND)?;
    let taken_over = owners.taken_over(known);
    let people = facts::people(db)?;
    let places = places(&people);
    let (known, until) = (known.map(micros), day_number(until));
    let mut spend = YearlySpend::new(first, last, people.len());
    let mut book = |customer: u64, on: i32, amount: i64| {
        let place = places.get(&standing_for(customer, &taken_over)).and_then(|place| usize::try_from(*place).ok());
        if let Some(place) = place.filter(|_| on <= until) {
            spend.add(place, day_of(on).year(), amount);
        }
    };
    // The days of the sales of which something was given back: a refund stands behind its sale, and on its own day.
    let refunds = columns.sale.iter().zip(&columns.is_refund).filter(|(_, is_refund)| **is_refund);
    let mut sold_on: HashMap<u64, i32> = refunds.map(|(sale, _)| (*sale, i32::MAX)).collect();
    for is_refund in [false, true] {
        let rows = columns.sale.iter().zip(&columns.customer).zip(&columns.is_refund).zip(&columns.occurred_on);
        let more = columns.recorded_at.iter().zip(&columns.ended_at).zip(&columns.amount);
        for ((((sale, customer), refund), on), ((recorded, ended), amount)) in rows.zip(more) {
            if *customer == 0 || *refund != is_refund {
                continue;
            }
            let mut on = *on;
            if is_refund {
                on = sold_on.get(sale).copied().unwrap_or(on);
            } else if let Some(day) = sold_on.get_mut(sale) {
                *day = on;
            }
            if counts(*recorded, *ended, known) {
                book(*customer, on, *amount);
            }
        }
    }
    Ok((people, spend))
}

/// The places of customers by their numbers.
fn places(people: &[Person]) -> HashMap<u64, u32> {
    (0..).zip(people).map(|(place, person)| (number_of(&person.id), place)).collect()
}
