//! A member's card played forward from the day it was given: what purchases earn, what is spent, what expires, and the
//! levels that follow. The rules are the product's own; only the writing is done at once.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use regulars_db::loyalty::memberships::{LevelChange, Membership};
use regulars_db::loyalty::points::{Entry, Lot};
use regulars_db::sales::purchases::Purchase;
use regulars_db::text::AsText;
use regulars_domain::ids;
use regulars_domain::loyalty::memberships::{LevelCause, MembershipState, next_review, window};
use regulars_domain::loyalty::points::{Lot as Rule, PointKind, Rate, Terms, Wallet, earn, expires_on};
use regulars_domain::period::instant_of;

use super::chain::Chain;
use super::dice::Dice;
use crate::loyalty::memberships::earning::valid_months;
use crate::loyalty::memberships::ledger::rule_of;
use crate::loyalty::memberships::levels::inputs;
use crate::platform::error::{Answer, Error};

/// What a card has come to.
pub struct Card<'a> {
    chain: &'a Chain,
    terms: Terms,
    wallet: Wallet,
    pub membership: Membership,
    pub lots: Vec<Lot>,
    pub entries: Vec<Entry>,
    pub changes: Vec<LevelChange>,
}

/// What an entry is about.
#[derive(Default)]
struct About<'a> {
    lot_id: Option<String>,
    purchase: Option<&'a Purchase>,
    unit_id: Option<String>,
    note: Option<&'static str>,
}

