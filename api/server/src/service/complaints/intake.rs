//! Taking a complaint in: whose it is, how severe it looks, and the customer's clocks started.

use chrono::Days;
use regulars_db::Db;
use regulars_db::catalogue::products;
use regulars_db::organisation::units::Unit;
use regulars_db::organisation::users;
use regulars_db::sales::purchases;
use regulars_db::sales::purchases::Purchase;
use regulars_db::service::complaints;
use regulars_db::service::complaints::categories;
use regulars_db::service::complaints::{Complaint, Suggestion};
use regulars_db::text::{AsText, Json};
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::organisation::users::UserState;
use regulars_domain::period::local_day;
use regulars_domain::permissions::Scope;
use regulars_domain::service::complaints::{
    CaseState, ClockKind, ComplaintEventKind, Facts, IntakeChannel, Level, suggest,
};
use regulars_domain::service::events::ComplaintOpened;
use regulars_domain::text::check_paragraphs;
use serde_json::json;

use super::case::Case;
use super::complainant;
use super::escalate::Escalate;
use super::given;
use super::levels;
use super::requests::NewComplaint;
use crate::organisation::partners::named as partners;
use crate::organisation::units::named as units;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Fault, FaultCode};
use crate::platform::identity::Actor;
use crate::platform::identity::principal::Kind;
use crate::platform::jobs;
use crate::platform::occurred;
use crate::platform::organisation;
use crate::platform::organisation::Organisation;
use crate::platform::text_fields;
use crate::sales::purchases::refunds;
use crate::service::complaints::policy;

/// Takes a complaint in for a unit in the caller's scope.
pub fn open(db: &mut Db, actor: &Actor, scope: &Scope, new: &NewComplaint) -> Answer<Complaint> {
    let organisation = organisation(db)?;
    let now = clock::now();
    // A clock that runs ahead of ours does not lengthen the customer's.
    let occurred_at = occurred::moment(new.occurred_at, now, "/occurred_at")?.min(now);
    let partner = partners::speaking(db, actor, new.partner.as_deref())?;
    let purchase = named_purchase(db, actor, new)?;
    let unit = unit_of(db, actor, scope, new.unit_id.as_deref(), purchase.as_ref())?;
    let customer = complainant::of(db, actor, new, partner.as_deref(), Some(&unit.id), &organisation)?;
    if purchase.as_ref().is_some_and(|purchase| purchase.customer_id != customer.id) {
        return Err(Fault::at("/purchase_id", FaultCode::NotFound)
            .hint(message!("the customer has no such purchase", "该客户没有此购买记录"))
            .into());
    }
    let level = Level::of_unit(unit.kind.0, unit.state.0);
    let acting = if level == Level::Region { levels::unit_of(db, &unit.id, level)?.id } else { unit.id.clone() };
    let complaint = Complaint {
        id: ids::make(ids::COMPLAINT),
        customer_id: customer.id,
        level: AsText(level),
        acting_unit_id: acting,
        unit_id: unit.id,
        owner_id: new.owner_id.as_deref().map(|id| active_user(db, id, "/owner_id")).transpose()?,
        purchase_id: purchase.as_ref().map(|purchase| purchase.id.clone()),
        product_id: new.product_id.as_deref().map(|id| product(db, id)).transpose()?,
        batch: new.batch.as_deref().map(|batch| text_fields::line("/batch", batch, 80)).transpose()?,
        category_id: category(db, &new.category_id)?.id,
        channel: AsText(new.channel.unwrap_or(match actor.kind {
            Kind::Key => IntakeChannel::Partner,
            Kind::User | Kind::Operator => IntakeChannel::Counter,
        })),
        body: check_paragraphs(&new.text, 8000).map_err(|error| text_fields::fault("/text", error))?,
        wish: paragraphs("/wish", new.wish.as_deref(), 1000)?,
        value_minor: value(new, purchase.as_ref(), &organisation)?,
        severity: None,
        suggested: AsText(regulars_domain::service::complaints::Severity::General),
        suggestion: Json(Suggestion::default()),
        state: AsText(CaseState::Received),
        waiting_from: None,
        finding: None,
        explanation: None,
        cause: None,
        cause_detail: None,
        lesson: None,
        resolution: None,
        next_due_at: None,
        occurred_at: occurred_at.naive_utc(),
        occurred_on: local_day(occurred_at, organisation.time_zone),
        recorded_at: now.naive_utc(),
        recorded_by: actor.id.clone(),
        updated_at: now.naive_utc(),
        version: 0,
    };
    let complaint = suggested(db, complaint)?;
    complaints::insert(db, &complaint)?;
    given::tell(db, &complaint, complaint.owner_id.as_slice(), &actor.id)?;
    let mut case = Case::of(db, complaint)?;
    for kind in [ClockKind::FirstResponse, ClockKind::Resolution] {
        let days = case.policy.days(kind, None);
        let (level, unit_id) = (case.complaint.level.0, case.complaint.unit_id.clone());
        case.clocks.start(db, &case.complaint, (kind, level, &unit_id), days, occurred_at)?;
    }
    let about = ComplaintOpened { suggested: case.complaint.suggested.0, channel: case.complaint.channel.0 };
    case.record_event(db, &actor.id, ComplaintEventKind::Opened, None, &json!(about))?;
    case.publish(db, &about)?;
    if case.clocks.next_due().is_some_and(|due| due <= now.naive_utc()) {
        // Taken in when it was late already: nobody waits for the next look.
        jobs::enqueue(db, &Escalate {}, &actor.id)?;
    }
    case.save(db, Some((actor, "complaints.open")))
}

