//! The steps of a case: each is a sub-resource that answers the case as it is then.

use actix_web::{HttpResponse, post, web};

use super::requests::{Approval, Execution, NewCompensation, Reason, Resolution, TaskForce, Triage, Verification};
use super::views::CaseView;
use super::{compensation, steps};
use crate::platform::app::App;
use crate::platform::error::Answer;
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::Body;
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::routes::Routes;
use crate::platform::http::steps::take;

pub fn configure(config: &mut impl Routes) {
    config
        .service(triage_complaint)
        .service(verify_complaint)
        .service(set_task_force)
        .service(ask_customer)
        .service(promise_compensation)
        .service(approve_compensation)
        .service(pay_compensation)
        .service(resolve_complaint)
        .service(close_complaint)
        .service(reopen_complaint)
        .service(withdraw_complaint);
}

/// Judge how severe a complaint is
///
/// General: the store handles it under its region. Major: the operations centre verifies it within its time. Lowering what
/// was judged or suggested needs a reason; the time to resolve it follows the severity.
#[utoipa::path(tag = "complaints", params(IdempotencyHeader), request_body = Triage, responses((status = 200, description = "The case as it is now", body = CaseView)),
    security(("session" = ["complaints:triage"]), ("key" = ["complaints:triage"])))]
#[post("/complaints/{id}/triage")]
async fn triage_complaint(
    who: May<allow::ComplaintsTriage>,
    id: Id<ids::Complaint>,
    key: IdempotencyKey,
    body: Body<Triage>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    take::<CaseView>(&app, once, move |db| steps::triage(db, &who, &who.scope, &id, &body)).await
}

/// Verify a major complaint
///
/// Founded: a task force works on it. Unfounded: it goes back to the region with the explanation.
#[utoipa::path(tag = "complaints", params(IdempotencyHeader), request_body = Verification, responses((status = 200, description = "The case as it is now", body = CaseView)),
    security(("session" = ["complaints:verify"]), ("key" = ["complaints:verify"])))]
#[post("/complaints/{id}/verification")]
async fn verify_complaint(
    who: May<allow::ComplaintsVerify>,
    id: Id<ids::Complaint>,
    key: IdempotencyKey,
    body: Body<Verification>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    take::<CaseView>(&app, once, move |db| steps::verify(db, &who, &who.scope, &id, &body)).await
}

/// Set the task force of a founded complaint
///
/// Replaces the former one; its members see the case wherever they work.
#[utoipa::path(tag = "complaints", params(IdempotencyHeader), request_body = TaskForce, responses((status = 200, description = "The case as it is now", body = CaseView)),
    security(("session" = ["complaints:verify"]), ("key" = ["complaints:verify"])))]
#[post("/complaints/{id}/task-force")]
async fn set_task_force(
    who: May<allow::ComplaintsVerify>,
    id: Id<ids::Complaint>,
    key: IdempotencyKey,
    body: Body<TaskForce>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    take::<CaseView>(&app, once, move |db| steps::set_task_force(db, &who, &who.scope, &id, &body)).await
}

/// Ask the customer and wait
///
/// The clocks wait until an event `customer_answer` is noted.
#[utoipa::path(tag = "complaints", params(IdempotencyHeader), request_body = Reason, responses((status = 200, description = "The case as it is now", body = CaseView)),
    security(("session" = ["complaints:write"]), ("key" = ["complaints:write"])))]
#[post("/complaints/{id}/wait")]
async fn ask_customer(
    who: May<allow::ComplaintsWrite>,
    id: Id<ids::Complaint>,
    key: IdempotencyKey,
    body: Body<Reason>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    take::<CaseView>(&app, once, move |db| steps::wait(db, &who, &who.scope, &id, &body)).await
}

/// Promise compensation
///
/// Within the caller's own limit it is approved at once, above it the level that may gets a task to decide.
#[utoipa::path(tag = "complaints", params(IdempotencyHeader), request_body = NewCompensation, responses((status = 200, description = "The case as it is now", body = CaseView)),
    security(("session" = ["complaints:compensate"]), ("key" = ["complaints:compensate"])))]
#[post("/complaints/{id}/compensations")]
async fn promise_compensation(
    who: May<allow::ComplaintsCompensate>,
    id: Id<ids::Complaint>,
    key: IdempotencyKey,
    body: Body<NewCompensation>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    take::<CaseView>(&app, once, move |db| compensation::promise(db, &who, &who.scope, &id, &body)).await
}

