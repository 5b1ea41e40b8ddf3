//! Rows of returned goods: a refund of the purchase that they are of. What came back of a purchase in the same file is
//! written with it; what came back of one that is known is booked as a refund by hand would be.

use std::collections::HashMap;

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::exchange::import_facts as facts;
use regulars_db::exchange::import_facts::Fact;
use regulars_db::sales::purchases;
use regulars_db::sales::purchases::{ExternalRef, Line, Purchase, Refund, RefundLine};
use regulars_domain::exchange::imports::{Candidate, Field, PurchaseRow, Receipt, RowOutcome, given_back};
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::sales::purchases::{PurchaseState, RefundError, RefundedLine};

use super::context::ImportContext;
use super::reasons::{Reason, Refused};
use super::rows::{Item, ParsedRow, Rejected};
use super::run::Booking;
use crate::customers::tiers::Rule;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::sales::purchases::refunds;
use crate::sales::purchases::refunds::{Books, Giving, plain, take_off};

/// Why tiers are looked at.
const CAUSE: &str = "import";

/// A receipt whose purchase is there already, with something that came back.
pub struct Wanted<'a> {
    pub item: &'a Item<ParsedRow>,
    pub receipt: &'a Receipt,
    pub there: ExternalRef,
}

/// What comes back of a purchase that was there before, a refund for each row.
pub struct Pending {
    purchase: Purchase,
    rows: Vec<(chrono::NaiveDateTime, Vec<RefundedLine>)>,
}

/// That nobody can say what a returned row is a return of.
pub fn no_purchase() -> Reason {
    let said = message!(
        "goods were returned and the purchase is neither in the file nor known",
        "这是退货，而原购买既不在文件中，也未有记录"
    );
    Reason::of(Field::ExternalId, "return_without_purchase", said)
}

fn above(error: RefundError) -> Reason {
    Reason::of(Field::Amount, "refund_exceeds", error)
}

/// The lines of a purchase as a returned row sees them.
fn candidates(context: &ImportContext, lines: &[Line], row: &PurchaseRow) -> Vec<Candidate> {
    let product = context.product(row.product_code.as_deref()).ok().flatten().map(|product| product.id.as_str());
    let is_named = |line: &Line| match product {
        Some(id) => line.product_id.as_deref() == Some(id),
        None => row.product_name.is_some() && line.description == row.product_name,
    };
    lines.iter().map(|line| Candidate { line: plain(line), is_named: is_named(line) }).collect()
}

/// What came back of a purchase in the same file: taken off the purchase and its lines, a refund for each row.
pub fn at_once(
    context: &ImportContext,
    receipt: &Receipt,
    purchase: &mut Purchase,
    lines: &mut [Line],
) -> Result<Vec<(Refund, Vec<RefundLine>)>, Reason> {
    let mut made = Vec::with_capacity(receipt.returned.len());
    for row in &receipt.returned {
        let refunded = given_back(&candidates(context, lines, row), row).map_err(above)?;
        take_off(purchase, lines, &refunded);
        made.push(rows_of(context, purchase, row, &refunded));
    }
    Ok(made)
}

fn rows_of(
    context: &ImportContext,
    purchase: &Purchase,
    row: &PurchaseRow,
    refunded: &[RefundedLine],
) -> (Refund, Vec<RefundLine>) {
    let refund = Refund {
        id: ids::make(ids::REFUND),
        customer_id: purchase.customer_id.clone(),
        purchase_id: purchase.id.clone(),
        unit_id: purchase.unit_id.clone(),
        reason: None,
        partner: None,
        external_id: None,
        occurred_at: row.occurred_at.naive_utc().max(purchase.occurred_at),
        occurred_on: row.occurred_on,
        recorded_at: purchase.recorded_at,
        recorded_by: context.import_id.clone(),
        amount: refunded.iter().map(|line| line.amount).sum(),
    };
    let line = |line: &RefundedLine| RefundLine {
        customer_id: refund.customer_id.clone(),
        refund_id: refund.id.clone(),
        number: line.number,
        quantity: line.quantity,
        amount: line.amount,
    };
    let lines = refunded.iter().map(line).collect();
    (refund, lines)
}

