//! Facts as a question reads them: what is sealed, and what changed since from the database; released after the answer.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Utc};
use regulars_db::Db;
use regulars_db::insight::facts;
use regulars_db::insight::takings::Source;
use regulars_domain::insight::facts::{PurchaseDay, counts};
use regulars_domain::insight::tier_migration::YearlySpend;

use super::columns::{Columns, NOBODY, day_number, day_of, micros};
use super::files;
use super::folder::{Folder, Held, behind, each_page};
use super::owners::Owners;
use super::people::People;
use super::tiers::Tiers;
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::Answer;

/// What is asked over facts, in one snapshot; what has settled is sealed before where it is due.
pub async fn over_facts<T: Send + 'static>(
    app: &App,
    mut ask: impl FnMut(&mut Db, Option<Held>, DateTime<Utc>) -> Answer<T> + Send + 'static,
) -> Answer<T> {
    let (folder, now) = (Folder::of(&app.config), clock::now());
    let read = app.store.report(move |db| {
        let held = folder.as_ref().map(|folder| folder.hold(db, now)).transpose()?.flatten();
        db.snapshot(|db| ask(db, held, now))
    });
    read.await
}

/// What a question over facts may read. It lives as long as the snapshot in which it was read.
pub struct Facts {
    /// By their places the facts name customers.
    pub people: People,
    pub owners: Owners,
    pub tiers: Tiers,
    held: Option<Held>,
    /// What changed since it was sealed.
    live: Columns,
}

impl Facts {
    /// Everything that is known. Runs in a snapshot.
    pub fn read(db: &mut Db, held: Option<Held>) -> Answer<Facts> {
        let after = held.as_ref().map(|held| held.mark);
        let (sealed, mut tiers) = held.as_ref().map(Held::tables).transpose()?.unwrap_or_default();
        let people = People::new(sealed, facts::people(db, after)?);
        tiers.add(&facts::tiers(db, after)?, &people);
        let owners = Owners::read(db, &people)?;
        let mut live = Columns::default();
        for source in [Source::Customers, Source::Anonymous] {
            each_page(db, source, after.map(behind), None, (&people, &owners), |columns, _| {
                live.append(columns);
                Ok(())
            })?;
        }
        Ok(Facts { people, owners, tiers, held, live })
    }

    /// Hands over some columns of every fact, some at a time, of which a later state of a sale replaces an earlier one; other
    /// columns may be empty.
    pub fn each(&self, wanted: &[&str], mut tell: impl FnMut(&Columns) -> Answer<()>) -> Answer<()> {
        tell(&self.live)?;
        let Some(held) = &self.held else { return Ok(()) };
        held.each(wanted, self.live.sale.iter().copied().collect(), |columns| {
            for (customer, sale) in columns.customer.iter_mut().zip(&columns.sale) {
                *customer = self.owners.recorded_for(*sale, *customer);
            }
            tell(columns)
        })
    }

    /// The days on which customers bought, in the order of customers and days, each once, by what was known at a moment or is
    /// now.
    pub fn days(&self, known: Option<NaiveDateTime>) -> Answer<Vec<PurchaseDay>> {
        let standing = self.owners.standing(known, &self.people);
        let known = known.map(micros);
        let (mut bought, mut counted) = (Vec::new(), vec![0_usize; self.people.len()]);
        self.each(files::DAYS, |columns| {
            let rows = columns.customer.iter().zip(&columns.is_refund).zip(&columns.occurred_on);
            let moments = columns.recorded_at.iter().zip(&columns.ended_at);
            for (((customer, is_refund), on), (recorded, ended)) in rows.zip(moments) {
                if *customer == NOBODY || *is_refund || !counts(*recorded, *ended, known) {
                    continue;
                }
                if let Some(one) = standing.get(*customer as usize)
                    && let Some(count) = counted.get_mut(*one as usize)
                {
                    *count += 1;
                    bought.push(PurchaseDay { customer: *one, day: day_of(*on) });
                }
            }
            Ok(())
        })?;
        let mut days = by_customer(&bought, &counted);
        for own in days.chunk_by_mut(|a, b| a.customer == b.customer) {
            own.sort_unstable_by_key(|one| one.day);
        }
        days.dedup();
        Ok(days)
    }

    /// What customers spent net in each year up to a day, by their places, by what was known at a moment or is now. A refund
    /// counts on the day of its purchase.
    pub fn spend(
        &self,
        known: Option<NaiveDateTime>,
        (first, last): (i32, i32),
        until: NaiveDate,
    ) -> Answer<YearlySpend> {
        let standing = self.owners.standing(known, &self.people);
        let (known, until) = (known.map(micros), day_number(until));
        // The days of the sales of which something was given back; refunds stand behind their sale.
        let mut sold_on: HashMap<u64, i32> = HashMap::new();
        self.each(&["sale", "is_refund"], |columns| {
            let refunds = columns.sale.iter().zip(&columns.is_refund).filter(|(_, is_refund)| **is_refund);
            sold_on.extend(refunds.map(|(sale, _)| (*sale, i32::MAX)));
            Ok(())
        })?;
        let mut spend = YearlySpend::new(first, last, self.people.len());
        self.each(files::SPEND, |columns| {
            let rows = columns.sale.iter().zip(&columns.customer).zip(&columns.is_refund).zip(&columns.occurred_on);
            let more = columns.recorded_at.iter().zip(&columns.ended_at).zip(&columns.amount);
            for ((((sale, customer), is_refund), on), ((recorded, ended), amount)) in rows.zip(more) {
                let mut on = *on;
                if !sold_on.is_empty()
                    && let Some(day) = sold_on.get_mut(sale)
                {
                    if *is_refund { on = *day } else { *day = on }
                }
                if on > until || !counts(*recorded, *ended, known) {
                    continue;
                }
                if let Some(one) = standing.get(*customer as usize) {
                    spend.add(*one as usize, day_of(on).year(), *amount);
                }
            }
            Ok(())
        })?;
        Ok(spend)
    }
}

/// The days of one customer behind those of another, of which each has so many.
fn by_customer(bought: &[PurchaseDay], counted: &[usize]) -> Vec<PurchaseDay> {
    let first = |next: &mut usize, count: &usize| {
        *next += count;
        Some(*next - count)
    };
    let mut places: Vec<usize> = counted.iter().scan(0, first).collect();
    let mut days = vec![PurchaseDay { customer: 0, day: NaiveDate::default() }; bought.len()];
    for one in bought {
        if let Some(place) = places.get_mut(one.customer as usize) {
            if let Some(day) = days.get_mut(*place) {
                *day = *one;
            }
            *place += 1;
        }
    }
    days
}
