//! What a purchase does to its customer's memberships, in its own transaction and behind the lock of the customer's
//! figures: it earns, its refunds take back, its new revision does both.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use regulars_db::Db;
use regulars_db::loyalty::memberships;
use regulars_db::loyalty::memberships::Membership;
use regulars_db::loyalty::merges;
use regulars_db::loyalty::points as stored;
use regulars_db::loyalty::points::Lot;
use regulars_db::loyalty::programmes::Programme;
use regulars_domain::ids;
use regulars_domain::loyalty::memberships as rules;
use regulars_domain::loyalty::memberships::{MembershipState, earns};
use regulars_domain::loyalty::points::{LineLeft, PointKind, Rate, Terms, earn, expires_on, take_back};

use super::LedgerContext;
use super::cards::{Cards, open_lots};
use super::debts;
use super::ledger::{Account, Reason};
use super::levels;
use super::levels::{Cause, Ladder};
use super::outcomes::CardOutcome;
use crate::loyalty::policy;
use crate::platform::error::{Answer, Code, Error};

/// A purchase as it earns: which one it is, when and where it was, and the amounts of its lines.
#[derive(Clone, Debug)]
pub struct Sale<'a> {
    pub customer_id: &'a str,
    pub purchase_id: &'a str,
    pub revision: i32,
    pub unit_id: Option<&'a str>,
    pub occurred_at: NaiveDateTime,
    /// The organisation-local day.
    pub occurred_on: NaiveDate,
    pub lines: Vec<SaleLine>,
}

/// A line in minor units: what was charged, and how much of it was given back.
#[derive(Clone, Copy, Debug)]
pub struct SaleLine {
    pub amount: i64,
    pub refunded: i64,
}

impl SaleLine {
    /// What is left of the charge.
    pub fn left(self) -> i64 {
        self.amount - self.refunded
    }
}

/// A refund as it takes back.
#[derive(Clone, Copy, Debug)]
pub struct GivenBack<'a> {
    pub refund_id: &'a str,
    pub occurred_at: NaiveDateTime,
    /// The organisation-local day.
    pub occurred_on: NaiveDate,
    /// Whether nothing is left of the purchase.
    pub is_whole: bool,
}

/// A purchase that was recorded: it earns in every membership it counts for. The figures are booked already. Answers what
/// became of each card in use.
pub fn recorded(
    db: &mut Db,
    cards: &mut Cards,
    sale: &Sale<'_>,
    context: LedgerContext<'_>,
) -> Answer<Vec<CardOutcome>> {
    let mut outcomes = Vec::new();
    let mut held = cards.take(db, sale.customer_id)?;
    for moved in debts::follow(db, &held.iter().map(|card| &card.membership).collect::<Vec<_>>(), context)? {
        for card in held.iter_mut().filter(|card| card.membership.id == moved.id) {
            (card.membership, card.lots) = (moved.clone(), None);
        }
    }
    for card in &mut held {
        if *card.membership.state == MembershipState::Closed {
            continue;
        }
        let ladder = cards.ladder(db, &card.membership.programme_id)?;
        let mut earned = 0;
        let level = card.membership.level_id.clone();
        if counts(&card.membership, sale, false) {
            let lots = card.lots.take().map_or_else(|| open_lots(db, &card.membership), Ok)?;
            let mut account = Account::of(card.membership.clone(), lots, context);
            account.expire(db)?;
            earned = add(db, &mut account, &ladder.programme, sale, None, context)?;
            let (membership, lots) = account.close_with_lots(db)?;
            (card.membership, card.lots) = (membership, Some(lots));
        }
        card.note(&ladder, sale, earned, context);
        raise(db, &ladder, &mut card.membership, sale, card.value, context)?;
        let told = (earned, level.as_ref());
        outcomes.push(CardOutcome::of(db, &ladder, &card.membership, card.lots.as_deref(), told, context)?);
    }
    cards.put(sale.customer_id, held);
    Ok(outcomes)
}

/// What a purchase would earn in a membership whose carry is `carry`, less what was given back of it: points, and the
/// carry behind them; none when it does not count there.
pub fn foretold(
    membership: &Membership,
    programme: &Programme,
    carry: i64,
    sale: &Sale<'_>,
    context: LedgerContext<'_>,
) -> Answer<Option<(i64, i64)>> {
    if !counts(membership, sale, false) {
        return Ok(None);
    }
    let amounts: Vec<i64> = sale.lines.iter().map(|line| line.amount).collect();
    let terms = terms(programme.rate, context)?;
    let earned = earn(terms, carry, &amounts);
    let left: Vec<LineLeft> = sale
        .lines
        .iter()
        .map(|line| LineLeft { amount: line.amount, before: line.amount, after: line.left() })
        .collect();
    let taken = take_back(terms, earned.start, &left);
    Ok(Some((earned.points - taken.points, earned.carry + taken.carry)))
}

