//! Recording a sale that has no customer.

use regulars_db::Db;
use regulars_db::sales::anonymous_sales;
use regulars_db::sales::anonymous_sales::{Sale, SaleLine};
use regulars_db::sales::purchases;
use regulars_db::sales::purchases::{ExternalRef, Line, Purchase};
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::permissions::Scope;
use regulars_domain::platform::audit::changes;
use regulars_domain::sales::purchases::PurchaseState;
use serde_json::{Value, json};

use crate::platform::audit;
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::sales::purchases::holding;
use crate::sales::purchases::lines::check_sold;
use crate::sales::purchases::lookups::{Lookups, key_of};
use crate::sales::purchases::record::{Draft, Outcome, differs, taken};
use crate::sales::purchases::views::NewPurchase;

/// A sale that was recorded, took a new revision, or was there already.
pub struct RecordedSale {
    pub sale: Sale,
    pub lines: Vec<SaleLine>,
    /// False when it was there already.
    pub is_new: bool,
}

/// Refuses a sale that says it has no customer, and names one.
pub fn check_nobody(new: &NewPurchase) -> Answer<()> {
    if new.customer.is_none() && new.customer_id.is_none() {
        return Ok(());
    }
    let hint = message!("an anonymous sale names no customer", "匿名销售不能指明客户");
    Err(Fault::at("/anonymous", FaultCode::Conflict).hint(hint).into())
}

/// Records what a draft says. The same sale sent again changes nothing.
pub fn record(
    db: &mut Db,
    lookups: &mut Lookups,
    actor: &Actor,
    scope: &Scope,
    new: &NewPurchase,
    draft: Draft,
) -> Answer<Outcome> {
    let check = |db: &mut Db, lookups: &mut Lookups| {
        check_sold(db, lookups, draft.partner.as_deref(), (&draft.purchase, &draft.lines), new)
    };
    let reference = draft.reference(&lookups.organisation, "");
    let (sale, lines) = rows_of(&draft);
    let Some(reference) = reference.map(|reference| ExternalRef { subject_id: sale.id.clone(), ..reference }) else {
        check(db, lookups)?;
        return insert(db, actor, sale, lines);
    };
    let outcome = match taken(db, lookups, &reference)? {
        None => {
            check(db, lookups)?;
            insert(db, actor, sale, lines)?
        }
        Some(known) if ids::is(ids::HELD_PURCHASE, &known.subject_id) => {
            holding::give_way(db, actor, &known, &reference, &sale.id)?;
            purchases::revise_ref(db, &reference)?;
            insert(db, actor, sale, lines)?
        }
        Some(known) if !ids::is(ids::ANONYMOUS_SALE, &known.subject_id) => return Err(differs(&known)),
        Some(known) if known.content() == reference.content() => {
            let sale = anonymous_sales::find(db, &known.subject_id)?.ok_or(Code::Busy)?;
            let lines = anonymous_sales::lines_of(db, &[&sale.id])?;
            return Ok(Outcome::Anonymous(Box::new(RecordedSale { sale, lines, is_new: false })));
        }
        Some(known) if reference.revision > known.revision => {
            check(db, lookups)?;
            let reference = ExternalRef { subject_id: known.subject_id.clone(), ..reference };
            let outcome = revise(db, actor, scope, (sale, lines), &known)?;
            purchases::revise_ref(db, &reference)?;
            lookups.references.put(key_of(&reference), reference);
            return Ok(outcome);
        }
        Some(known) => return Err(differs(&known)),
    };
    lookups.references.put(key_of(&reference), reference);
    Ok(outcome)
}

fn insert(db: &mut Db, actor: &Actor, sale: Sale, lines: Vec<SaleLine>) -> Answer<Outcome> {
    anonymous_sales::insert(db, &sale, &lines)?;
    audit::record(db, actor, "anonymous_sales.record", ("anonymous_sale", &sale.id), &audited(&sale))?;
    Ok(Outcome::Anonymous(Box::new(RecordedSale { sale, lines, is_new: true })))
}

/// Replaces the content of a sale that has no refunds yet.
fn revise(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    (sale, mut lines): (Sale, Vec<SaleLine>),
    known: &ExternalRef,
) -> Answer<Outcome> {
    let old = anonymous_sales::lock(db, &known.subject_id)?.ok_or(Code::Busy)?;
    // Behind the lock: a higher revision may have come meanwhile. One of a foreign unit is not the caller's to change.
    if sale.revision <= old.revision || !scope.covers(old.unit_id.as_deref()) {
        return Err(differs(known));
    }
    if *old.state != PurchaseState::Paid {
        return Err(Refusal::of(Code::Conflict)
            .detail(message!("a sale with refunds takes no new revision", "已有退款的销售不接受新版本"))
            .into());
    }
    let sale = Sale { id: old.id.clone(), ..sale };
    lines.iter_mut().for_each(|line| line.sale_id.clone_from(&old.id));
    anonymous_sales::delete_lines(db, &old.id)?;
    anonymous_sales::update(db, &sale)?;
    anonymous_sales::insert_lines(db, &lines)?;
    let detail = json!({"changes": changes(&audited(&old), &audited(&sale)), "revision": sale.revision});
    audit::record(db, actor, "anonymous_sales.revise", ("anonymous_sale", &sale.id), &detail)?;
    Ok(Outcome::Anonymous(Box::new(RecordedSale { sale, lines, is_new: false })))
}

/// What the audit says of a sale.
fn audited(sale: &Sale) -> Value {
    let at = sale.occurred_at.and_utc().to_rfc3339();
    json!({"unit_id": sale.unit_id, "occurred_at": at, "net_minor": sale.net_minor})
}

fn rows_of(draft: &Draft) -> (Sale, Vec<SaleLine>) {
    let Purchase { unit_id, channel, partner, external_id, .. } = &draft.purchase;
    let purchase = &draft.purchase;
    let sale = Sale {
        id: ids::make(ids::ANONYMOUS_SALE),
        unit_id: unit_id.clone(),
        channel: *channel,
        partner: partner.clone(),
        external_id: external_id.clone(),
        revision: purchase.revision,
        occurred_at: purchase.occurred_at,
        occurred_on: purchase.occurred_on,
        recorded_at: purchase.recorded_at,
        currency: purchase.currency,
        gross_minor: purchase.gross_minor,
        discount_minor: purchase.discount_minor,
        refunded_minor: purchase.refunded_minor,
        net_minor: purchase.net_minor,
        state: purchase.state,
        updated_at: purchase.updated_at,
    };
    let line = |line: &Line| SaleLine {
        sale_id: sale.id.clone(),
        number: line.number,
        product_id: line.product_id.clone(),
        category_id: line.category_id.clone(),
        description: line.description.clone(),
        quantity: line.quantity,
        unit_price: line.unit_price,
        amount: line.amount,
        discount: line.discount,
        refunded_quantity: 0,
        refunded_amount: 0,
    };
    let lines = draft.lines.iter().map(line).collect();
    (sale, lines)
}
