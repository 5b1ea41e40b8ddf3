//! The memberships of customers who buy, with what a purchase does to them: read ahead for many customers, or when one
//! is asked for. The caller has locked the customers' figures.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::customers::bulk;
use regulars_db::loyalty::memberships;
use regulars_db::loyalty::memberships::Membership;
use regulars_db::loyalty::merges;
use regulars_db::loyalty::points;
use regulars_db::loyalty::points::Lot;
use regulars_domain::loyalty::memberships::{LevelBasis, window};

use super::LedgerContext;
use super::earning::Sale;
use super::levels::{Ladder, ladders};
use crate::platform::error::{Answer, Code};
use crate::platform::known::{Known, distinct};

/// Memberships by customer, and the programmes they are of.
#[derive(Default)]
pub struct Cards {
    held: Known<Vec<Card>>,
    ladders: Known<Ladder>,
}

/// A membership, with what was read of it ahead.
pub struct Card {
    pub membership: Membership,
    /// The lots that have something left.
    pub lots: Option<Vec<Lot>>,
    /// What the member has come to within the window of levels.
    pub value: Option<i64>,
}

impl Cards {
    /// Reads the memberships of these customers.
    pub fn read_ahead<'a>(
        db: &mut Db,
        customer_ids: impl IntoIterator<Item = &'a str>,
        today: NaiveDate,
    ) -> Answer<Cards> {
        let ids = distinct(customer_ids);
        if ids.is_empty() {
            return Ok(Cards::default());
        }
        let found = memberships::of_customers(db, &ids)?;
        // Also of those who have none: it is known.
        let mut held: HashMap<String, Vec<Card>> = ids.iter().map(|id| ((*id).to_owned(), Vec::new())).collect();
        let mut cards = Cards::default();
        if !found.is_empty() {
            let holders = distinct(found.iter().map(|membership| membership.customer_id.as_str()));
            let ladders = ladders(db)?;
            let mut lots: HashMap<String, Vec<Lot>> = HashMap::new();
            for lot in points::open_lots_of(db, &holders)? {
                lots.entry(lot.membership_id.clone()).or_default().push(lot);
            }
            let values = Values::of(db, &ladders, &holders, &found, today)?;
            for membership in found {
                let lots = Some(lots.remove(&membership.id).unwrap_or_default());
                let value = values.get(&membership);
                let of_customer = held.entry(membership.customer_id.clone()).or_default();
                of_customer.push(Card { membership, lots, value });
            }
            let by_id: Vec<(String, Ladder)> =
                ladders.into_iter().map(|ladder| (ladder.programme.id.clone(), ladder)).collect();
            cards.ladders = Known::read([], by_id);
        }
        cards.held = Known::read(ids, held);
        Ok(cards)
    }

    /// The cards of a customer, to be put back when a purchase has changed them.
    pub fn take(&mut self, db: &mut Db, customer_id: &str) -> Answer<Vec<Card>> {
        let found = self.held.take(customer_id, || {
            let card = |membership| Card { membership, lots: None, value: None };
            Ok(Some(memberships::of_customer(db, customer_id)?.into_iter().map(card).collect()))
        });
        Ok(found?.unwrap_or_default())
    }

    pub fn put(&mut self, customer_id: &str, cards: Vec<Card>) {
        self.held.put(customer_id.to_owned(), cards);
    }

    /// Notes that the cards of a customer have been changed otherwise.
    pub fn forget(&mut self, customer_id: &str) {
        self.held.forget(customer_id);
    }

    /// A programme with its levels.
    pub fn ladder(&self, db: &mut Db, programme_id: &str) -> Answer<Ladder> {
        let ladder = self.ladders.get(programme_id, || Ladder::of(db, programme_id).map(Some))?;
        ladder.ok_or_else(|| Code::NotFound.into())
    }
}

impl Card {
    /// Adds to what the member has come to what a purchase earned or brought.
    pub fn note(&mut self, ladder: &Ladder, sale: &Sale<'_>, earned: i64, context: LedgerContext<'_>) {
        let added = match ladder.programme.level_basis.0 {
            LevelBasis::Points => earned,
            LevelBasis::Spend => sale.lines.iter().map(|line| line.left()).sum(),
        };
        if window(context.today).contains(sale.occurred_on) {
            self.value = self.value.map(|value| value + added);
        }
    }
}

/// The lots of a membership that have something left, oldest first.
pub fn open_lots(db: &mut Db, membership: &Membership) -> Answer<Vec<Lot>> {
    Ok(points::open_lots(db, &membership.customer_id, &membership.id)?)
}

/// What members have come to within the window of levels.
struct Values {
    /// The programmes whose levels are by spend.
    by_spend: HashSet<String>,
    /// By membership.
    earned: HashMap<String, i64>,
    /// By customer.
    spent: HashMap<String, i64>,
}

impl Values {
    fn of(
        db: &mut Db,
        ladders: &[Ladder],
        customer_ids: &[&str],
        held: &[Membership],
        today: NaiveDate,
    ) -> Answer<Values> {
        let range = window(today);
        let is_by_spend = |ladder: &&Ladder| ladder.programme.level_basis.0 == LevelBasis::Spend;
        let by_spend: HashSet<String> =
            ladders.iter().filter(is_by_spend).map(|ladder| ladder.programme.id.clone()).collect();
        let mut earned = match by_spend.len() < ladders.len() {
            true => points::earned(db, customer_ids, range.from, range.to)?,
            false => HashMap::new(),
        };
        for joined in held.iter().filter(|one| one.merged_into.is_some()) {
            // What the cards earned that went into another counts for that one.
            if let Some(points) = earned.remove(&joined.id) {
                *earned.entry(merges::root(held, &joined.id).to_owned()).or_insert(0) += points;
            }
        }
        let spent = match by_spend.is_empty() {
            true => HashMap::new(),
            false => bulk::spends(db, customer_ids, range.from, range.to)?,
        };
        Ok(Values { by_spend, earned, spent })
    }

    fn get(&self, membership: &Membership) -> Option<i64> {
        let value = match self.by_spend.contains(&membership.programme_id) {
            true => self.spent.get(&membership.customer_id),
            false => self.earned.get(&membership.id),
        };
        Some(value.copied().unwrap_or(0))
    }
}
