//! `/v1/memberships/{id}/…`: the ledger, spending points, and points by hand.

use actix_web::{HttpResponse, get, post, web};
use regulars_db::Db;
use regulars_db::loyalty::points;
use regulars_db::loyalty::points::{Adjustment, Entry};
use regulars_domain::loyalty::points::AdjustmentState;

use super::adjustments::Decision;
use super::redemptions::Redeemed;
use super::views::{
    AdjustmentView, Decline, EntryView, LedgerQuery, NewAdjustment, NewRedemption, NewReversal, Redemption,
};
use super::{adjustments, queries, redemptions, reversals, service};
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::{Body, OptionalBody, Query};
use crate::platform::http::idempotency::{Once, RequiredIdempotencyHeader, RequiredKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::Made;
use crate::platform::http::routes::Routes;

pub fn configure(config: &mut impl Routes) {
    config
        .service(list_points)
        .service(redeem_points)
        .service(undo_redemption)
        .service(list_adjustments)
        .service(ask_adjustment)
        .service(approve_adjustment)
        .service(decline_adjustment);
}

/// List the ledger of a membership
///
/// Every row that moved its points, newest first.
#[utoipa::path(tag = "memberships", params(LedgerQuery), responses((status = 200, description = "A page of the ledger", body = List<EntryView>)),
    security(("session" = ["memberships:read"]), ("key" = ["memberships:read"])))]
#[get("/memberships/{id}/ledger")]
async fn list_points(
    who: May<allow::MembershipsRead>,
    id: Id<ids::Membership>,
    query: Query<LedgerQuery>,
    app: web::Data<App>,
) -> Answer<List<EntryView>> {
    let list = page::asked(&app.keys, &format!("points of {}", &*id), &query.0)?;
    let asked = list.page();
    let read = app.store.read(move |db| {
        let (membership, _) = service::find(db, &who, &who.scope, &id)?;
        let rows = points::entries(db, &membership.customer_id, &membership.id, &asked)?;
        queries::entries(db, &membership.customer_id, rows)
    });
    let (rows, undoing) = read.await?;
    let place = |entry: &Entry| (entry.number.to_string(), entry.id.clone());
    Ok(list.answer(rows, place, |entry| EntryView::new(entry, &undoing)))
}

/// Spend points
///
/// Those that expire soonest go first; never more than there are, however many ask at the same time. With the
/// customer's whole phone or card it is done for anybody of the chain, as at the counter: the answer is then masked. The
/// same redemption (by the partner's external id) sent again spends nothing more.
#[utoipa::path(tag = "memberships", params(RequiredIdempotencyHeader), request_body = NewRedemption,
    responses((status = 201, description = "Spent", body = Redemption), (status = 200, description = "It was there already", body = Redemption)),
    security(("session" = ["points:redeem"]), ("key" = ["points:redeem"])))]
#[post("/memberships/{id}/redemptions")]
async fn redeem_points(
    who: May<allow::PointsRedeem>,
    id: Id<ids::Membership>,
    key: RequiredKey,
    body: Body<NewRedemption>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let redeemed = redemptions::redeem(db, &who, &who.scope, &id, &body)?;
        told(db, redeemed)
    });
    answer.await
}

/// Undo a redemption
///
/// The points go back where they came from, with the last day they had. `{points_id}` is the redemption's id, or
/// `ext:{partner}:{external_id}`. Of a member the caller sees, of points spent in one of the caller's units, or with the
/// customer's whole phone or card; asked again it books nothing more.
#[utoipa::path(tag = "memberships", params(RequiredIdempotencyHeader), request_body = NewReversal,
    responses((status = 201, description = "Undone", body = Redemption), (status = 200, description = "It was undone already", body = Redemption)),
    security(("session" = ["points:redeem"]), ("key" = ["points:redeem"])))]
#[post("/memberships/{id}/redemptions/{points_id}/reversal")]
async fn undo_redemption(
    who: May<allow::PointsRedeem>,
    id: Id<ids::Membership>,
    redemption_id: Id<ids::Points>,
    key: RequiredKey,
    body: Body<NewReversal>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let redemption = match redemption_id.external() {
            None => redemption_id.to_string(),
            Some(external) => redemptions::behind(db, &who, external)?,
        };
        let undone = reversals::undo(db, &who, &who.scope, (&id, &redemption), &body)?;
        told(db, undone)
    });
    answer.await
}

