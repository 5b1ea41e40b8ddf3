//! Reading and telling how a purchase was delivered.

use std::collections::HashSet;

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::sales::deliveries;
use regulars_db::sales::deliveries::{Delivery, DeliveryLine};
use regulars_db::sales::purchases;
use regulars_domain::message;
use regulars_domain::period::local_day;
use regulars_domain::permissions::Scope;
use regulars_domain::sales::deliveries::{DeliveryDays, DeliveryDaysError, is_short_of};
use serde_json::json;

use super::views::{DeliveryView, NewPurchaseDelivery};
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::codes;
use crate::platform::error::{Answer, Code, Fault, FaultCode};
use crate::platform::identity::Actor;
use crate::platform::organisation;
use crate::platform::version::ExpectedVersion;
use crate::sales::purchases::refunds;

/// The delivery of a purchase of a unit in scope; not found while nothing was told of it.
pub fn find(db: &mut Db, actor: &Actor, scope: &Scope, purchase_id: &str) -> Answer<DeliveryView> {
    let id = refunds::resolve(db, actor, purchase_id)?;
    let purchase = refunds::find(db, scope, &id)?;
    let delivery = deliveries::find(db, &purchase.customer_id, &purchase.id)?.ok_or(Code::NotFound)?;
    let today = today(db)?;
    view(db, delivery, today)
}

/// Says what is known of the delivery of a purchase, in place of what was told before.
pub fn put(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    purchase_id: &str,
    expected: &ExpectedVersion,
    new: &NewPurchaseDelivery,
) -> Answer<DeliveryView> {
    let id = refunds::resolve(db, actor, purchase_id)?;
    refunds::check_has_customer(&id)?;
    let purchase = refunds::find(db, scope, &id)?;
    let today = today(db)?;
    let days =
        DeliveryDays { ordered_on: new.ordered_on, promised_on: new.promised_on, delivered_on: new.delivered_on };
    days.check(today).map_err(day_fault)?;
    let lines = read_lines(db, &purchase.customer_id, &purchase.id, new)?;
    let before = deliveries::find(db, &purchase.customer_id, &purchase.id)?;
    let version = before.as_ref().map_or(0, |before| before.version);
    expected.check(version)?;
    let delivery = Delivery {
        customer_id: purchase.customer_id,
        purchase_id: purchase.id,
        ordered_on: days.ordered_on,
        promised_on: days.promised_on,
        delivered_on: days.delivered_on,
        ordered: lines.iter().map(|line| line.ordered).sum(),
        short: lines.iter().map(|line| line.short).sum(),
        updated_at: clock::now().naive_utc(),
        updated_by: actor.id.clone(),
        version: version + 1,
    };
    match before {
        None => deliveries::insert(db, &delivery)?,
        Some(_) => codes::written(deliveries::update(db, &delivery, version))?,
    }
    deliveries::clear_lines(db, &delivery.customer_id, &delivery.purchase_id)?;
    deliveries::insert_lines(db, &lines)?;
    let detail = json!({"ordered_on": days.ordered_on, "promised_on": days.promised_on,
        "delivered_on": days.delivered_on, "lines": lines.len(), "version": delivery.version});
    audit::record(db, actor, "purchases.delivery", ("purchase", &delivery.purchase_id), &detail)?;
    view(db, delivery, today)
}

fn today(db: &mut Db) -> Answer<NaiveDate> {
    Ok(local_day(clock::now(), organisation(db)?.time_zone))
}

fn view(db: &mut Db, delivery: Delivery, today: NaiveDate) -> Answer<DeliveryView> {
    let lines = deliveries::lines_of(db, &delivery.customer_id, &delivery.purchase_id)?;
    Ok(DeliveryView::new(delivery, &lines, today))
}

/// The lines as they are kept: each of a line of the purchase, and once.
fn read_lines(
    db: &mut Db,
    customer_id: &str,
    purchase_id: &str,
    new: &NewPurchaseDelivery,
) -> Answer<Vec<DeliveryLine>> {
    let sold: HashSet<i32> =
        purchases::lines_of(db, customer_id, &[purchase_id])?.into_iter().map(|line| line.number).collect();
    let mut seen = HashSet::new();
    let mut lines = Vec::with_capacity(new.lines.len());
    for (at, line) in new.lines.iter().enumerate() {
        let fault = |member: &str, code| Fault::at(format!("/lines/{at}/{member}"), code);
        if !sold.contains(&line.number) {
            return Err(fault("number", FaultCode::NotFound).into());
        }
        if !seen.insert(line.number) {
            return Err(fault("number", FaultCode::Duplicate).into());
        }
        if !is_short_of(line.ordered_quantity, line.short_quantity) {
            let hint = message!("no more can be missing than was ordered", "缺货数量不能超过订购数量");
            return Err(fault("short_quantity", FaultCode::OutOfRange).hint(hint).into());
        }
        lines.push(DeliveryLine {
            customer_id: customer_id.to_owned(),
            purchase_id: purchase_id.to_owned(),
            number: line.number,
            ordered: line.ordered_quantity.thousandths(),
            short: line.short_quantity.map_or(0, |short| short.thousandths()),
        });
    }
    Ok(lines)
}

fn day_fault(error: DeliveryDaysError) -> Fault {
    let (pointer, code, hint) = match error {
        DeliveryDaysError::PromisedBeforeOrdered => (
            "/promised_on",
            FaultCode::TooOld,
            message!("nothing is promised for a day before it was ordered", "承诺日期不能早于订购日期"),
        ),
        DeliveryDaysError::DeliveredBeforeOrdered => (
            "/delivered_on",
            FaultCode::TooOld,
            message!("nothing is delivered before it was ordered", "送达日期不能早于订购日期"),
        ),
        DeliveryDaysError::DeliveredAhead => (
            "/delivered_on",
            FaultCode::OutOfRange,
            message!("a delivery is told once it has come", "货物送达后才能登记送达日期"),
        ),
    };
    Fault::at(pointer, code).hint(hint)
}
