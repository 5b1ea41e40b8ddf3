//! What is promised to the customer: within one's own limit at once, above it when the next level approves.

use regulars_db::Db;
use regulars_db::sales::purchases;
use regulars_db::service::complaints::Complaint;
use regulars_db::service::complaints::parts;
use regulars_db::service::complaints::parts::Compensation;
use regulars_db::text::AsText;
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::period::month_of;
use regulars_domain::permissions::{Role, Scope};
use regulars_domain::service::complaints::{
    CompensationKind, CompensationState, ComplaintEventKind, Limits, Policy, Step, approver, limits_of,
};
use regulars_domain::text::check_line;
use serde_json::json;

use super::case::Case;
use super::compensation_value;
use super::intake::paragraphs;
use super::levels;
use super::levels::Errand;
use super::requests::{Approval, Execution, NewCompensation};
use crate::organisation::standing;
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::identity::principal::Kind;
use crate::platform::organisation;
use crate::platform::text_fields;

/// Promises something.
pub fn promise(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, new: &NewCompensation) -> Answer<Complaint> {
    let mut case = Case::lock(db, actor, scope, id)?;
    case.step(Step::Promise)?;
    let worth = compensation_value::of(db, &case, new)?;
    let description = new
        .description
        .as_deref()
        .map(|text| check_line(text, 500).map_err(|error| text_fields::fault("/description", error)));
    let amount = worth.amount.unwrap_or(0);
    let standing = Standing::of(db, actor, &case, None)?;
    let within = standing.allows(amount);
    let level = approver(standing.for_case.saturating_add(amount), standing.limits, &case.policy);
    let mut compensation = Compensation {
        id: ids::make(ids::COMPENSATION),
        customer_id: case.complaint.customer_id.clone(),
        complaint_id: case.complaint.id.clone(),
        kind: AsText(new.kind),
        amount: worth.amount,
        description: description.transpose()?,
        state: AsText(if within { CompensationState::Approved } else { CompensationState::Proposed }),
        approval_level: AsText(level),
        refund_id: None,
        promised_by: actor.id.clone(),
        promised_at: case.now.naive_utc(),
        decided_by: within.then(|| actor.id.clone()),
        decided_at: within.then(|| case.now.naive_utc()),
        paid_by: None,
        paid_at: None,
        points: worth.points,
        membership_id: worth.membership_id,
        entry_id: None,
    };
    let gives = within && new.kind == CompensationKind::Points;
    if gives {
        compensation_value::give_points(db, &case, &mut compensation, actor)?;
    }
    parts::insert_compensation(db, &compensation)?;
    let mut data = json!({"compensation_id": compensation.id, "kind": new.kind, "amount": compensation.amount,
        "points": compensation.points, "state": compensation.state.0});
    let concerned = [actor.id.as_str(), standing.opener.as_str()];
    if !within && let Some(owner_id) = levels::actor_but(db, &case.complaint.unit_id, level, &concerned)? {
        let task = levels::give_task(db, &case.complaint, &owner_id, Errand::Approve, None, &actor.id)?;
        if let Some(members) = data.as_object_mut() {
            members.insert("task_id".to_owned(), json!(task));
        }
    }
    case.record_event(db, &actor.id, ComplaintEventKind::CompensationPromised, None, &data)?;
    if gives {
        compensation_value::note_paid(db, &case, &compensation, actor)?;
    }
    case.save(db, Some((actor, "complaints.compensate")))
}

