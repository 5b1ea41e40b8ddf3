//! What is promised to the customer: within one's own limit at once, above it when the next level approves.

use regulars_db::Db;
use regulars_db::sales::purchases;
use regulars_db::service::complaints::Complaint;
use regulars_db::service::complaints::parts;
use regulars_db::service::complaints::parts::Compensation;
use regulars_db::text::AsText;
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::permissions::Scope;
use regulars_domain::service::complaints::{CompensationKind, CompensationState, ComplaintEventKind, Step, approver};
use regulars_domain::text::check_line;
use serde_json::json;

use super::approvals;
use super::case::Case;
use super::compensation_value;
use super::giving;
use super::giving::{Standing, Verdict};
use super::intake::paragraphs;
use super::levels;
use super::levels::Errand;
use super::requests::{Approval, Execution, NewCompensation};
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::identity::principal::Kind;
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
    giving::hold(db, actor)?;
    let standing = Standing::of(db, actor, &case.complaint, &case.policy, None)?;
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
        decision_note: None,
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
    if !within {
        approvals::tell_deciders(db, &case.complaint, &compensation, &concerned)?;
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
    giving::hold(db, actor)?;
    let verdict = giving::judge(db, actor, &case.complaint, &case.policy, &compensation, asked.approved)?;
    refuse_if_not_theirs(verdict, &compensation)?;
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
    let reason = paragraphs("/reason", asked.reason.as_deref(), 1000)?;
    compensation.decision_note.clone_from(&reason);
    parts::update_compensation(db, &compensation)?;
    case.record_event(db, &actor.id, kind, reason.as_deref(), &json!({"compensation_id": compensation.id}))?;
    if gives {
        compensation_value::note_paid(db, &case, &compensation, actor)?;
    }
    approvals::tell_asker(db, &compensation, asked.approved, &actor.id)?;
    case.save(db, Some((actor, "complaints.compensate")))
}

/// Says why a promise is not for the caller to decide on.
fn refuse_if_not_theirs(verdict: Verdict, compensation: &Compensation) -> Answer<()> {
    let (code, detail) = match verdict {
        Verdict::May => return Ok(()),
        Verdict::Own => (
            Code::OwnWork,
            message!(
                "above your limit somebody else decides on your own case and your own promise",
                "超出您的额度时，您受理的投诉和您承诺的补偿须由他人审批"
            ),
        ),
        Verdict::AboveMonth => {
            (Code::AboveLimit, message!("this is above what you may give in a month", "已超出您本月可给予的补偿总额"))
        }
        Verdict::AboveLevel => {
            let level = compensation.approval_level.label();
            (Code::AboveLimit, message!("the {level} decides on this", "此项补偿由{level}审批", level = level))
        }
    };
    Err(Refusal::of(code).detail(detail).into())
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