impl<'a> Card<'a> {
    /// Gives a card at a moment.
    pub fn give(
        chain: &'a Chain,
        customer_id: &str,
        card: String,
        at: DateTime<Utc>,
        on: NaiveDate,
    ) -> Answer<Card<'a>> {
        let programme = &chain.ladder.programme;
        let rate = Rate::from_thousandths(programme.rate).map_err(|error| Error::Internal(error.to_string()))?;
        let now = at.naive_utc();
        Ok(Card {
            chain,
            terms: Terms::new(rate, chain.organisation.base_currency),
            wallet: Wallet::default(),
            membership: Membership {
                id: id_at(ids::MEMBERSHIP, at),
                customer_id: customer_id.to_owned(),
                programme_id: programme.id.clone(),
                card: Some(card),
                state: AsText(MembershipState::Active),
                enrolled_at: now,
                enrolled_on: on,
                recorded_at: now,
                recorded_by: chain.by.clone(),
                level_id: None,
                level_since: on,
                level_rule: programme.version,
                review_on: next_review(on, on),
                balance: 0,
                carry: 0,
                entries: 0,
                updated_at: now,
                version: 1,
                merged_into: None,
            },
            lots: Vec::new(),
            entries: Vec::new(),
            changes: Vec::new(),
        })
    }

    /// Lets a purchase earn, with lines of these amounts, and looks at the level.
    pub fn earn(&mut self, purchase: &Purchase, amounts: &[i64]) -> Answer<()> {
        self.forward(purchase.occurred_on)?;
        let earned = earn(self.terms, self.membership.carry, amounts);
        let programme = &self.chain.ladder.programme;
        let mut lot = Lot {
            id: ids::make(ids::LOT),
            customer_id: purchase.customer_id.clone(),
            membership_id: self.membership.id.clone(),
            number: self.membership.entries + i64::from(earned.points != 0),
            purchase_id: Some(purchase.id.clone()),
            revision: Some(purchase.revision),
            rate: Some(self.terms.rate.thousandths()),
            carry: Some(earned.start),
            points: earned.points,
            reversed: 0,
            remaining: earned.points,
            occurred_on: purchase.occurred_on,
            expires_on: expires_on(purchase.occurred_on, valid_months(programme.valid_months)?),
            from_lot_id: None,
        };
        self.wallet.add(rule_of(&lot)).map_err(|error| Error::Internal(error.to_string()))?;
        lot.remaining = self.wallet.lots.last().map_or(0, |added: &Rule| added.remaining);
        self.membership.carry = earned.carry;
        let at = purchase.occurred_at.and_utc();
        if lot.points != 0 {
            let about = About {
                lot_id: Some(lot.id.clone()),
                purchase: Some(purchase),
                unit_id: purchase.unit_id.clone(),
                note: None,
            };
            self.post(PointKind::Earn, lot.points, at, purchase.occurred_on, about);
        }
        self.lots.push(lot);
        self.review(Some(&purchase.id), at, purchase.occurred_on);
        Ok(())
    }

    /// Some members spend what they have.
    pub fn spend(&mut self, dice: &mut Dice, purchase: &Purchase) -> Answer<()> {
        const GIFTS: [&str; 3] = ["兑换桂花乌龙一杯", "兑换招牌仙芋一份", "兑换黑糖麻薯"];
        let hundreds = self.wallet.balance / 100;
        if hundreds < 2 || !dice.chance(0.3) {
            return Ok(());
        }
        let points = dice.between(1, hundreds.min(4)) * 100;
        self.wallet.spend(points).map_err(|error| Error::Internal(error.to_string()))?;
        let at = purchase.occurred_at.and_utc() + chrono::Duration::minutes(2);
        let note = dice.pick(&GIFTS).copied();
        let about = About { unit_id: purchase.unit_id.clone(), note, ..About::default() };
        self.post(PointKind::Redeem, -points, at, purchase.occurred_on, about);
        Ok(())
    }

    /// Does what time does up to a day, that day included: points expire, levels have their anniversary.
    pub fn forward(&mut self, to: NaiveDate) -> Answer<()> {
        loop {
            let open = self.wallet.lots.iter().filter(|lot| lot.remaining > 0);
            let expiry = open.filter_map(|lot| lot.expires_on?.checked_add_days(Days::new(1))).min();
            let review = self.membership.review_on;
            let day = expiry.map_or(review, |expiry| expiry.min(review));
            if day > to {
                return Ok(());
            }
            // Both are passes of the night.
            let at = instant_of(day, NaiveTime::from_hms_opt(3, 0, 0).unwrap_or_default(), self.chain.zone());
            for (lot_id, points) in self.wallet.expire(day) {
                let about = About { lot_id: Some(lot_id), ..About::default() };
                self.post(PointKind::Expire, -points, at, day, about);
            }
            if review == day {
                self.review(None, at, day);
            }
        }
    }

    /// Writes down what is left in the lots.
    pub fn close(&mut self) {
        for (lot, left) in self.lots.iter_mut().zip(&self.wallet.lots) {
            lot.remaining = left.remaining;
            lot.reversed = left.reversed;
        }
        self.membership.balance = self.wallet.balance;
    }

    fn post(&mut self, kind: PointKind, points: i64, at: DateTime<Utc>, on: NaiveDate, about: About<'_>) {
        self.membership.entries += 1;
        self.membership.balance += points;
        self.membership.updated_at = at.naive_utc();
        self.membership.version += 1;
        self.entries.push(Entry {
            id: id_at(ids::POINTS, at),
            customer_id: self.membership.customer_id.clone(),
            membership_id: self.membership.id.clone(),
            number: self.membership.entries,
            kind: AsText(kind),
            points,
            balance: self.membership.balance,
            lot_id: about.lot_id,
            purchase_id: about.purchase.map(|purchase| purchase.id.clone()),
            refund_id: None,
            adjustment_id: None,
            unit_id: about.unit_id,
            note: about.note.map(str::to_owned),
            occurred_at: at.naive_utc(),
            occurred_on: on,
            recorded_at: at.naive_utc(),
            recorded_by: self.chain.by.clone(),
            undoes_id: None,
            partner: None,
            external_id: None,
        });
    }

    /// The same decision as `levels::review` takes for one member, on that day.
    fn review(&mut self, purchase_id: Option<&str>, at: DateTime<Utc>, on: NaiveDate) {
        let ladder = &self.chain.ladder;
        let range = window(on);
        let within = self.lots.iter().filter(|lot| range.contains(lot.occurred_on));
        let value: i64 = within.map(|lot| lot.points - lot.reversed).sum();
        let cause = purchase_id.map_or(LevelCause::Anniversary, |_| LevelCause::Purchase);
        let anniversary = purchase_id.is_none();
        let decision = ladder.decide(&self.membership, value, anniversary);
        if anniversary {
            self.membership.review_on = next_review(self.membership.level_since, on);
        }
        if !decision.changed {
            return;
        }
        let level_id = decision.level.and_then(|place| ladder.levels.get(place)).map(|level| level.id.clone());
        self.changes.push(LevelChange {
            id: id_at(ids::LEVEL_CHANGE, at),
            customer_id: self.membership.customer_id.clone(),
            membership_id: self.membership.id.clone(),
            level_id: level_id.clone(),
            previous_id: self.membership.level_id.clone(),
            since: on,
            recorded_at: at.naive_utc(),
            rule: ladder.programme.version,
            cause: AsText(cause),
            inputs: inputs(ladder, value, range, anniversary),
            purchase_id: purchase_id.map(str::to_owned),
            returned_on: None,
        });
        self.membership.level_id = level_id;
        self.membership.level_since = on;
        self.membership.level_rule = ladder.programme.version;
        self.membership.review_on = next_review(on, on);
    }
}

/// An id as if made at that moment, so that lists by id are in the order of time.
pub fn id_at(prefix: &str, at: DateTime<Utc>) -> String {
    ids::at(prefix, u64::try_from(at.timestamp_millis()).unwrap_or(0))
}