/// A purchase whose content was replaced: what the old one earned is taken back, the new one earns at the same rate. A
/// level that the old one reached is judged again, as if it had never been.
pub fn revised(db: &mut Db, old: &Sale<'_>, new: &Sale<'_>, context: LedgerContext<'_>) -> Answer<Vec<CardOutcome>> {
    let levels = levels_before(db, new.customer_id)?;
    let unmakes = unmakes_level(db, old, context.today)?;
    let lots = stored::lots_of_purchase(db, old.customer_id, old.purchase_id, old.revision)?;
    for mut membership in memberships::of_customer(db, new.customer_id)? {
        let ladder = Ladder::of(db, &membership.programme_id)?;
        let before = lots.iter().find(|lot| lot.membership_id == membership.id);
        if !counts(&membership, new, before.is_some()) {
            unmake(db, &ladder, &mut membership, old, unmakes, context)?;
            raise(db, &ladder, &mut membership, new, None, context)?;
            continue;
        }
        let mut account = Account::open(db, membership, before.map(std::slice::from_ref).unwrap_or_default(), context)?;
        account.expire(db)?;
        if let Some(lot) = before {
            let left: Vec<LineLeft> =
                old.lines.iter().map(|line| LineLeft { amount: line.amount, before: line.left(), after: 0 }).collect();
            reverse(db, &mut account, lot, &left, reason_of(old), context)?;
        }
        add(db, &mut account, &ladder.programme, new, before, context)?;
        membership = account.close(db)?;
        unmake(db, &ladder, &mut membership, old, unmakes, context)?;
        raise(db, &ladder, &mut membership, new, None, context)?;
    }
    debts::follow_of(db, new.customer_id, context)?;
    let earned = stored::lots_of_purchase(db, new.customer_id, new.purchase_id, new.revision)?;
    let points = earned.into_iter().map(|lot| (lot.membership_id, lot.points)).collect();
    outcomes(db, new.customer_id, &points, Some(&levels), context)
}

/// The cards of a customer as they are now, with the points that a purchase brought each of them the first time.
pub fn standing(
    db: &mut Db,
    cards: &mut Cards,
    customer_id: &str,
    points: &HashMap<String, i64>,
    context: LedgerContext<'_>,
) -> Answer<Vec<CardOutcome>> {
    let held = cards.take(db, customer_id)?;
    let mut outcomes = Vec::new();
    for card in held.iter().filter(|card| *card.membership.state != MembershipState::Closed) {
        let membership = &card.membership;
        let ladder = cards.ladder(db, &membership.programme_id)?;
        let told = (points.get(&membership.id).copied().unwrap_or(0), membership.level_id.as_ref());
        outcomes.push(CardOutcome::of(db, &ladder, membership, card.lots.as_deref(), told, context)?);
    }
    cards.put(customer_id, held);
    Ok(outcomes)
}

/// The same of a refund, with what it took back.
pub fn taken_back(
    db: &mut Db,
    customer_id: &str,
    refund_id: &str,
    context: LedgerContext<'_>,
) -> Answer<Vec<CardOutcome>> {
    let mut points = HashMap::new();
    for (membership_id, taken) in stored::reversed_by(db, customer_id, refund_id)? {
        *points.entry(membership_id).or_insert(0) += taken;
    }
    outcomes(db, customer_id, &points, None, context)
}

/// The levels of a customer's cards.
fn levels_before(db: &mut Db, customer_id: &str) -> Answer<HashMap<String, Option<String>>> {
    let held = memberships::of_customer(db, customer_id)?;
    Ok(held.into_iter().map(|membership| (membership.id, membership.level_id)).collect())
}

/// What became of a customer's cards: `points` that came or went by card, and the levels there were before, when these
/// can have changed.
fn outcomes(
    db: &mut Db,
    customer_id: &str,
    points: &HashMap<String, i64>,
    levels: Option<&HashMap<String, Option<String>>>,
    context: LedgerContext<'_>,
) -> Answer<Vec<CardOutcome>> {
    let mut outcomes = Vec::new();
    for membership in memberships::of_customer(db, customer_id)? {
        if *membership.state == MembershipState::Closed {
            continue;
        }
        let ladder = Ladder::of(db, &membership.programme_id)?;
        let before = levels.and_then(|levels| levels.get(&membership.id)).unwrap_or(&membership.level_id);
        let told = (points.get(&membership.id).copied().unwrap_or(0), before.as_ref());
        outcomes.push(CardOutcome::of(db, &ladder, &membership, None, told, context)?);
    }
    Ok(outcomes)
}

