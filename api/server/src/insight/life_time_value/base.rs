//! What the models are fitted to: the purchase days of all living consumers, read some customers at a time. What is kept of
//! them is how many have which history, and the basket of each repeat buyer: some 30 bytes a customer, however much they
//! bought.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::NaiveDate;
use regulars_db::customers::metrics;
use regulars_db::customers::metrics::Day;
use regulars_db::insight::life_time_values;
use regulars_db::{Db, Store};
use regulars_domain::insight::clv::{Basket, Baskets, Histories, History};
use regulars_domain::insight::life_time_value::hold_out_after;
use regulars_domain::period::DateRange;

use crate::platform::error::{Answer, Error};
use crate::platform::jobs::Context;

/// Customers read at once.
pub const PAGE: i64 = 1_000;

/// A customer as the models see it.
pub struct Buyer {
    pub customer_id: String,
    pub history: History,
    /// The net spend of all repeat purchase days together, in minor units.
    pub repeat_spend_minor: i64,
    /// All purchase days, in their order.
    days: Vec<NaiveDate>,
}

impl Buyer {
    /// The mean net spend of a repeat purchase day, in minor units; none without repeats or spend.
    pub fn mean_basket(&self) -> Option<f64> {
        let has_spend = self.history.repeats > 0 && self.repeat_spend_minor > 0;
        #[expect(clippy::cast_precision_loss, reason = "spend of one customer is far below 2^52 minor units")]
        has_spend.then(|| self.repeat_spend_minor as f64 / f64::from(self.history.repeats))
    }

    fn of(customer_id: String, days: &[Day], as_of: NaiveDate) -> Option<Buyer> {
        // A day may be left with money alone, when its purchases were given back in part and then reversed.
        let mut bought: Vec<&Day> = days.iter().filter(|day| day.purchases > 0 && day.day <= as_of).collect();
        bought.sort_unstable_by_key(|day| day.day);
        let days: Vec<NaiveDate> = bought.iter().map(|day| day.day).collect();
        let history = History::of_days(&days, as_of)?;
        let repeat_spend_minor = bought.iter().skip(1).map(|day| day.net_minor).sum();
        Some(Buyer { customer_id, history, repeat_spend_minor, days })
    }
}

/// The living consumers after an id who had bought by a day, and the last id that was looked at; none when there is nobody.
pub fn buyers(store: &Store, after: &str, as_of: NaiveDate) -> Answer<Option<(String, Vec<Buyer>)>> {
    let after = after.to_owned();
    store.read_now(move |db| {
        let ids = life_time_values::buyers_after(db, &after, PAGE)?;
        let Some(last) = ids.last().cloned() else { return Ok(None) };
        let mut days = days_by_customer(db, &ids)?;
        let buyer = |id: String| {
            let days = days.remove(&id).unwrap_or_default();
            Buyer::of(id, &days, as_of)
        };
        Ok(Some((last, ids.into_iter().filter_map(buyer).collect())))
    })
}

fn days_by_customer(db: &mut Db, ids: &[String]) -> Answer<HashMap<String, Vec<Day>>> {
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut found: HashMap<String, Vec<Day>> = HashMap::with_capacity(ids.len());
    for day in metrics::days_of(db, &ids, DateRange::ALL.from, DateRange::ALL.to)? {
        found.entry(day.customer_id.clone()).or_default().push(day);
    }
    Ok::<_, Error>(found)
}

/// All of them, counted.
pub struct Base {
    pub as_of: NaiveDate,
    pub histories: Histories,
    pub baskets: Baskets,
    /// The time that is held out, when there is enough.
    pub held_out: Option<HeldOut>,
    /// The same for the same customers with the same purchases.
    pub fingerprint: String,
}

/// What was known by a day, and what happened after it.
pub struct HeldOut {
    /// The last day that was known.
    pub until: NaiveDate,
    /// How long was foretold.
    pub days: u32,
    /// The histories as they were then.
    pub known: Histories,
    /// How many customers with which history bought on how many days afterwards.
    pub followed: Vec<(History, u32, u64)>,
}

/// Reads everybody up to a day; none when the work was put down meanwhile.
pub fn read(context: &mut Context<'_>, first: NaiveDate, as_of: NaiveDate) -> Answer<Option<Base>> {
    let until = hold_out_after(first, as_of);
    let mut counted: HashMap<History, u64> = HashMap::new();
    let mut followed: HashMap<(History, u32), u64> = HashMap::new();
    let mut baskets: Vec<Basket> = Vec::new();
    let mut hasher = DefaultHasher::new();
    let (mut after, mut done) = (String::new(), 0_i64);
    while let Some((last, page)) = buyers(context.store(), &after, as_of)? {
        if context.should_stop() {
            return Ok(None);
        }
        for buyer in &page {
            (&buyer.customer_id, buyer.history, buyer.repeat_spend_minor).hash(&mut hasher);
            *counted.entry(buyer.history).or_default() += 1;
            if let Some(mean) = buyer.mean_basket() {
                baskets.push(Basket { repeats: buyer.history.repeats, mean });
            }
            if let Some((until, known)) = until.and_then(|until| Some((until, History::of_days(&buyer.days, until)?))) {
                let later = buyer.days.iter().filter(|day| **day > until).count();
                *followed.entry((known, u32::try_from(later).unwrap_or(u32::MAX))).or_default() += 1;
            }
        }
        done += i64::try_from(page.len()).unwrap_or(0);
        after = last;
        context.progress(done, None)?;
    }
    let held_out = until.map(|until| held_out(until, as_of, followed));
    Ok(Some(Base {
        as_of,
        histories: Histories::counted(counted),
        baskets: Baskets::of(baskets),
        held_out,
        fingerprint: format!("{:016x}", hasher.finish()),
    }))
}

fn held_out(until: NaiveDate, as_of: NaiveDate, followed: HashMap<(History, u32), u64>) -> HeldOut {
    let mut known: HashMap<History, u64> = HashMap::new();
    for ((history, _), count) in &followed {
        *known.entry(*history).or_default() += count;
    }
    let days = u32::try_from((as_of - until).num_days()).unwrap_or(0);
    // In their order, so that the same purchases give the same sums.
    let mut followed: Vec<_> = followed.into_iter().map(|((history, later), count)| (history, later, count)).collect();
    followed.sort_unstable();
    HeldOut { until, days, known: Histories::counted(known), followed }
}

/// The first day and the last day with a purchase; of an empty base, today.
pub fn days(db: &mut Db, today: NaiveDate) -> Answer<(NaiveDate, NaiveDate)> {
    Ok(life_time_values::days_of_purchases(db, today)?.unwrap_or((today, today)))
}