/// What was booked, as it is answered: masked for who does not see the customer.
fn told(db: &mut Db, booked: Redeemed) -> Answer<Made<Redemption>> {
    let location = format!("/v1/memberships/{}/ledger", booked.membership.id);
    let mut membership = queries::view(db, booked.membership, &booked.customer)?;
    if booked.at_counter {
        membership = membership.masked();
    }
    let (number, customer_id) = (booked.entry.number, booked.customer.id);
    let (rows, undoing) = queries::entries(db, &customer_id, vec![booked.entry])?;
    let entry = rows.into_iter().next().ok_or_else(|| Error::Internal("a booking without a row".to_owned()))?;
    let told = Redemption { entry: EntryView::new(entry, &undoing), membership };
    Ok(if booked.is_new { Made::created(location, number, told) } else { Made::ok(told) })
}

/// List the adjustments of a membership
///
/// Points by hand that were asked for, newest first, with what was decided.
#[utoipa::path(tag = "memberships", params(LedgerQuery), responses((status = 200, description = "A page of adjustments", body = List<AdjustmentView>)),
    security(("session" = ["memberships:read"]), ("key" = ["memberships:read"])))]
#[get("/memberships/{id}/adjustments")]
async fn list_adjustments(
    who: May<allow::MembershipsRead>,
    id: Id<ids::Membership>,
    query: Query<LedgerQuery>,
    app: web::Data<App>,
) -> Answer<List<AdjustmentView>> {
    let list = page::asked(&app.keys, &format!("adjustments of {}", &*id), &query.0)?;
    let asked = list.page();
    let read = app.store.read(move |db| {
        let (membership, _) = service::find(db, &who, &who.scope, &id)?;
        Ok::<_, Error>(points::adjustments(db, &membership.customer_id, &membership.id, &asked)?)
    });
    let place = |adjustment: &Adjustment| (String::new(), adjustment.id.clone());
    Ok(list.answer(read.await?, place, AdjustmentView::from))
}

/// Ask for an adjustment
///
/// Points to add or take away by hand, with a reason. Nothing is booked before somebody else has approved it.
#[utoipa::path(tag = "memberships", params(RequiredIdempotencyHeader), request_body = NewAdjustment,
    responses((status = 201, description = "Asked for", body = AdjustmentView)),
    security(("session" = ["points:adjust"]), ("key" = ["points:adjust"])))]
#[post("/memberships/{id}/adjustments")]
async fn ask_adjustment(
    who: May<allow::PointsAdjust>,
    id: Id<ids::Membership>,
    key: RequiredKey,
    body: Body<NewAdjustment>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let adjustment = adjustments::ask(db, &who, &who.scope, &id, &body)?;
        let location = format!("/v1/memberships/{}/adjustments", &*id);
        Ok(Made::created(location, 1, AdjustmentView::from(adjustment)))
    });
    answer.await
}

/// Approve an adjustment
///
/// Books it. For people only, never for who asked, be it by a key, and within what the caller may give to one customer and
/// to all of them in a calendar month.
#[utoipa::path(tag = "memberships", params(RequiredIdempotencyHeader),
    responses((status = 200, description = "Approved and booked", body = AdjustmentView)), security(("session" = ["points:approve"])))]
#[post("/memberships/{id}/adjustments/{adjustment_id}/approve")]
async fn approve_adjustment(
    who: May<allow::PointsApprove>,
    id: Id<ids::Membership>,
    adjustment_id: Id<ids::Adjustment>,
    key: RequiredKey,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of_digest(&who, &[]);
    let decision = Decision { state: AdjustmentState::Approved, reason: None };
    decide(who, (id, adjustment_id), once, app, decision).await
}

/// Decline an adjustment
///
/// Nothing is booked. For people only, and never for who asked; a body may say why.
#[utoipa::path(tag = "memberships", params(RequiredIdempotencyHeader), request_body = Option<Decline>,
    responses((status = 200, description = "Declined", body = AdjustmentView)), security(("session" = ["points:approve"])))]
#[post("/memberships/{id}/adjustments/{adjustment_id}/decline")]
async fn decline_adjustment(
    who: May<allow::PointsApprove>,
    id: Id<ids::Membership>,
    adjustment_id: Id<ids::Adjustment>,
    key: RequiredKey,
    body: OptionalBody<Decline>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of_digest(&who, &body.digest());
    let reason = body.value().and_then(|body| body.reason.clone());
    decide(who, (id, adjustment_id), once, app, Decision { state: AdjustmentState::Declined, reason }).await
}

async fn decide(
    who: May<allow::PointsApprove>,
    (id, adjustment_id): (Id<ids::Membership>, Id<ids::Adjustment>),
    once: Option<Once>,
    app: web::Data<App>,
    decision: Decision,
) -> Answer<HttpResponse> {
    let answer = app.write_once(once, move |db| {
        let adjustment = adjustments::decide(db, &who, &who.scope, (&id, &adjustment_id), &decision)?;
        Ok(Made::ok(AdjustmentView::from(adjustment)))
    });
    answer.await
}
