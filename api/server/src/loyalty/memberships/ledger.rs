//! Booking points: a membership with its lots is opened behind the lock of its customer, entries are posted, and what
//! has changed is written when it is closed.

use chrono::{NaiveDate, NaiveDateTime};
use regulars_db::Db;
use regulars_db::loyalty::memberships;
use regulars_db::loyalty::memberships::Membership;
use regulars_db::loyalty::points;
use regulars_db::loyalty::points::{Entry, Lot};
use regulars_db::loyalty::programmes;
use regulars_db::text::AsText;
use regulars_domain::ids;
use regulars_domain::loyalty::events::PointsChanged;
use regulars_domain::loyalty::points::{Draw, Lot as Rule, PointKind, PointsError, Wallet, expires_on};

use super::LedgerContext;
use super::earning::valid_months;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};
use crate::platform::events;

/// What an entry says besides its points.
#[derive(Clone, Debug, Default)]
pub struct Reason {
    /// The id it gets; a new one when not said.
    pub id: Option<String>,
    pub purchase_id: Option<String>,
    pub refund_id: Option<String>,
    pub adjustment_id: Option<String>,
    pub unit_id: Option<String>,
    pub note: Option<String>,
    /// When and on which day it happened; now when not said.
    pub occurred: Option<(NaiveDateTime, NaiveDate)>,
    /// The redemption that is undone.
    pub undoes_id: Option<String>,
    /// A partner and its own id.
    pub external: Option<(String, String)>,
}

/// A membership whose points are being booked.
pub struct Account<'a> {
    pub membership: Membership,
    context: LedgerContext<'a>,
    wallet: Wallet,
    /// As they are stored, in the order of the wallet.
    stored: Vec<Lot>,
}