/// Decides on a promise that was above its maker's limit; approved points are booked.
pub fn decide(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    (id, compensation_id): (&str, &str),
    asked: &Approval,
) -> Answer<Complaint> {
    if actor.kind == Kind::Key {
        return Err(Refusal::of(Code::Forbidden)
            .detail(message!("a person decides, not a key", "须由人而非密钥审批"))
            .into());
    }
    let case = Case::lock(db, actor, scope, id)?;
    let mut compensation = find(db, &case.complaint, compensation_id)?;
    if compensation.state.0 != CompensationState::Proposed {
        return Err(Refusal::of(Code::Conflict).detail(message!("it is decided already", "已经审批过")).into());
    }
    may_decide(db, actor, &case, &compensation, asked.approved)?;
    let (state, kind) = if asked.approved {
        (CompensationState::Approved, ComplaintEventKind::CompensationApproved)
    } else {
        (CompensationState::Declined, ComplaintEventKind::CompensationDeclined)
    };
    compensation.state = AsText(state);
    compensation.decided_by = Some(actor.id.clone());
    compensation.decided_at = Some(case.now.naive_utc());
    let gives = asked.approved && compensation.kind.0 == CompensationKind::Points;
    if gives {
        compensation_value::give_points(db, &case, &mut compensation, actor)?;
    }
    parts::update_compensation(db, &compensation)?;
    let reason = paragraphs("/reason", asked.reason.as_deref(), 1000)?;
    case.record_event(db, &actor.id, kind, reason.as_deref(), &json!({"compensation_id": compensation.id}))?;
    if gives {
        compensation_value::note_paid(db, &case, &compensation, actor)?;
    }
    case.save(db, Some((actor, "complaints.compensate")))
}

/// Who may decide on a promise: whose limits it is within, with all that was given. Above their own limits nobody decides
/// on a case they opened, or on what they promised themselves, also not by a key.
fn may_decide(db: &mut Db, actor: &Actor, case: &Case, compensation: &Compensation, approved: bool) -> Answer<()> {
    let standing = Standing::of(db, actor, case, Some(&compensation.promised_by))?;
    let amount = compensation.amount.unwrap_or(0);
    // Nothing is given by declining.
    let may = if approved { standing.allows(amount) } else { standing.limits.allow(amount, 0, 0) };
    if may {
        return Ok(());
    }
    if standing.is_own {
        let detail = message!(
            "above your limit somebody else decides on your own case and your own promise",
            "超出您的额度时，您受理的投诉和您承诺的补偿须由他人审批"
        );
        return Err(Refusal::of(Code::OwnWork).detail(detail).into());
    }
    let level = compensation.approval_level.label();
    let detail = if standing.limits.allow(amount, standing.for_case, 0) {
        message!("this is above what you may give in a month", "已超出您本月可给予的补偿总额")
    } else {
        message!("the {level} decides on this", "此项补偿由{level}审批", level = level)
    };
    Err(Refusal::of(Code::AboveLimit).detail(detail).into())
}

/// Notes that a promise was kept: a refund by the recorded refund that did it.
pub fn pay(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    (id, compensation_id): (&str, &str),
    asked: &Execution,
) -> Answer<Complaint> {
    let case = Case::lock(db, actor, scope, id)?;
    let mut compensation = find(db, &case.complaint, compensation_id)?;
    if compensation.state.0 != CompensationState::Approved {
        return Err(Refusal::of(Code::Conflict)
            .detail(message!("only what is approved can be given", "只有已批准的补偿才能兑现"))
            .into());
    }
    compensation.refund_id = match (compensation.kind.0, &asked.refund_id) {
        (CompensationKind::Refund, Some(refund_id)) => Some(refund(db, &compensation, refund_id)?),
        (CompensationKind::Refund, None) => return Err(Fault::at("/refund_id", FaultCode::Required).into()),
        (_, None) => None,
        (_, Some(_)) => {
            let fault = Fault::at("/refund_id", FaultCode::Conflict);
            return Err(fault
                .hint(message!("only a promised refund is kept by a refund", "只有承诺退款时才填写退款"))
                .into());
        }
    };
    compensation.state = AsText(CompensationState::Paid);
    compensation.paid_by = Some(actor.id.clone());
    compensation.paid_at = Some(case.now.naive_utc());
    parts::update_compensation(db, &compensation)?;
    compensation_value::note_paid(db, &case, &compensation, actor)?;
    case.save(db, Some((actor, "complaints.compensate")))
}