/// A refund: what its lines earned is taken back, whatever state the card is in; what is owed on a closed one goes to the
/// next. A level that the purchase reached falls when nothing is left of the purchase. `before` and `after` are the
/// purchase without and with it.
pub fn refunded(
    db: &mut Db,
    refund: GivenBack<'_>,
    before: &Sale<'_>,
    after: &Sale<'_>,
    context: LedgerContext<'_>,
) -> Answer<Vec<CardOutcome>> {
    let levels = levels_before(db, after.customer_id)?;
    let mut points = HashMap::new();
    let lots = stored::lots_of_purchase(db, after.customer_id, after.purchase_id, after.revision)?;
    let left: Vec<LineLeft> = before
        .lines
        .iter()
        .zip(&after.lines)
        .map(|(before, after)| LineLeft { amount: before.amount, before: before.left(), after: after.left() })
        .collect();
    for lot in lots {
        let membership = memberships::find(db, &lot.membership_id)?.ok_or(Code::NotFound)?;
        let mut account = Account::open(db, membership, std::slice::from_ref(&lot), context)?;
        account.expire(db)?;
        let reason = Reason {
            refund_id: Some(refund.refund_id.to_owned()),
            occurred: Some((refund.occurred_at, refund.occurred_on)),
            ..reason_of(after)
        };
        let taken = reverse(db, &mut account, &lot, &left, reason, context)?;
        points.insert(lot.membership_id.clone(), -taken);
        account.close(db)?;
    }
    debts::follow_of(db, after.customer_id, context)?;
    if refund.is_whole && unmakes_level(db, after, refund.occurred_on)? {
        for mut membership in memberships::of_customer(db, after.customer_id)? {
            let ladder = Ladder::of(db, &membership.programme_id)?;
            unmake(db, &ladder, &mut membership, after, true, context)?;
        }
    }
    outcomes(db, after.customer_id, &points, Some(&levels), context)
}

/// A purchase that turns out to be another customer's: what it earned on the cards of `sale.customer_id` is taken back, and
/// the lots stand for no purchase any more.
pub fn withdrawn(db: &mut Db, sale: &Sale<'_>, context: LedgerContext<'_>) -> Answer<()> {
    let left: Vec<LineLeft> =
        sale.lines.iter().map(|line| LineLeft { amount: line.amount, before: line.left(), after: 0 }).collect();
    for lot in stored::lots_of_purchase(db, sale.customer_id, sale.purchase_id, sale.revision)? {
        let membership = memberships::find(db, &lot.membership_id)?.ok_or(Code::NotFound)?;
        let mut account = Account::open(db, membership, std::slice::from_ref(&lot), context)?;
        account.expire(db)?;
        reverse(db, &mut account, &lot, &left, reason_of(sale), context)?;
        account.close(db)?;
        merges::retire(db, &lot)?;
    }
    debts::follow_of(db, sale.customer_id, context).map(|_| ())
}

/// The same purchase for the customer whose it is: it earns as it would have, less what was given back of it.
pub fn came(db: &mut Db, sale: &Sale<'_>, context: LedgerContext<'_>) -> Answer<()> {
    for membership in memberships::of_customer(db, sale.customer_id)? {
        if !counts(&membership, sale, false) {
            continue;
        }
        let ladder = Ladder::of(db, &membership.programme_id)?;
        let mut account = Account::open(db, membership, &[], context)?;
        account.expire(db)?;
        add(db, &mut account, &ladder.programme, sale, None, context)?;
        let membership = account.close(db)?;
        let back: Vec<LineLeft> = sale
            .lines
            .iter()
            .map(|line| LineLeft { amount: line.amount, before: line.amount, after: line.left() })
            .collect();
        let earned = stored::lots_of_purchase(db, sale.customer_id, sale.purchase_id, sale.revision)?;
        let own = earned.into_iter().find(|lot| lot.membership_id == membership.id);
        if let Some(lot) = own.filter(|_| sale.lines.iter().any(|line| line.refunded > 0)) {
            let mut account = Account::open(db, membership, std::slice::from_ref(&lot), context)?;
            reverse(db, &mut account, &lot, &back, reason_of(sale), context)?;
            account.close(db)?;
        }
    }
    Ok(())
}

/// Whether the levels that a purchase reached fall when it is unmade on a day.
fn unmakes_level(db: &mut Db, sale: &Sale<'_>, day: NaiveDate) -> Answer<bool> {
    let days = u32::try_from(policy::current(db)?.return_days).unwrap_or(0);
    Ok(rules::unmakes_level(sale.occurred_on, day, days))
}