/// Decide on a promised compensation
///
/// By a person whose limit covers it.
#[utoipa::path(tag = "complaints", params(IdempotencyHeader), request_body = Approval, responses((status = 200, description = "The case as it is now", body = CaseView)),
    security(("session" = ["complaints:compensate"])))]
#[post("/complaints/{id}/compensations/{compensation_id}/approval")]
async fn approve_compensation(
    who: May<allow::ComplaintsCompensate>,
    id: Id<ids::Complaint>,
    compensation_id: Id<ids::Compensation>,
    key: IdempotencyKey,
    body: Body<Approval>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    take::<CaseView>(&app, once, move |db| compensation::decide(db, &who, &who.scope, (&id, &compensation_id), &body))
        .await
}

/// Note that a promised compensation was given
///
/// A refund names the recorded refund of the customer, of at least what was promised.
#[utoipa::path(tag = "complaints", params(IdempotencyHeader), request_body = Execution, responses((status = 200, description = "The case as it is now", body = CaseView)),
    security(("session" = ["complaints:compensate"]), ("key" = ["complaints:compensate"])))]
#[post("/complaints/{id}/compensations/{compensation_id}/execution")]
async fn pay_compensation(
    who: May<allow::ComplaintsCompensate>,
    id: Id<ids::Complaint>,
    compensation_id: Id<ids::Compensation>,
    key: IdempotencyKey,
    body: Body<Execution>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    take::<CaseView>(&app, once, move |db| compensation::pay(db, &who, &who.scope, (&id, &compensation_id), &body))
        .await
}

/// Resolve a complaint
///
/// With its cause, what was done, what was learnt and the corrective actions; each action becomes a task of its owner.
#[utoipa::path(tag = "complaints", params(IdempotencyHeader), request_body = Resolution, responses((status = 200, description = "The case as it is now", body = CaseView)),
    security(("session" = ["complaints:write"]), ("key" = ["complaints:write"])))]
#[post("/complaints/{id}/resolution")]
async fn resolve_complaint(
    who: May<allow::ComplaintsWrite>,
    id: Id<ids::Complaint>,
    key: IdempotencyKey,
    body: Body<Resolution>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    take::<CaseView>(&app, once, move |db| steps::resolve(db, &who, &who.scope, &id, &body)).await
}

/// Close a complaint
///
/// Refused while something that was promised is not done.
#[utoipa::path(tag = "complaints", params(IdempotencyHeader), responses((status = 200, description = "The case as it is now", body = CaseView)),
    security(("session" = ["complaints:write"]), ("key" = ["complaints:write"])))]
#[post("/complaints/{id}/close")]
async fn close_complaint(
    who: May<allow::ComplaintsWrite>,
    id: Id<ids::Complaint>,
    key: IdempotencyKey,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of_digest(&who, &[]);
    take::<CaseView>(&app, once, move |db| steps::close(db, &who, &who.scope, &id)).await
}

/// Reopen a complaint
///
/// The customer's clock goes on where it stopped.
#[utoipa::path(tag = "complaints", params(IdempotencyHeader), request_body = Reason, responses((status = 200, description = "The case as it is now", body = CaseView)),
    security(("session" = ["complaints:write"]), ("key" = ["complaints:write"])))]
#[post("/complaints/{id}/reopen")]
async fn reopen_complaint(
    who: May<allow::ComplaintsWrite>,
    id: Id<ids::Complaint>,
    key: IdempotencyKey,
    body: Body<Reason>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    take::<CaseView>(&app, once, move |db| steps::reopen(db, &who, &who.scope, &id, &body)).await
}

/// Withdraw a complaint
///
/// The customer does not complain any more.
#[utoipa::path(tag = "complaints", params(IdempotencyHeader), request_body = Reason, responses((status = 200, description = "The case as it is now", body = CaseView)),
    security(("session" = ["complaints:write"]), ("key" = ["complaints:write"])))]
#[post("/complaints/{id}/withdraw")]
async fn withdraw_complaint(
    who: May<allow::ComplaintsWrite>,
    id: Id<ids::Complaint>,
    key: IdempotencyKey,
    body: Body<Reason>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    take::<CaseView>(&app, once, move |db| steps::withdraw(db, &who, &who.scope, &id, &body)).await
}