/// The customer's refund, of at least what was promised and not yet counted for another promise.
fn refund(db: &mut Db, compensation: &Compensation, refund_id: &str) -> Answer<String> {
    let Some(refund) = purchases::find_refund(db, &compensation.customer_id, refund_id)? else {
        return Err(Fault::at("/refund_id", FaultCode::NotFound)
            .hint(message!("the customer has no such refund", "该客户没有此退款"))
            .into());
    };
    if refund.amount < compensation.amount.unwrap_or(0) {
        return Err(Fault::at("/refund_id", FaultCode::Conflict)
            .hint(message!("it is less than what was promised", "低于所承诺的金额"))
            .into());
    }
    if parts::is_refund_used(db, &compensation.customer_id, refund_id)? {
        return Err(Fault::at("/refund_id", FaultCode::Taken)
            .hint(message!("it kept another promise already", "此退款已用于兑现另一项承诺"))
            .into());
    }
    Ok(refund.id)
}

fn find(db: &mut Db, complaint: &Complaint, id: &str) -> Answer<Compensation> {
    let all = parts::compensations_of(db, &complaint.customer_id, &complaint.id)?;
    all.into_iter().find(|row| row.id == id).ok_or_else(|| Code::NotFound.into())
}

/// What the caller may promise for a case, and what was given already.
struct Standing {
    limits: Limits,
    /// In minor units, for the case by anybody.
    for_case: i64,
    /// The same by the caller this month.
    by_person: i64,
    /// Whether the caller opened the case, or made the promise.
    is_own: bool,
    /// Who opened the case.
    opener: String,
}

impl Standing {
    /// Of the caller, who is held until the transaction ends; `promised_by` made the promise that is decided on.
    fn of(db: &mut Db, actor: &Actor, case: &Case, promised_by: Option<&str>) -> Answer<Standing> {
        if actor.kind == Kind::User {
            standing::hold(db, &actor.id)?;
        }
        let caller = standing::maker_of(db, &actor.id)?;
        let opener = standing::maker_of(db, &case.complaint.recorded_by)?;
        let promiser = promised_by.map(|id| standing::maker_of(db, id)).transpose()?;
        let is_own = opener == caller || promiser.as_ref() == Some(&caller);
        let limits = limits(db, actor, &case.complaint.unit_id, &case.policy)?;
        let given = parts::compensations_of(db, &case.complaint.customer_id, &case.complaint.id)?;
        let given = given.iter().filter(|one| is_given(one.state.0)).filter_map(|one| one.amount);
        let (from, before) = month_of(case.now, organisation(db)?.time_zone);
        Ok(Standing {
            limits: if is_own { limits.in_own_case(&case.policy) } else { limits },
            for_case: given.fold(0, i64::saturating_add),
            by_person: parts::given_by(db, &actor.id, from.naive_utc(), before.naive_utc())?,
            is_own,
            opener,
        })
    }

    fn allows(&self, amount: i64) -> bool {
        self.limits.allow(amount, self.for_case, self.by_person)
    }
}

fn is_given(state: CompensationState) -> bool {
    matches!(state, CompensationState::Approved | CompensationState::Paid)
}

/// What the caller may promise for a case of this unit: the most that one of their roles there may.
fn limits(db: &mut Db, actor: &Actor, unit_id: &str, policy: &Policy) -> Answer<Limits> {
    match actor.kind {
        Kind::Key => return Ok(Limits::WORDS),
        Kind::Operator => return Ok(limits_of(Role::Admin, policy)),
        Kind::User => {}
    }
    let held = standing::roles_over(db, &actor.id, Some(unit_id))?;
    Ok(held.into_iter().map(|role| limits_of(role, policy)).max().unwrap_or(Limits::WORDS))
}