/// Takes back the level that a purchase reached, if it does; the figures are booked already.
fn unmake(
    db: &mut Db,
    ladder: &Ladder,
    membership: &mut Membership,
    sale: &Sale<'_>,
    unmakes: bool,
    context: LedgerContext<'_>,
) -> Answer<()> {
    let in_use = *membership.state != MembershipState::Closed;
    if unmakes && in_use && levels::fall_back(db, ladder, membership, sale.purchase_id, context)? {
        save(db, membership, context)?;
    }
    Ok(())
}

fn save(db: &mut Db, membership: &mut Membership, context: LedgerContext<'_>) -> Answer<()> {
    membership.updated_at = context.now;
    membership.version += 1;
    memberships::update(db, membership)?;
    Ok(())
}

/// Whether a purchase earns in a membership.
fn counts(membership: &Membership, sale: &Sale<'_>, has_earned: bool) -> bool {
    earns(membership.state.0, membership.enrolled_on, sale.occurred_on, has_earned)
}

/// Lets a purchase earn; `before` is what its old content earned. Answers how many points.
fn add(
    db: &mut Db,
    account: &mut Account<'_>,
    programme: &Programme,
    sale: &Sale<'_>,
    before: Option<&Lot>,
    context: LedgerContext<'_>,
) -> Answer<i64> {
    let member = &account.membership;
    let terms = terms(before.and_then(|lot| lot.rate).unwrap_or(programme.rate), context)?;
    let amounts: Vec<i64> = sale.lines.iter().map(|line| line.amount).collect();
    let earned = earn(terms, member.carry, &amounts);
    let lot = Lot {
        id: ids::make(ids::LOT),
        customer_id: sale.customer_id.to_owned(),
        membership_id: member.id.clone(),
        number: 0,
        purchase_id: Some(sale.purchase_id.to_owned()),
        revision: Some(sale.revision),
        rate: Some(terms.rate.thousandths()),
        carry: Some(earned.start),
        points: earned.points,
        reversed: 0,
        remaining: earned.points,
        occurred_on: sale.occurred_on,
        expires_on: expires_on(sale.occurred_on, valid_months(programme.valid_months)?),
        from_lot_id: None,
    };
    account.membership.carry = earned.carry;
    let occurred = Some((sale.occurred_at, sale.occurred_on));
    account.add(db, PointKind::Earn, lot, Reason { occurred, ..reason_of(sale) })?;
    Ok(earned.points)
}

/// Takes back what a refund or a new revision unmakes; answers how many points.
fn reverse(
    db: &mut Db,
    account: &mut Account<'_>,
    lot: &Lot,
    left: &[LineLeft],
    reason: Reason,
    context: LedgerContext<'_>,
) -> Answer<i64> {
    let (Some(rate), Some(start)) = (lot.rate, lot.carry) else {
        return Err(Error::Internal(format!("{} earned without terms", lot.id)));
    };
    let taken = take_back(terms(rate, context)?, start, left);
    account.membership.carry += taken.carry;
    account.take_back(db, &lot.id, taken.points, reason)?;
    Ok(taken.points)
}

/// Looks whether the facts reach a higher level now; by spend they may though the purchase earned nothing. `value` is
/// what the member has come to, when it is known already.
fn raise(
    db: &mut Db,
    ladder: &Ladder,
    membership: &mut Membership,
    sale: &Sale<'_>,
    value: Option<i64>,
    context: LedgerContext<'_>,
) -> Answer<()> {
    if *membership.state == MembershipState::Closed {
        return Ok(());
    }
    let cause = Cause::Purchase(sale.purchase_id);
    let changed = match value {
        Some(value) => levels::judge(db, ladder, membership, value, cause, context)?,
        None => levels::review(db, ladder, membership, cause, context)?,
    };
    if changed { save(db, membership, context) } else { Ok(()) }
}

/// The terms of a rate that is stored.
pub fn terms(rate: i64, context: LedgerContext<'_>) -> Answer<Terms> {
    let rate = Rate::from_thousandths(rate).map_err(|error| Error::Internal(format!("a stored rate: {error}")))?;
    Ok(Terms::new(rate, context.currency))
}

/// How long points are good, as it is stored.
pub fn valid_months(stored: Option<i32>) -> Answer<Option<u32>> {
    stored.map(u32::try_from).transpose().map_err(|error| Error::Internal(format!("stored months: {error}")))
}

fn reason_of(sale: &Sale<'_>) -> Reason {
    Reason {
        purchase_id: Some(sale.purchase_id.to_owned()),
        unit_id: sale.unit_id.map(str::to_owned),
        ..Reason::default()
    }
}
