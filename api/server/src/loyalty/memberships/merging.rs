//! Cards follow their holder when two customers become one. Of two cards of one programme the survivor's stays in use: the
//! other is closed, and all that is on it goes over, lot by lot, with the last days it had. An undo opens it again and gives
//! back what is left.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::loyalty::memberships;
use regulars_db::loyalty::memberships::Membership;
use regulars_db::loyalty::merges;
use regulars_db::loyalty::points;
use regulars_db::loyalty::points::Lot;
use regulars_db::platform::external_refs;
use regulars_db::text::AsText;
use regulars_domain::customers::merges::FollowKind;
use regulars_domain::loyalty::events::MembershipChanged;
use regulars_domain::loyalty::memberships::{LevelCause, MembershipState};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::LedgerContext;
use super::ledger::Account;
use super::levels;
use super::levels::{Cause, Ladder};
use crate::customers::merges::parts::{Both, Follows, MergePart, Moved, Undo, noted};
use crate::platform::error::{Answer, Code};
use crate::platform::events;

/// The cards with their ledgers.
pub struct Cards;

/// The levels of the cards, once their holders have their purchases and cards.
pub struct Levels;

/// What followed of cards.
#[derive(Default, Serialize, Deserialize)]
struct Followed {
    /// All that followed.
    cards: Vec<String>,
    /// Those among them that went into one of the survivor's.
    joined: Vec<Joined>,
}

/// A card that went into another.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Joined {
    from: String,
    to: String,
    /// In which state it was.
    state: MembershipState,
    /// Entries of the other by then: lots behind them came with this one.
    after: i64,
    /// What was owed on it.
    debt: i64,
    /// What its points paid of the other's debt.
    paid: i64,
    /// What of its lots had been taken back by then.
    reversed: BTreeMap<String, i64>,
}

/// The level of a card before the merge.
#[derive(Serialize, Deserialize)]
struct Before {
    card: String,
    level: Option<String>,
    since: NaiveDate,
}

impl MergePart for Cards {
    fn name(&self) -> &'static str {
        "cards"
    }

    fn follows(&self, db: &mut Db, survivor: &str, merged: &str) -> Answer<Follows> {
        let own = memberships::of_customer(db, survivor)?;
        let theirs = memberships::of_customer(db, merged)?;
        let joined = theirs.iter().filter(|card| next_of(&own, card).is_some()).count();
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        Ok(vec![(FollowKind::Cards, count(theirs.len())), (FollowKind::CardsJoined, count(joined))])
    }

    fn merge(&self, db: &mut Db, both: &Both<'_>, _moved: &Moved) -> Answer<Value> {
        let context = LedgerContext::of(both.organisation, both.now, both.by);
        let own = memberships::of_customer(db, both.survivor)?;
        let theirs = memberships::of_customer(db, both.merged)?;
        let mut followed = Followed { cards: theirs.iter().map(|card| card.id.clone()).collect(), joined: Vec::new() };
        for old in theirs {
            if let Some(next) = next_of(&own, &old) {
                followed.joined.push(join(db, old, next, context)?);
            }
        }
        give(db, both.merged, both.survivor, &followed.cards)?;
        noted(&followed)
    }

    fn undo(&self, db: &mut Db, both: &Both<'_>, undo: &mut Undo<'_>) -> Answer<()> {
        let context = LedgerContext::of(both.organisation, both.now, both.by);
        let followed: Followed = undo.moved.part(self.name())?;
        give(db, both.survivor, both.merged, &followed.cards)?;
        followed.joined.iter().try_for_each(|joined| part(db, joined, context))
    }
}

impl MergePart for Levels {
    fn name(&self) -> &'static str {
        "levels"
    }

    fn follows(&self, _: &mut Db, _survivor: &str, _merged: &str) -> Answer<Follows> {
        Ok(Follows::new())
    }

    /// The better level of two cards that became one, or a higher one that both together deserve.
    fn merge(&self, db: &mut Db, both: &Both<'_>, moved: &Moved) -> Answer<Value> {
        let followed: Followed = moved.part(Cards.name())?;
        let held = memberships::of_customer(db, both.survivor)?;
        let before: Vec<Before> = held.iter().filter(|card| is_open(card)).map(Before::of).collect();
        for card in held.iter().filter(|card| is_open(card)) {
            let joined = followed.joined.iter().find(|joined| joined.to == card.id);
            let other = held.iter().find(|other| joined.is_some_and(|joined| joined.from == other.id));
            review(db, both, card.clone(), other.and_then(|other| other.level_id.as_deref()))?;
        }
        noted(&before)
    }

    /// A level that the merge gave is that of before again, or the one that the facts deserve.
    fn undo(&self, db: &mut Db, both: &Both<'_>, undo: &mut Undo<'_>) -> Answer<()> {
        let context = LedgerContext::of(both.organisation, both.now, both.by);
        for before in undo.moved.part::<Vec<Before>>(self.name())? {
            let Some(mut card) = memberships::find(db, &before.card)?.filter(is_open) else { continue };
            let changes = memberships::level_changes(db, &card.customer_id, &card.id)?;
            if changes.first().is_some_and(|last| *last.cause == LevelCause::Merge) {
                let ladder = Ladder::of(db, &card.programme_id)?;
                let level = (before.level.as_deref(), before.since);
                if levels::restore(db, &ladder, &mut card, level, context)? {
                    save(db, card, context)?;
                }
            }
        }
        for id in [both.survivor, both.merged] {
            for card in memberships::of_customer(db, id)?.into_iter().filter(is_open) {
                review(db, both, card, None)?;
            }
        }
        Ok(())
    }
}