/// What receipts of known purchases come to.
#[derive(Default)]
pub struct Returns<'a> {
    /// What comes back that was not booked before.
    pub givings: Vec<Pending>,
    /// The receipts that are taken, and how they end.
    pub taken: Vec<(&'a Item<ParsedRow>, RowOutcome)>,
    /// Rows that are kept for a person.
    pub refused: Vec<Rejected>,
}

/// What of these receipts comes back.
pub fn decide<'a>(db: &mut Db, context: &ImportContext, wanted: Vec<Wanted<'a>>) -> Answer<Returns<'a>> {
    let mut returns = Returns::default();
    for Wanted { item, receipt, there } in wanted {
        let Some(purchase) = purchases::find(db, &there.subject_id)? else { continue };
        let lines = purchases::lines_of(db, &there.customer_id, &[&there.subject_id])?;
        let before = purchases::refunds_of(db, &there.customer_id, &there.subject_id)?;
        match new_of(context, receipt, purchase, lines, &before) {
            Ok(one) if one.rows.is_empty() => returns.taken.push((item, RowOutcome::Unchanged)),
            Ok(one) => {
                returns.taken.push((item, RowOutcome::Changed));
                returns.givings.push(one);
            }
            Err(reason) => returns.refused.extend(Refused::Held(reason).rows_of(item)),
        }
    }
    Ok(returns)
}

/// The returned rows of a receipt that no refund of its purchase stands for: a refund of the same day and amount does for
/// one row.
fn new_of(
    context: &ImportContext,
    receipt: &Receipt,
    purchase: Purchase,
    mut lines: Vec<Line>,
    before: &[Refund],
) -> Result<Pending, Reason> {
    if *purchase.state == PurchaseState::Reversed {
        return Err(no_purchase());
    }
    let mut booked: HashMap<(NaiveDate, i64), usize> = HashMap::new();
    for refund in before {
        *booked.entry((refund.occurred_on, refund.amount)).or_default() += 1;
    }
    let mut left = purchase.clone();
    let mut rows = Vec::new();
    for row in &receipt.returned {
        if let Some(count) = booked.get_mut(&(row.occurred_on, row.amount)).filter(|count| **count > 0) {
            *count -= 1;
            continue;
        }
        let refunded = given_back(&candidates(context, &lines, row), row).map_err(above)?;
        take_off(&mut left, &mut lines, &refunded);
        rows.push((row.occurred_at.naive_utc().max(purchase.occurred_at), refunded));
    }
    Ok(Pending { purchase, rows })
}

impl Pending {
    /// How many refunds it makes.
    pub fn refunds(&self) -> usize {
        self.rows.len()
    }

    /// Books the refunds, and that the import made them.
    pub fn book(&self, db: &mut Db, context: &ImportContext, rule: &Rule, how: Booking<'_>) -> Answer<()> {
        for (occurred_at, wanted) in &self.rows {
            let giving = Giving {
                id: ids::make(ids::REFUND),
                customer_id: &self.purchase.customer_id,
                purchase_id: &self.purchase.id,
                reason: None,
                external_id: None,
                partner: None,
                occurred_at: *occurred_at,
            };
            let organisation = &context.organisation;
            let books = Books { organisation, rule, now: clock::now(), by: how.by, cause: CAUSE };
            let booked = refunds::book(db, giving, books, |_, lines| still_left(lines, wanted))?;
            let made = Fact::of(&context.import_id, facts::REFUND, &booked.refund.id, &booked.refund.customer_id);
            facts::insert(db, &[made])?;
        }
        Ok(())
    }
}

/// What was decided, if the lines still have it behind the lock; else the part is decided again.
fn still_left(lines: &[Line], wanted: &[RefundedLine]) -> Answer<Vec<RefundedLine>> {
    let has = |refunded: &RefundedLine| {
        lines.iter().map(plain).any(|line| {
            line.number == refunded.number
                && line.amount_left() >= refunded.amount
                && line.quantity_left() >= refunded.quantity
        })
    };
    if wanted.iter().all(has) {
        return Ok(wanted.to_vec());
    }
    Err(Error::Internal("what came back was refunded meanwhile".to_owned()))
}
