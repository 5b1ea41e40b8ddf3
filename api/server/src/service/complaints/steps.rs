//! The steps that bring a case forward.

use regulars_db::Db;
use regulars_db::service::complaints;
use regulars_db::service::complaints::Complaint;
use regulars_db::service::complaints::parts;
use regulars_db::service::complaints::parts::{Action, Event};
use regulars_db::text::AsText;
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::permissions::Scope;
use regulars_domain::service::complaints::{
    Clock, ClockKind, CompensationState, ComplaintEventKind, Finding, Level, Promises, Severity, Step, check_close,
    is_open, lowers, may_judge,
};
use regulars_domain::service::events::ComplaintClosed;
use regulars_domain::text::one_of;
use serde_json::json;

use super::case::Case;
use super::given;
use super::intake::{active_user, category, paragraphs, product};
use super::levels;
use super::levels::Errand;
use super::requests::{ComplaintPatch, NewComplaintEvent, Reason, Resolution, TaskForce, Triage, Verification};
use crate::customers::profiles::owners::Given;
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::text_fields;
use crate::platform::version::ExpectedVersion;

const EVERY: &[ClockKind] = ClockKind::ALL;

/// Changes what is known of a complaint.
pub fn change(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    id: &str,
    expected: &ExpectedVersion,
    patch: &ComplaintPatch,
) -> Answer<Complaint> {
    // What is wrong with the body is told before what is wrong with the version.
    let line =
        |batch: &Option<String>| batch.as_deref().map(|batch| text_fields::line("/batch", batch, 80)).transpose();
    let batch = patch.batch.as_ref().map(line).transpose()?;
    let wish = patch.wish.as_ref().map(|wish| paragraphs("/wish", wish.as_deref(), 1000)).transpose()?;
    let lesson = patch.lesson.as_ref().map(|lesson| paragraphs("/lesson", lesson.as_deref(), 4000)).transpose()?;
    let mut case = Case::lock(db, actor, scope, id)?;
    expected.check(case.complaint.version)?;
    let complaint = &mut case.complaint;
    let before = complaint.owner_id.clone();
    if let Some(owner_id) = &patch.owner_id {
        complaint.owner_id = owner_id.as_deref().map(|id| active_user(db, id, "/owner_id")).transpose()?;
        let new_owner: Vec<String> =
            complaint.owner_id.iter().filter(|id| Some(*id) != before.as_ref()).cloned().collect();
        given::tell(db, complaint, &new_owner, &actor.id)?;
    }
    if let Some(category_id) = &patch.category_id {
        complaint.category_id = category(db, category_id)?.id;
    }
    if let Some(product_id) = &patch.product_id {
        complaint.product_id = product_id.as_deref().map(|id| product(db, id)).transpose()?;
    }
    complaint.batch = batch.unwrap_or(complaint.batch.take());
    complaint.wish = wish.unwrap_or(complaint.wish.take());
    complaint.lesson = lesson.unwrap_or(complaint.lesson.take());
    case.save(db, Some((actor, "complaints.change")))
}

/// Gives an open complaint of the old owner, the first one, to the new owner, who is told of all of them together.
pub fn give(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, (from, to): (&str, &str)) -> Answer<Given> {
    let theirs = |case: &Complaint| case.owner_id.as_deref() == Some(from) && is_open(case.state.0);
    let Some(complaint) = complaints::lock(db, id)?.filter(theirs) else { return Ok(Given::NotTheirs) };
    if !scope.covers(Some(&complaint.unit_id)) {
        return Ok(Given::OutOfReach);
    }
    let mut case = Case::of(db, complaint)?;
    case.complaint.owner_id = Some(to.to_owned());
    case.save(db, Some((actor, "complaints.change")))?;
    Ok(Given::Moved)
}

