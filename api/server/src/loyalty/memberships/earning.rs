//! What a purchase does to its customer's memberships, in its own transaction and behind the lock of the customer's
//! figures: it earns, its refunds take back, its new revision does both.

use chrono::{NaiveDate, NaiveDateTime};
use regulars_db::Db;
use regulars_db::loyalty::memberships;
use regulars_db::loyalty::memberships::Membership;
use regulars_db::loyalty::points as stored;
use regulars_db::loyalty::points::Lot;
use regulars_db::loyalty::programmes::Programme;
use regulars_domain::ids;
use regulars_domain::loyalty::memberships::{LevelCause, MembershipState, earns};
use regulars_domain::loyalty::points::{LineLeft, PointKind, Rate, Terms, earn, expires_on, take_back};

use super::LedgerContext;
use super::cards::{Cards, open_lots};
use super::ledger::{Account, Reason};
use super::levels;
use super::levels::Ladder;
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
}

/// A purchase that was recorded: it earns in every membership it counts for. The figures are booked already.
/// Answers how many points it earned in all of them.
pub fn recorded(db: &mut Db, cards: &mut Cards, sale: &Sale<'_>, context: LedgerContext<'_>) -> Answer<i64> {
    let mut all = 0;
    let mut held = cards.take(db, sale.customer_id)?;
    for card in &mut held {
        if *card.membership.state == MembershipState::Closed {
            continue;
        }
        let ladder = cards.ladder(db, &card.membership.programme_id)?;
        let mut earned = 0;
        if counts(&card.membership, sale, false) {
            let lots = card.lots.take().map_or_else(|| open_lots(db, &card.membership), Ok)?;
            let mut account = Account::of(card.membership.clone(), lots, context);
            earned = add(db, &mut account, &ladder.programme, sale, None, context)?;
            let (membership, lots) = account.close_with_lots(db)?;
            (card.membership, card.lots) = (membership, Some(lots));
        }
        all += earned;
        card.note(&ladder, sale, earned, context);
        raise(db, &ladder, &mut card.membership, card.value, context)?;
    }
    cards.put(sale.customer_id, held);
    Ok(all)
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

/// A purchase whose content was replaced: what the old one earned is taken back, the new one earns at the same rate.
pub fn revised(db: &mut Db, old: &Sale<'_>, new: &Sale<'_>, context: LedgerContext<'_>) -> Answer<()> {
    let lots = stored::lots_of_purchase(db, old.customer_id, old.purchase_id, old.revision)?;
    for mut membership in memberships::of_customer(db, new.customer_id)? {
        let ladder = Ladder::of(db, &membership.programme_id)?;
        let before = lots.iter().find(|lot| lot.membership_id == membership.id);
        if !counts(&membership, new, before.is_some()) {
            raise(db, &ladder, &mut membership, None, context)?;
            continue;
        }
        let mut account = Account::open(db, membership, before.map(std::slice::from_ref).unwrap_or_default(), context)?;
        if let Some(lot) = before {
            let left: Vec<LineLeft> =
                old.lines.iter().map(|line| LineLeft { amount: line.amount, before: line.left(), after: 0 }).collect();
            reverse(db, &mut account, lot, &left, reason_of(old), context)?;
        }
        add(db, &mut account, &ladder.programme, new, before, context)?;
        membership = account.close(db)?;
        raise(db, &ladder, &mut membership, None, context)?;
    }
    Ok(())
}

/// A refund: what its lines earned is taken back, whatever state the card is in. `before` and `after` are the purchase
/// without and with it.
pub fn refunded(
    db: &mut Db,
    refund: GivenBack<'_>,
    before: &Sale<'_>,
    after: &Sale<'_>,
    context: LedgerContext<'_>,
) -> Answer<()> {
    let lots = stored::lots_of_purchase(db, after.customer_id, after.purchase_id, after.revision)?;
    if lots.is_empty() {
        return Ok(());
    }
    let left: Vec<LineLeft> = before
        .lines
        .iter()
        .zip(&after.lines)
        .map(|(before, after)| LineLeft { amount: before.amount, before: before.left(), after: after.left() })
        .collect();
    for lot in lots {
        let membership = memberships::find(db, &lot.membership_id)?.ok_or(Code::NotFound)?;
        let mut account = Account::open(db, membership, std::slice::from_ref(&lot), context)?;
        let reason = Reason {
            refund_id: Some(refund.refund_id.to_owned()),
            occurred: Some((refund.occurred_at, refund.occurred_on)),
            ..reason_of(after)
        };
        reverse(db, &mut account, &lot, &left, reason, context)?;
        account.close(db)?;
    }
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
    };
    account.membership.carry = earned.carry;
    let occurred = Some((sale.occurred_at, sale.occurred_on));
    account.add(db, PointKind::Earn, lot, Reason { occurred, ..reason_of(sale) })?;
    Ok(earned.points)
}

fn reverse(
    db: &mut Db,
    account: &mut Account<'_>,
    lot: &Lot,
    left: &[LineLeft],
    reason: Reason,
    context: LedgerContext<'_>,
) -> Answer<()> {
    let (Some(rate), Some(start)) = (lot.rate, lot.carry) else {
        return Err(Error::Internal(format!("{} earned without terms", lot.id)));
    };
    let taken = take_back(terms(rate, context)?, start, left);
    account.membership.carry += taken.carry;
    account.take_back(db, &lot.id, taken.points, reason)
}

/// Looks whether the facts reach a higher level now; by spend they may though the purchase earned nothing. `value` is
/// what the member has come to, when it is known already.
fn raise(
    db: &mut Db,
    ladder: &Ladder,
    membership: &mut Membership,
    value: Option<i64>,
    context: LedgerContext<'_>,
) -> Answer<()> {
    if *membership.state == MembershipState::Closed {
        return Ok(());
    }
    let changed = match value {
        Some(value) => levels::judge(db, ladder, membership, value, LevelCause::Purchase, context)?,
        None => levels::review(db, ladder, membership, LevelCause::Purchase, context)?,
    };
    if changed {
        membership.updated_at = context.now;
        membership.version += 1;
        memberships::update(db, membership)?;
    }
    Ok(())
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