/// Notes the severity the rules suggest, and why.
pub fn suggested(db: &mut Db, mut complaint: Complaint) -> Answer<Complaint> {
    let kept = policy::current(db)?;
    let policy = kept.value;
    let since = |days: i32| {
        let days = Days::new(u64::try_from(days).unwrap_or(0));
        complaint.occurred_on.checked_sub_days(days).unwrap_or(complaint.occurred_on)
    };
    let (category_id, customer_id) = (&complaint.category_id, &complaint.customer_id);
    let of_category = complaints::count_of_category(db, customer_id, category_id, since(policy.repeat_days))?;
    let of_product = match &complaint.product_id {
        Some(id) => complaints::count_of_product(db, id, &complaint.unit_id, since(policy.cluster_days))?,
        None => 0,
    };
    let facts = Facts {
        is_serious_category: category(db, category_id)?.is_serious,
        same_category_before: of_category,
        same_product_before: of_product,
        value: complaint.value_minor,
    };
    let (severity, reasons) = suggest(facts, &policy);
    complaint.suggested = AsText(severity);
    complaint.suggestion = Json(Suggestion { reasons, policy: kept.version });
    Ok(complaint)
}

fn named_purchase(db: &mut Db, actor: &Actor, new: &NewComplaint) -> Answer<Option<Purchase>> {
    let Some(id) = &new.purchase_id else { return Ok(None) };
    let id = match refunds::resolve(db, actor, id) {
        Err(error) if error.refusal().code == Code::NotFound => {
            return Err(Fault::at("/purchase_id", FaultCode::NotFound).into());
        }
        own => own?,
    };
    match purchases::find(db, &id)? {
        Some(purchase) => Ok(Some(purchase)),
        None => Err(Fault::at("/purchase_id", FaultCode::NotFound).into()),
    }
}

/// The unit named, else that of the purchase, else the caller's own. A closed one still takes complaints: they follow
/// earlier visits.
fn unit_of(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    named: Option<&str>,
    purchase: Option<&Purchase>,
) -> Answer<Unit> {
    let of_purchase = purchase.and_then(|purchase| purchase.unit_id.as_deref());
    match named.or(of_purchase).or(actor.unit_id.as_deref()).or(units::only(scope)) {
        Some(id) => units::find(db, scope, id, "/unit_id"),
        None => Err(Fault::at("/unit_id", FaultCode::Required).into()),
    }
}

fn value(new: &NewComplaint, purchase: Option<&Purchase>, organisation: &Organisation) -> Answer<Option<i64>> {
    let Some(value) = new.value else { return Ok(purchase.map(|purchase| purchase.net_minor)) };
    let amount = value
        .amount_in(organisation.base_currency)
        .map_err(|error| Fault::at("/value", FaultCode::OtherCurrency).hint(error))?;
    if amount < 0 {
        return Err(Fault::at("/value/amount", FaultCode::OutOfRange).into());
    }
    Ok(Some(amount))
}

pub fn category(db: &mut Db, id: &str) -> Answer<categories::Category> {
    categories::find(db, id)?.ok_or_else(|| Fault::at("/category_id", FaultCode::NotFound).into())
}

pub fn product(db: &mut Db, id: &str) -> Answer<String> {
    match products::find(db, id)? {
        Some(product) => Ok(product.id),
        None => Err(Fault::at("/product_id", FaultCode::NotFound).into()),
    }
}

/// Somebody who can be given work.
pub fn active_user(db: &mut Db, id: &str, pointer: &str) -> Answer<String> {
    match users::find(db, id)?.filter(|user| *user.state == UserState::Active) {
        Some(user) => Ok(user.id),
        None => Err(Fault::at(pointer, FaultCode::NotFound).into()),
    }
}

/// Text of several lines.
pub fn paragraphs(pointer: &str, value: Option<&str>, most: usize) -> Answer<Option<String>> {
    value
        .map(|value| check_paragraphs(value, most).map_err(|error| text_fields::fault(pointer, error).into()))
        .transpose()
}