/// Judges how severe a complaint is: general to the store under its region, major to the operations centre.
pub fn triage(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, asked: &Triage) -> Answer<Complaint> {
    let mut case = Case::lock(db, actor, scope, id)?;
    let before = case.complaint.severity.map(|word| word.0);
    if !may_judge(case.complaint.state.0, before, asked.severity) {
        return Err(Refusal::of(Code::Conflict)
            .detail(message!("it is judged so already", "已经定为此严重程度"))
            .into());
    }
    if lowers(before, case.complaint.suggested.0, asked.severity) && asked.reason.is_none() {
        return Err(Fault::at("/reason", FaultCode::Required)
            .hint(message!("lowering the severity needs a reason", "降低严重程度须说明理由"))
            .into());
    }
    case.step(Step::Triage(asked.severity))?;
    case.complaint.severity = Some(AsText(asked.severity));
    case.complaint.finding = None;
    let now = case.now;
    case.clocks
        .change(db, &[ClockKind::Acting, ClockKind::Verification], |clock, working| clock.stopped(now, working))?;
    let level = match asked.severity {
        Severity::General => {
            let unit = levels::unit_of(db, &case.complaint.unit_id, Level::Store)?;
            Level::of_unit(unit.kind.0, unit.state.0)
        }
        Severity::Major => Level::Operations,
    };
    case.hand_to(db, level)?;
    if asked.severity == Severity::Major {
        start(db, &mut case, ClockKind::Verification, level)?;
    }
    let days = case.policy.days(ClockKind::Resolution, Some(asked.severity));
    let acting = case.complaint.acting_unit_id.clone();
    case.clocks.hand_over(db, ClockKind::Resolution, &acting, days)?;
    let reason = paragraphs("/reason", asked.reason.as_deref(), 1000)?;
    let data = json!({"severity": asked.severity, "before": before, "suggested": case.complaint.suggested.0});
    case.record_event(db, &actor.id, ComplaintEventKind::Triaged, reason.as_deref(), &data)?;
    case.save(db, Some((actor, "complaints.triage")))
}

/// Notes what the operations centre found: founded goes to a task force, unfounded back to the region.
pub fn verify(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, asked: &Verification) -> Answer<Complaint> {
    let mut case = Case::lock(db, actor, scope, id)?;
    case.step(Step::Verify)?;
    let explanation = paragraphs("/explanation", asked.explanation.as_deref(), 4000)?;
    let now = case.now;
    case.clocks
        .change(db, &[ClockKind::Acting, ClockKind::Verification], |clock, working| clock.stopped(now, working))?;
    match asked.finding {
        Finding::Founded => {
            if asked.task_force.is_empty() {
                let fault = Fault::at("/task_force", FaultCode::Required);
                return Err(fault
                    .hint(message!("a founded complaint has a task force", "属实的投诉须组成专项服务工作组"))
                    .into());
            }
            staff(db, &case, actor, &asked.task_force, "/task_force")?;
        }
        Finding::Unfounded => {
            check_staff(db, &asked.task_force, "/task_force")?;
            if explanation.is_none() {
                let fault = Fault::at("/explanation", FaultCode::Required);
                return Err(fault
                    .hint(message!("it goes back to the region with an explanation", "退回区域中心须附说明"))
                    .into());
            }
            case.hand_to(db, Level::Region)?;
            let days = case.policy.days(ClockKind::Resolution, Some(Severity::Major));
            let acting = case.complaint.acting_unit_id.clone();
            case.clocks.hand_over(db, ClockKind::Resolution, &acting, days)?;
        }
    }
    case.complaint.finding = Some(AsText(asked.finding));
    case.complaint.explanation.clone_from(&explanation);
    let data = json!({"finding": asked.finding, "task_force": asked.task_force});
    case.record_event(db, &actor.id, ComplaintEventKind::Verified, explanation.as_deref(), &data)?;
    case.save(db, Some((actor, "complaints.verify")))
}

/// Names who works on a founded complaint.
pub fn set_task_force(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, asked: &TaskForce) -> Answer<Complaint> {
    let mut case = Case::lock(db, actor, scope, id)?;
    case.step(Step::Staff)?;
    if case.complaint.finding.map(|word| word.0) != Some(Finding::Founded) {
        return Err(Refusal::of(Code::Conflict)
            .detail(message!("only a founded complaint has a task force", "只有属实的投诉才有专项服务工作组"))
            .into());
    }
    staff(db, &case, actor, &asked.user_ids, "/user_ids")?;
    stop(db, &mut case, &[ClockKind::Acting])?;
    case.record_event(db, &actor.id, ComplaintEventKind::TaskForceSet, None, &json!({"task_force": asked.user_ids}))?;
    case.save(db, Some((actor, "complaints.staff")))
}