impl<'a> Account<'a> {
    /// Opens a membership whose customer's figures the caller has locked; `touched` are lots of it that will be booked
    /// on though nothing may be left in them.
    pub fn open(
        db: &mut Db,
        membership: Membership,
        touched: &[Lot],
        context: LedgerContext<'a>,
    ) -> Answer<Account<'a>> {
        let mut stored = points::open_lots(db, &membership.customer_id, &membership.id)?;
        for lot in touched {
            if !stored.iter().any(|known| known.id == lot.id) {
                stored.push(lot.clone());
            }
        }
        let mut account = Account::of(membership, stored, context);
        for lot in touched {
            let lapsed = points::lapsed(db, lot)?;
            for rule in account.wallet.lots.iter_mut().filter(|rule| rule.id == lot.id) {
                rule.lapsed = lapsed;
            }
        }
        Ok(account)
    }

    /// The same with the lots that have something left.
    pub fn of(membership: Membership, open_lots: Vec<Lot>, context: LedgerContext<'a>) -> Account<'a> {
        let wallet = Wallet { balance: membership.balance, lots: open_lots.iter().map(rule_of).collect() };
        Account { membership, context, wallet, stored: open_lots }
    }

    /// Takes in a lot; one without points has no entry.
    pub fn add(&mut self, db: &mut Db, kind: PointKind, mut lot: Lot, reason: Reason) -> Answer<Option<Entry>> {
        lot.number = self.membership.entries + i64::from(lot.points != 0);
        self.wallet.add(rule_of(&lot)).map_err(refused)?;
        if let Some(added) = self.wallet.lots.last() {
            lot.remaining = added.remaining;
        }
        points::insert_lot(db, &lot)?;
        let (points, id) = (lot.points, lot.id.clone());
        self.stored.push(lot);
        if points == 0 {
            return Ok(None);
        }
        self.post(db, kind, points, Some(id), reason).map(Some)
    }

    /// Spends points, soonest to expire first.
    pub fn spend(&mut self, db: &mut Db, kind: PointKind, points: i64, reason: Reason) -> Answer<Entry> {
        self.wallet.spend(points).map_err(refused)?;
        self.post(db, kind, -points, None, reason)
    }

    /// Puts what a redemption took back where it came from; what of it would have expired by today does.
    pub fn undo(&mut self, db: &mut Db, redemption: &Entry, draws: &[Draw], reason: Reason) -> Answer<Entry> {
        self.wallet.give_back(draws).map_err(|error| Error::Internal(format!("{}: {error:?}", redemption.id)))?;
        let reason = Reason { undoes_id: Some(redemption.id.clone()), ..reason };
        let entry = self.post(db, PointKind::Undo, redemption.points.saturating_neg(), None, reason)?;
        self.expire(db)?;
        Ok(entry)
    }

    /// Takes off what is owed, for another card is charged with it; answers how much.
    pub fn release_debt(&mut self, db: &mut Db) -> Answer<i64> {
        let owed = self.wallet.release_debt(i64::MAX);
        if owed > 0 {
            self.post(db, PointKind::Transfer, owed, None, Reason::default())?;
        }
        Ok(owed)
    }

    /// Charges what is owed on another card.
    pub fn charge_debt(&mut self, db: &mut Db, points: i64) -> Answer<()> {
        if points == 0 {
            return Ok(());
        }
        self.expire(db)?;
        self.wallet.charge_debt(points).map_err(refused)?;
        self.post(db, PointKind::Transfer, -points, None, Reason::default()).map(|_| ())
    }

    /// Takes what is left of a lot off this card, for it goes to another; at most so many points. Answers how many.
    pub fn hand_over(&mut self, db: &mut Db, lot_id: &str, points: i64) -> Answer<i64> {
        let given = self.wallet.hand_over(lot_id, points);
        if given > 0 {
            self.post(db, PointKind::Transfer, -given, Some(lot_id.to_owned()), Reason::default())?;
        }
        Ok(given)
    }

    /// Puts points back into a lot of this card whose points had gone to another.
    pub fn take_over(&mut self, db: &mut Db, lot_id: &str, points: i64) -> Answer<()> {
        if points == 0 {
            return Ok(());
        }
        self.wallet.take_over(lot_id, points).map_err(refused)?;
        self.post(db, PointKind::Transfer, points, Some(lot_id.to_owned()), Reason::default()).map(|_| ())
    }

    /// Takes in points of another card as a lot of their own, with the last day they had there.
    pub fn receive(&mut self, db: &mut Db, from: &Lot, points: i64) -> Answer<()> {
        let lot = Lot { from_lot_id: Some(from.id.clone()), ..self.lot(points, from.occurred_on, from.expires_on) };
        self.add(db, PointKind::Transfer, lot, Reason::default()).map(|_| ())
    }

    /// Takes off what is owed, as far as another card takes it back; what of it was paid meanwhile comes as points that
    /// are good as long as the programme says.
    pub fn give_back_debt(&mut self, db: &mut Db, points: i64) -> Answer<()> {
        let released = self.wallet.release_debt(points);
        if released > 0 {
            self.post(db, PointKind::Transfer, released, None, Reason::default())?;
        }
        if points == released {
            return Ok(());
        }
        let programme = programmes::find(db, &self.membership.programme_id)?.ok_or(Code::NotFound)?;
        let today = self.context.today;
        let lot = self.lot(points - released, today, expires_on(today, valid_months(programme.valid_months)?));
        self.add(db, PointKind::Transfer, lot, Reason::default()).map(|_| ())
    }

    /// Points that no purchase brought, as a lot of their own.
    fn lot(&self, points: i64, occurred_on: NaiveDate, expires_on: Option<NaiveDate>) -> Lot {
        Lot {
            id: ids::make(ids::LOT),
            customer_id: self.membership.customer_id.clone(),
            membership_id: self.membership.id.clone(),
            number: 0,
            purchase_id: None,
            revision: None,
            rate: None,
            carry: None,
            points,
            reversed: 0,
            remaining: points,
            occurred_on,
            expires_on,
            from_lot_id: None,
        }
    }

    /// The lots with something left, as they are stored.
    pub fn open_lots(&self) -> Vec<Lot> {
        let left = |lot: &&Lot| self.wallet.lots.iter().any(|rule| rule.id == lot.id && rule.remaining > 0);
        self.stored.iter().filter(left).cloned().collect()
    }

    /// What can still be spent of a lot.
    pub fn left_of(&self, lot_id: &str) -> i64 {
        self.wallet.lots.iter().find(|lot| lot.id == lot_id).map_or(0, |lot| lot.remaining)
    }

    /// What is owed.
    pub fn owed(&self) -> i64 {
        self.wallet.owed()
    }

    /// Books points by hand: added as a lot of their own that is good as long as the programme says, or taken away. What
    /// has expired by today is dropped first.
    pub fn adjust(&mut self, db: &mut Db, points: i64, reason: Reason) -> Answer<Entry> {
        self.expire(db)?;
        if points < 0 {
            return self.spend(db, PointKind::Adjust, points.saturating_neg(), reason);
        }
        let programme = programmes::find(db, &self.membership.programme_id)?.ok_or(Code::NotFound)?;
        let lot =
            self.lot(points, self.context.today, expires_on(self.context.today, valid_months(programme.valid_months)?));
        let entry = self.add(db, PointKind::Adjust, lot, reason)?;
        entry.ok_or_else(|| Error::Internal("an adjustment by no points".to_owned()))
    }

    /// Takes back what a refund or a new revision unmakes of a lot; what of it has expired is put back first.
    pub fn take_back(&mut self, db: &mut Db, lot_id: &str, points: i64, reason: Reason) -> Answer<()> {
        if points == 0 {
            return Ok(());
        }
        let restored = self.wallet.to_restore(lot_id, points);
        if restored > 0 {
            self.wallet.restore(lot_id, restored).map_err(refused)?;
            self.post(db, PointKind::Restore, restored, Some(lot_id.to_owned()), reason.clone())?;
        }
        self.wallet.take_back(lot_id, points).map_err(refused)?;
        self.post(db, PointKind::Reverse, -points, Some(lot_id.to_owned()), reason).map(|_| ())
    }

    /// Drops what was not spent in time; answers how many points.
    pub fn expire(&mut self, db: &mut Db) -> Answer<i64> {
        let mut dropped = 0;
        for (lot_id, points) in self.wallet.expire(self.context.today) {
            self.post(db, PointKind::Expire, -points, Some(lot_id), Reason::default())?;
            dropped += points;
        }
        Ok(dropped)
    }

    /// Writes what has changed.
    pub fn close(self, db: &mut Db) -> Answer<Membership> {
        self.close_with_lots(db).map(|(membership, _)| membership)
    }

    /// The same; answers the lots that have something left as well.
    pub fn close_with_lots(mut self, db: &mut Db) -> Answer<(Membership, Vec<Lot>)> {
        for (stored, now) in self.stored.iter_mut().zip(&self.wallet.lots) {
            if (stored.remaining, stored.reversed) != (now.remaining, now.reversed) {
                stored.remaining = now.remaining;
                stored.reversed = now.reversed;
                points::update_lot(db, stored)?;
            }
        }
        self.membership.updated_at = self.context.now;
        self.membership.version += 1;
        memberships::update(db, &self.membership)?;
        self.stored.retain(|lot| lot.remaining > 0);
        Ok((self.membership, self.stored))
    }

    fn post(
        &mut self,
        db: &mut Db,
        kind: PointKind,
        points: i64,
        lot_id: Option<String>,
        reason: Reason,
    ) -> Answer<Entry> {
        self.membership.entries += 1;
        self.membership.balance += points;
        let (partner, external_id) = reason.external.unzip();
        let (occurred_at, occurred_on) = reason.occurred.unwrap_or((self.context.now, self.context.today));
        let entry = Entry {
            id: reason.id.unwrap_or_else(|| ids::make(ids::POINTS)),
            customer_id: self.membership.customer_id.clone(),
            membership_id: self.membership.id.clone(),
            number: self.membership.entries,
            kind: AsText(kind),
            points,
            balance: self.membership.balance,
            lot_id,
            purchase_id: reason.purchase_id,
            refund_id: reason.refund_id,
            adjustment_id: reason.adjustment_id,
            unit_id: reason.unit_id,
            note: reason.note,
            occurred_at,
            occurred_on,
            recorded_at: self.context.now,
            recorded_by: self.context.by.to_owned(),
            undoes_id: reason.undoes_id,
            partner,
            external_id,
        };
        points::insert_entry(db, &entry)?;
        publish(db, &entry)?;
        Ok(entry)
    }
}

/// A lot as the rules see it; what of it has expired is not asked for.
pub fn rule_of(lot: &Lot) -> Rule {
    Rule {
        id: lot.id.clone(),
        number: lot.number,
        points: lot.points,
        reversed: lot.reversed,
        remaining: lot.remaining,
        lapsed: 0,
        expires_on: lot.expires_on,
    }
}

fn refused(error: PointsError) -> Error {
    Refusal::of(Code::PointsExceed).fault(Fault::at("/points", FaultCode::Exceeds).hint(error)).into()
}

fn publish(db: &mut Db, entry: &Entry) -> Answer<()> {
    let data =
        PointsChanged { kind: entry.kind.0, entry_id: entry.id.clone(), points: entry.points, balance: entry.balance };
    events::publish(db, &entry.customer_id, &entry.membership_id, entry.recorded_at, &data)
}
