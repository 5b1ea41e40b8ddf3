//! What a promise is worth: an amount of money, or points on a card of the customer. Points are booked as soon as they
//! are approved, in the same transaction.

use regulars_db::Db;
use regulars_db::customers::metrics;
use regulars_db::loyalty::memberships;
use regulars_db::loyalty::memberships::Membership;
use regulars_db::service::complaints::parts::Compensation;
use regulars_db::text::AsText;
use regulars_domain::loyalty::points::MOST_POINTS;
use regulars_domain::message;
use regulars_domain::service::complaints::{
    CompensationKind, CompensationState, ComplaintEventKind, needs_amount, worth_of_points,
};
use serde_json::json;

use super::case::Case;
use super::requests::NewCompensation;
use crate::loyalty::memberships::LedgerContext;
use crate::loyalty::memberships::ledger::{Account, Reason};
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::organisation;

/// What a promise names.
#[derive(Clone, Debug, Default)]
pub struct Worth {
    /// In minor units of the base currency; of points what they are worth.
    pub amount: Option<i64>,
    pub points: Option<i64>,
    pub membership_id: Option<String>,
}

/// What is promised for a case.
pub fn of(db: &mut Db, case: &Case, new: &NewCompensation) -> Answer<Worth> {
    if new.kind == CompensationKind::Points {
        return points(db, case, new);
    }
    let refused = [("/points", new.points.is_some()), ("/membership_id", new.membership_id.is_some())];
    if let Some((pointer, _)) = refused.into_iter().find(|(_, given)| *given) {
        return Err(Fault::at(pointer, FaultCode::Conflict)
            .hint(message!("only promised points have it", "只有承诺积分时才填写"))
            .into());
    }
    Ok(Worth { amount: amount(db, new)?, ..Worth::default() })
}

fn amount(db: &mut Db, new: &NewCompensation) -> Answer<Option<i64>> {
    let currency = organisation(db)?.base_currency;
    match (needs_amount(new.kind), new.amount) {
        (true, None) => Err(Fault::at("/amount", FaultCode::Required).into()),
        (false, Some(_)) => Err(Fault::at("/amount", FaultCode::Conflict)
            .hint(message!("an apology has no amount", "道歉没有金额"))
            .into()),
        (false, None) => Ok(None),
        (true, Some(money)) => {
            let amount = money
                .amount_in(currency)
                .map_err(|error| Fault::at("/amount", FaultCode::OtherCurrency).hint(error))?;
            if amount <= 0 {
                return Err(Fault::at("/amount/amount", FaultCode::OutOfRange)
                    .hint(message!("expected more than 0", "应大于 0"))
                    .into());
            }
            Ok(Some(amount))
        }
    }
}

fn points(db: &mut Db, case: &Case, new: &NewCompensation) -> Answer<Worth> {
    if new.amount.is_some() {
        return Err(Fault::at("/amount", FaultCode::Conflict)
            .hint(message!("points have no amount", "承诺积分时不填写金额"))
            .into());
    }
    let points = new.points.ok_or(Fault::at("/points", FaultCode::Required))?;
    let hint = message!("expected 1 to {MOST_POINTS}", "应为 1 至 {MOST_POINTS}");
    if !(1..=MOST_POINTS).contains(&points) {
        return Err(Fault::at("/points", FaultCode::OutOfRange).hint(hint).into());
    }
    let worth = worth_of_points(points, &case.policy);
    let worth = worth.ok_or(Fault::at("/points", FaultCode::OutOfRange).hint(hint))?;
    let membership = card(db, &case.complaint.customer_id, new.membership_id.as_deref())?;
    Ok(Worth { amount: Some(worth), points: Some(points), membership_id: Some(membership.id) })
}

/// The card that points are promised for: the one that is named, else the only one in use.
fn card(db: &mut Db, customer_id: &str, named: Option<&str>) -> Answer<Membership> {
    let held = memberships::of_customer(db, customer_id)?;
    let mut usable: Vec<Membership> = held.into_iter().filter(|one| one.state.can_spend()).collect();
    if usable.is_empty() {
        return Err(Code::NoMembership.into());
    }
    if let Some(id) = named {
        let own = usable.into_iter().find(|one| one.id == id);
        return own.ok_or_else(|| Fault::at("/membership_id", FaultCode::NotFound).into());
    }
    if usable.len() > 1 {
        let fault = Fault::at("/membership_id", FaultCode::Required);
        return Err(fault.hint(message!("the customer has several cards", "该客户有多张会员卡，请指明一张")).into());
    }
    usable.pop().ok_or_else(|| Code::NoMembership.into())
}

/// Books promised points on their card; the promise is kept thereby.
pub fn give_points(db: &mut Db, case: &Case, compensation: &mut Compensation, by: &Actor) -> Answer<()> {
    let (Some(points), Some(membership_id)) = (compensation.points, compensation.membership_id.as_deref()) else {
        return Err(Error::Internal(format!("{} promises points and names none", compensation.id)));
    };
    let organisation = organisation(db)?;
    let moment = LedgerContext::of(&organisation, case.now, &by.id);
    metrics::lock(db, &compensation.customer_id)?;
    let membership = memberships::find(db, membership_id)?.ok_or(Code::NoMembership)?;
    if !membership.state.can_spend() {
        let detail = message!("the card is {state}", "会员卡{state}", state = membership.state.label());
        return Err(Refusal::of(Code::NoMembership).detail(detail).into());
    }
    let note = compensation
        .description
        .clone()
        .unwrap_or_else(|| message!("Compensation for a complaint", "投诉补偿").text(organisation.language).to_owned());
    let reason = Reason { unit_id: Some(case.complaint.unit_id.clone()), note: Some(note), ..Reason::default() };
    let mut account = Account::open(db, membership, &[], moment)?;
    compensation.entry_id = Some(account.adjust(db, points, reason)?.id);
    account.close(db)?;
    compensation.state = AsText(CompensationState::Paid);
    compensation.paid_by = Some(by.id.clone());
    compensation.paid_at = Some(moment.now);
    Ok(())
}

/// Notes that a promise was kept.
pub fn note_paid(db: &mut Db, case: &Case, compensation: &Compensation, by: &Actor) -> Answer<()> {
    let data = json!({"compensation_id": compensation.id, "refund_id": compensation.refund_id,
        "entry_id": compensation.entry_id});
    case.record_event(db, &by.id, ComplaintEventKind::CompensationPaid, None, &data).map(|_| ())
}