/// Sets the task force; who is new in it is told.
fn staff(db: &mut Db, case: &Case, actor: &Actor, user_ids: &[String], pointer: &str) -> Answer<()> {
    check_staff(db, user_ids, pointer)?;
    let (customer_id, id) = (&case.complaint.customer_id, &case.complaint.id);
    let before = parts::members_of(db, customer_id, id)?;
    parts::set_members(db, customer_id, id, user_ids)?;
    let new: Vec<String> = user_ids.iter().filter(|id| !before.contains(id)).cloned().collect();
    given::tell(db, &case.complaint, &new, &actor.id)
}

/// Each is somebody who works here, and none is named twice.
fn check_staff(db: &mut Db, user_ids: &[String], pointer: &str) -> Answer<()> {
    for (at, id) in user_ids.iter().enumerate() {
        if user_ids.iter().take(at).any(|before| before == id) {
            return Err(Fault::at(format!("{pointer}/{at}"), FaultCode::Duplicate).into());
        }
        active_user(db, id, &format!("{pointer}/{at}"))?;
    }
    Ok(())
}

/// Notes something that happened; an answer of the customer lets the clocks run on.
pub fn add_event(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, new: &NewComplaintEvent) -> Answer<Event> {
    let mut case = Case::lock(db, actor, scope, id)?;
    let body = paragraphs("/text", Some(&new.text), 4000)?;
    match new.kind {
        ComplaintEventKind::Note => {}
        ComplaintEventKind::Contact => {
            case.step(Step::Contact)?;
            stop(db, &mut case, &[ClockKind::FirstResponse, ClockKind::Acting])?;
        }
        ComplaintEventKind::CustomerAnswer => {
            let before = case.complaint.waiting_from.take().map_or(case.complaint.state.0, |word| word.0);
            case.step(Step::Answer(before))?;
            let now = case.now;
            case.clocks.change(db, EVERY, |clock, working| going_on(clock, now, working))?;
        }
        _ => {
            let fault = Fault::at("/kind", FaultCode::NotAccepted);
            return Err(fault.hint(one_of(&["contact", "note", "customer_answer"])).into());
        }
    }
    let event = case.record_event(db, &actor.id, new.kind, body.as_deref(), &json!({}))?;
    case.save(db, Some((actor, "complaints.note")))?;
    Ok(event)
}

/// A clock that waited runs on; one that was stopped stays so.
fn going_on(
    clock: Clock,
    now: chrono::DateTime<chrono::Utc>,
    working: &regulars_domain::organisation::calendars::Working,
) -> Clock {
    if clock.state == regulars_domain::service::complaints::ClockState::Paused {
        clock.resumed(now, working)
    } else {
        clock
    }
}

/// Asks the customer: the clocks wait for the answer, and asking is a response.
pub fn wait(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, asked: &Reason) -> Answer<Complaint> {
    let mut case = Case::lock(db, actor, scope, id)?;
    let from = case.complaint.state;
    case.step(Step::Wait)?;
    case.complaint.waiting_from = Some(from);
    stop(db, &mut case, &[ClockKind::FirstResponse])?;
    let now = case.now;
    case.clocks.change(db, EVERY, |clock, working| clock.paused(now, working))?;
    let body = paragraphs("/text", Some(&asked.text), 2000)?;
    case.record_event(db, &actor.id, ComplaintEventKind::Waiting, body.as_deref(), &json!({"from": from.0}))?;
    case.save(db, Some((actor, "complaints.wait")))
}

/// Resolves a complaint: the cause, what was done, and what is done so that it does not happen again.
pub fn resolve(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, asked: &Resolution) -> Answer<Complaint> {
    let mut case = Case::lock(db, actor, scope, id)?;
    case.step(Step::Resolve)?;
    case.complaint.cause = Some(AsText(asked.cause_detail.cause()));
    case.complaint.cause_detail = Some(AsText(asked.cause_detail));
    case.complaint.resolution = paragraphs("/text", Some(&asked.text), 4000)?;
    if let Some(lesson) = &asked.lesson {
        case.complaint.lesson = paragraphs("/lesson", Some(lesson), 4000)?;
    }
    for (at, action) in asked.actions.iter().enumerate() {
        let owner_id = active_user(db, &action.owner_id, &format!("/actions/{at}/owner_id"))?;
        let title = text_fields::line(&format!("/actions/{at}/title"), &action.title, 200)?;
        let errand = Errand::Corrective(&title);
        let task_id = levels::give_task(db, &case.complaint, &owner_id, errand, Some(action.due_on), &actor.id)?;
        let kept = Action {
            id: ids::make(ids::COMPLAINT_ACTION),
            customer_id: case.complaint.customer_id.clone(),
            complaint_id: case.complaint.id.clone(),
            title,
            owner_id: Some(owner_id),
            due_on: action.due_on,
            task_id: Some(task_id),
            created_at: case.now.naive_utc(),
        };
        parts::insert_action(db, &kept)?;
    }
    stop(db, &mut case, EVERY)?;
    let data = json!({"cause_detail": asked.cause_detail, "actions": asked.actions.len()});
    let body = case.complaint.resolution.clone();
    case.record_event(db, &actor.id, ComplaintEventKind::Resolved, body.as_deref(), &data)?;
    case.save(db, Some((actor, "complaints.resolve")))
}