impl Before {
    fn of(card: &Membership) -> Before {
        Before { card: card.id.clone(), level: card.level_id.clone(), since: card.level_since }
    }
}

fn is_open(card: &Membership) -> bool {
    *card.state != MembershipState::Closed
}

/// The card in use of the same programme, when `card` is in use as well.
fn next_of<'a>(own: &'a [Membership], card: &Membership) -> Option<&'a Membership> {
    own.iter().find(|one| is_open(one) && is_open(card) && one.programme_id == card.programme_id)
}

/// Closes a card of the one who is merged; all that is on it goes over.
fn join(db: &mut Db, old: Membership, next: &Membership, context: LedgerContext<'_>) -> Answer<Joined> {
    // It may have taken points of another card in already.
    let next = memberships::find(db, &next.id)?.ok_or(Code::NotFound)?;
    let (from, to, state) = (old.id.clone(), next.id.clone(), old.state.0);
    let holder = old.customer_id.clone();
    let mut left = Account::open(db, old, &[], context)?;
    let mut taken = Account::open(db, next, &[], context)?;
    left.expire(db)?;
    taken.expire(db)?;
    let (owed, after) = (taken.owed(), taken.membership.entries);
    let mut reversed = BTreeMap::new();
    let mut total = 0;
    for lot in left.open_lots() {
        let points = left.hand_over(db, &lot.id, i64::MAX)?;
        taken.receive(db, &lot, points)?;
        total += points;
        reversed.insert(lot.id, lot.reversed);
    }
    let debt = left.release_debt(db)?;
    taken.charge_debt(db, debt)?;
    left.membership.state = AsText(MembershipState::Closed);
    left.membership.merged_into = Some(to.clone());
    left.close(db)?;
    taken.close(db)?;
    let told = MembershipChanged { before: state, after: MembershipState::Closed };
    events::publish(db, &holder, &from, context.now, &told)?;
    Ok(Joined { from, to, state, after, debt, paid: owed.min(total), reversed })
}

/// Opens a card again that went into another, and gives back what is left of its points; it belongs to its own holder
/// already.
fn part(db: &mut Db, joined: &Joined, context: LedgerContext<'_>) -> Answer<()> {
    let from = memberships::find(db, &joined.from)?.ok_or(Code::NotFound)?;
    let to = memberships::find(db, &joined.to)?.ok_or(Code::NotFound)?;
    let own = points::lots(db, &from.customer_id, &from.id)?;
    let is_own = |id: &String| own.iter().any(|lot| lot.id == *id);
    let mut gone = points::lots(db, &to.customer_id, &to.id)?;
    gone.retain(|lot| lot.number > joined.after && lot.from_lot_id.as_ref().is_some_and(is_own));
    let touched: Vec<Lot> =
        own.iter().filter(|lot| gone.iter().any(|one| one.from_lot_id.as_ref() == Some(&lot.id))).cloned().collect();
    let (holder, customer) = (from.id.clone(), from.customer_id.clone());
    let mut back = Account::open(db, from, &touched, context)?;
    let mut other = Account::open(db, to, &gone, context)?;
    other.expire(db)?;
    back.membership.state = AsText(joined.state);
    back.membership.merged_into = None;
    let mut paid = joined.paid;
    let mut charged = 0;
    for lot in &gone {
        let Some(home) = touched.iter().find(|one| lot.from_lot_id.as_ref() == Some(&one.id)) else { continue };
        // What was taken back meanwhile was charged to the other card: that much stays there.
        let since = home.reversed - joined.reversed.get(&home.id).copied().unwrap_or(0);
        let most = (lot.points - since).max(0);
        let given = other.hand_over(db, &lot.id, most)?;
        let more = (most - given).min(paid);
        paid -= more;
        charged += more;
        back.take_over(db, &home.id, given + more)?;
    }
    other.charge_debt(db, charged)?;
    if joined.debt > 0 {
        back.charge_debt(db, joined.debt)?;
        other.give_back_debt(db, joined.debt)?;
    }
    back.expire(db)?;
    back.close(db)?;
    other.close(db)?;
    let told = MembershipChanged { before: MembershipState::Closed, after: joined.state };
    events::publish(db, &customer, &holder, context.now, &told)
}

/// Gives cards to another customer, with what partners' ids stand for.
fn give(db: &mut Db, from: &str, to: &str, cards: &[String]) -> Answer<()> {
    let mut by_partner: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (partner, external_id) in merges::entry_keys(db, from, cards)? {
        by_partner.entry(partner).or_default().push(external_id);
    }
    for (partner, external_ids) in by_partner {
        let external_ids: Vec<&str> = external_ids.iter().map(String::as_str).collect();
        external_refs::give(db, external_refs::REDEMPTION, &partner, &external_ids, (from, to))?;
    }
    Ok(merges::give(db, from, to, cards)?)
}

fn review(db: &mut Db, both: &Both<'_>, mut card: Membership, other: Option<&str>) -> Answer<()> {
    let context = LedgerContext::of(both.organisation, both.now, both.by);
    let ladder = Ladder::of(db, &card.programme_id)?;
    if levels::review(db, &ladder, &mut card, Cause::Merge(other), context)? {
        save(db, card, context)?;
    }
    Ok(())
}

fn save(db: &mut Db, mut card: Membership, context: LedgerContext<'_>) -> Answer<()> {
    card.updated_at = context.now;
    card.version += 1;
    Ok(memberships::update(db, &card)?)
}
