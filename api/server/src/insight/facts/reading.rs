//! Facts as a question reads them: what is sealed, and what changed since from the database; released after the answer.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use regulars_db::Db;
use regulars_db::insight::facts;
use regulars_db::insight::facts::Person;
use regulars_db::insight::takings::Source;
use regulars_domain::insight::facts::{PurchaseDay, counts};

use super::columns::{Columns, day_of, micros, number_of};
use super::files;
use super::folder::{Held, behind, each_page};
use super::owners::{Owners, standing_for};
use crate::platform::error::Answer;

/// Customers, and the days on which they bought.
pub struct Bought {
    /// By their places the days name customers.
    pub people: Vec<Person>,
    /// In the order of customers and days, each once.
    pub days: Vec<PurchaseDay>,
}

/// Every fact, of which a later state of a sale replaces an earlier one. Runs in a snapshot. With [`files::DAYS`] the other
/// columns stay empty.
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
    let places: HashMap<u64, u32> = (0..).zip(&people).map(|(place, person)| (number_of(&person.id), place)).collect();
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