/// Closes a complaint when everything that was promised is done.
pub fn close(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<Complaint> {
    let mut case = Case::lock(db, actor, scope, id)?;
    case.step(Step::Close)?;
    check_close(promises(db, &case.complaint)?).map_err(|error| Refusal::of(Code::PromisesOpen).detail(error))?;
    case.record_event(db, &actor.id, ComplaintEventKind::Closed, None, &json!({}))?;
    let (severity, cause) = (case.complaint.severity.map(|word| word.0), case.complaint.cause.map(|word| word.0));
    case.publish(db, &ComplaintClosed { severity, cause })?;
    case.save(db, Some((actor, "complaints.close")))
}

fn promises(db: &mut Db, complaint: &Complaint) -> Answer<Promises> {
    let compensations = parts::compensations_of(db, &complaint.customer_id, &complaint.id)?;
    let actions = parts::actions_of(db, &complaint.customer_id, &complaint.id)?;
    let count = |state| compensations.iter().filter(|row| row.state.0 == state).count();
    Ok(Promises {
        undecided: count(CompensationState::Proposed),
        ungiven: count(CompensationState::Approved),
        unowned: actions.iter().filter(|action| action.owner_id.is_none()).count(),
    })
}

/// Opens a complaint again: the customer's clock goes on where it stopped.
pub fn reopen(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, asked: &Reason) -> Answer<Complaint> {
    let mut case = Case::lock(db, actor, scope, id)?;
    case.step(Step::Reopen)?;
    let now = case.now;
    case.clocks.change(db, &[ClockKind::Resolution], |clock, working| clock.resumed(now, working))?;
    if case.clocks.has_missed(ClockKind::Resolution) {
        // The customer's clock has run out for good: the level that has the case gets its own.
        let level = case.complaint.level.0;
        start(db, &mut case, ClockKind::Acting, level)?;
    }
    let body = paragraphs("/text", Some(&asked.text), 2000)?;
    case.record_event(db, &actor.id, ComplaintEventKind::Reopened, body.as_deref(), &json!({}))?;
    case.save(db, Some((actor, "complaints.reopen")))
}

/// The customer does not complain any more.
pub fn withdraw(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, asked: &Reason) -> Answer<Complaint> {
    let mut case = Case::lock(db, actor, scope, id)?;
    case.step(Step::Withdraw)?;
    case.complaint.waiting_from = None;
    stop(db, &mut case, EVERY)?;
    let body = paragraphs("/text", Some(&asked.text), 2000)?;
    case.record_event(db, &actor.id, ComplaintEventKind::Withdrawn, body.as_deref(), &json!({}))?;
    case.save(db, Some((actor, "complaints.withdraw")))
}

/// Starts a clock of the unit that acts now.
pub fn start(db: &mut Db, case: &mut Case, kind: ClockKind, level: Level) -> Answer<()> {
    let days = case.policy.days(kind, case.complaint.severity.map(|word| word.0));
    let acting = case.complaint.acting_unit_id.clone();
    case.clocks.start(db, &case.complaint, (kind, level, &acting), days, case.now)
}

/// What these clocks were about is done.
pub fn stop(db: &mut Db, case: &mut Case, kinds: &[ClockKind]) -> Answer<()> {
    let now = case.now;
    case.clocks.change(db, kinds, |clock, working| clock.stopped(now, working))
}

/// Everything that happened to a complaint.
pub fn events(db: &mut Db, complaint: &complaints::Complaint) -> Answer<Vec<Event>> {
    Ok(parts::events_of(db, &complaint.customer_id, &complaint.id)?)
}
