//! Refunds of sales that have no customer: by line, never above what is left, as those of purchases.

use regulars_db::Db;
use regulars_db::sales::anonymous_sales;
use regulars_db::sales::anonymous_sales::{Sale, SaleLine, SaleRefund, SaleRefundLine};
use regulars_db::sales::purchases;
use regulars_db::text::AsText;
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::permissions::Scope;
use regulars_domain::sales::purchases::{Line, RefundedLine, after, state_of};
use serde_json::json;

use crate::organisation::partners::named as partners;
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Refusal};
use crate::platform::identity::Actor;
use crate::platform::occurred;
use crate::platform::organisation;
use crate::platform::text_fields;
use crate::sales::purchases::refunds::{moment_of, reference_of, split_lines};
use crate::sales::purchases::views::NewRefund;

/// A refund that was recorded, or was there already.
pub struct RefundedSale {
    pub refund: SaleRefund,
    pub lines: Vec<SaleRefundLine>,
    pub sale: Sale,
    pub sale_lines: Vec<SaleLine>,
}

/// The id of a sale of the path; a key sees its own partner's ids only.
pub fn resolve(db: &mut Db, actor: &Actor, id: &str) -> Answer<String> {
    let id = crate::sales::purchases::refunds::resolve(db, actor, id)?;
    if ids::is(ids::ANONYMOUS_SALE, &id) { Ok(id) } else { Err(Code::NotFound.into()) }
}

/// A sale of a unit in scope; one without a unit is seen by those who see all.
pub fn find(db: &mut Db, scope: &Scope, id: &str) -> Answer<Sale> {
    anonymous_sales::find(db, id)?
        .filter(|sale| scope.covers(sale.unit_id.as_deref()))
        .ok_or_else(|| Code::NotFound.into())
}

/// Gives back lines of a sale of a unit in the caller's scope.
pub fn record(db: &mut Db, actor: &Actor, scope: &Scope, sale_id: &str, new: &NewRefund) -> Answer<RefundedSale> {
    let (organisation, now) = (organisation(db)?, clock::now());
    let found = find(db, scope, sale_id)?;
    let too_old = message!("a refund cannot be older than its sale", "退款不能早于其销售");
    let occurred_at = moment_of(new, (found.occurred_at, found.recorded_at), now, too_old)?;
    let partner = partners::speaking(db, actor, new.partner.as_deref())?;
    let id = ids::make(ids::REFUND);
    if let Some(reference) = reference_of((&found.id, ""), new, partner.as_deref(), &id)?
        && !purchases::take_ref(db, &reference)?
    {
        return again(db, &reference);
    }
    // What is left is read behind the lock: two refunds at once see each other.
    let sale = anonymous_sales::lock(db, sale_id)?.ok_or(Code::NotFound)?;
    let lines = anonymous_sales::lines_of(db, &[sale_id])?;
    let refunded = split_lines(sale.currency.0, &plain(&lines), new)?;
    let (sale, sale_lines) = apply(db, sale, lines, &refunded, now.naive_utc())?;
    let refund = SaleRefund {
        sale_id: sale.id.clone(),
        unit_id: sale.unit_id.clone(),
        reason: new.reason.as_deref().map(|reason| text_fields::line("/reason", reason, 500)).transpose()?,
        partner: new.external_id.as_ref().and(partner),
        external_id: new.external_id.clone(),
        occurred_at: occurred_at.naive_utc(),
        occurred_on: occurred::day(occurred_at, now, organisation.time_zone),
        recorded_at: now.naive_utc(),
        recorded_by: actor.id.clone(),
        amount: refunded.iter().map(|line| line.amount).sum(),
        id,
    };
    let line = |line: &RefundedLine| SaleRefundLine {
        refund_id: refund.id.clone(),
        number: line.number,
        quantity: line.quantity,
        amount: line.amount,
    };
    let lines: Vec<SaleRefundLine> = refunded.iter().map(line).collect();
    anonymous_sales::insert_refund(db, &refund, &lines)?;
    let detail = json!({"refund_id": refund.id, "amount_minor": refund.amount});
    audit::record(db, actor, "anonymous_sales.refund", ("anonymous_sale", &sale.id), &detail)?;
    Ok(RefundedSale { refund, lines, sale, sale_lines })
}

/// The lines as the rules of refunds look at them.
pub fn plain(lines: &[SaleLine]) -> Vec<Line> {
    let plain = |line: &SaleLine| Line {
        number: line.number,
        quantity: line.quantity,
        amount: line.amount,
        refunded_quantity: line.refunded_quantity,
        refunded_amount: line.refunded_amount,
    };
    lines.iter().map(plain).collect()
}

/// Notes on the sale and its lines what was given back.
fn apply(
    db: &mut Db,
    mut sale: Sale,
    mut lines: Vec<SaleLine>,
    refunded: &[RefundedLine],
    now: chrono::NaiveDateTime,
) -> Answer<(Sale, Vec<SaleLine>)> {
    let left = after(&plain(&lines), refunded);
    for (line, now) in lines.iter_mut().zip(&left) {
        if (line.refunded_quantity, line.refunded_amount) != (now.refunded_quantity, now.refunded_amount) {
            line.refunded_quantity = now.refunded_quantity;
            line.refunded_amount = now.refunded_amount;
            anonymous_sales::set_refunded(db, line)?;
        }
    }
    let amount: i64 = refunded.iter().map(|line| line.amount).sum();
    sale.refunded_minor += amount;
    sale.net_minor -= amount;
    sale.state = AsText(state_of(&left));
    sale.updated_at = now;
    anonymous_sales::update(db, &sale)?;
    Ok((sale, lines))
}

/// The refund as it was recorded the first time.
fn again(db: &mut Db, wanted: &purchases::ExternalRef) -> Answer<RefundedSale> {
    let known = purchases::find_ref(db, purchases::REFUND, &wanted.partner, &wanted.external_id)?.ok_or(Code::Busy)?;
    if known.content() != wanted.content() {
        return Err(Refusal::of(Code::RefundDiffers).member("refund_id", known.subject_id).into());
    }
    let refund = anonymous_sales::find_refund(db, &known.subject_id)?.ok_or(Code::Busy)?;
    let lines = anonymous_sales::refund_lines_of(db, &[&refund.id])?;
    let sale = anonymous_sales::find(db, &refund.sale_id)?.ok_or(Code::Busy)?;
    let sale_lines = anonymous_sales::lines_of(db, &[&sale.id])?;
    Ok(RefundedSale { refund, lines, sale, sale_lines })
}
