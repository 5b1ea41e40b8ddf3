//! `/v1/memberships`, and the memberships of one customer. The ledger and what is booked on it is in `ledger_routes`.

use actix_web::{HttpResponse, get, patch, post, web};
use regulars_db::loyalty::memberships;
use regulars_db::loyalty::memberships::{Filter, Row};

use super::queries;
use super::queries::Beside;
use super::redemptions;
use super::service;
use super::views::{
    LevelHistory, MembershipDetail, MembershipPatch, MembershipQuery, MembershipView, MembershipsOfCustomer,
    NewMembership,
};
use crate::customers::profiles;
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::{Body, Query};
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::{IfMatch, IfMatchHeader, Made, Resource};
use crate::platform::http::routes::Routes;

pub fn configure(config: &mut impl Routes) {
    config
        .service(list_memberships)
        .service(enrol_member)
        .service(get_membership)
        .service(update_membership)
        .service(list_level_changes)
        .service(list_customer_memberships);
    super::ledger_routes::configure(config);
}

/// List memberships
///
/// The memberships of customers the caller may see, newest first.
#[utoipa::path(tag = "memberships", params(MembershipQuery), responses((status = 200, description = "A page of memberships", body = List<MembershipView>)),
    security(("session" = ["memberships:read"]), ("key" = ["memberships:read"])))]
#[get("/memberships")]
async fn list_memberships(
    who: May<allow::MembershipsRead>,
    query: Query<MembershipQuery>,
    app: web::Data<App>,
) -> Answer<List<MembershipView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "memberships", &query)?;
    let (filter, asked) = (query.to_filter(&who, &who.scope), list.page());
    let read = app.store.read(move |db| {
        let customer_id = profiles::named::in_filter(db, &who, filter.customer_id.clone())?;
        let filter = Filter { customer_id, ..filter.clone() };
        let rows = memberships::list(db, &filter, &asked)?;
        let beside = Beside::of(db, &rows.iter().map(|(membership, _)| membership).collect::<Vec<_>>())?;
        Ok::<_, Error>((rows, beside))
    });
    let (rows, beside) = read.await?;
    let place = |(membership, _): &Row| (String::new(), membership.id.clone());
    let view = |(membership, customer): Row| beside.view(membership, &customer.name);
    Ok(list.answer(rows, place, view))
}

/// Enrol a member
///
/// The card's number becomes an identity of the customer; one that another customer has is 409 and names that customer.
/// Purchases from the day of enrolment on earn points when they are recorded. What is owed on a closed card of the same
/// programme follows its holder.
#[utoipa::path(tag = "memberships", params(IdempotencyHeader), request_body = NewMembership,
    responses((status = 201, description = "The membership", body = MembershipView)),
    security(("session" = ["memberships:write"]), ("key" = ["memberships:write"])))]
#[post("/memberships")]
async fn enrol_member(
    who: May<allow::MembershipsWrite>,
    key: IdempotencyKey,
    body: Body<NewMembership>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let (membership, is_seen) = service::enrol(db, &who, &who.scope, &body)?;
        let (location, version) = (format!("/v1/memberships/{}", membership.id), membership.version);
        let customer = redemptions::holder(db, &membership)?;
        let view = queries::view(db, membership, &customer)?;
        Ok(Made::created(location, version, if is_seen { view } else { view.masked() }))
    });
    answer.await
}

/// Get a membership
///
/// With how far it is to the next level and the points that expire next.
#[utoipa::path(tag = "memberships", responses((status = 200, description = "The membership", body = MembershipDetail)),
    security(("session" = ["memberships:read"]), ("key" = ["memberships:read"])))]
#[get("/memberships/{id}")]
async fn get_membership(
    who: May<allow::MembershipsRead>,
    id: Id<ids::Membership>,
    app: web::Data<App>,
) -> Answer<Resource<MembershipDetail>> {
    let read = app.store.read(move |db| {
        let (membership, customer) = service::find(db, &who, &who.scope, &id)?;
        queries::detail(db, membership, &customer)
    });
    let detail = read.await?;
    // The progress moves with the day and with what the customer spends elsewhere.
    let progress = detail.progress.points.or(detail.progress.spend.map(|spend| spend.amount)).unwrap_or(0);
    let tag = format!("{}-{}-{progress}", detail.membership.version, detail.progress.to);
    Ok(Resource::new(tag, detail))
}

/// Change a membership
///
/// Suspends, reopens or closes the card; a closed one stays closed. A lost card gets another number: the old one then
/// finds nobody any more.
#[utoipa::path(tag = "memberships", params(IfMatchHeader), request_body(content = MembershipPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The membership as it is now", body = MembershipView)),
    security(("session" = ["memberships:write"]), ("key" = ["memberships:write"])))]
#[patch("/memberships/{id}")]
async fn update_membership(
    who: May<allow::MembershipsWrite>,
    id: Id<ids::Membership>,
    if_match: IfMatch,
    body: Body<MembershipPatch>,
    app: web::Data<App>,
) -> Answer<Resource<MembershipView>> {
    let written = app.store.write(move |db| {
        let membership = service::change(db, &who, &who.scope, &id, &if_match, &body)?;
        let customer = profiles::service::find(db, &who, &who.scope, &membership.customer_id)?;
        queries::view(db, membership, &customer)
    });
    let view = written.await?;
    Ok(Resource::new(view.version, view))
}

/// List the levels a member has had
///
/// Newest first, each with the day it began and what decided it.
#[utoipa::path(tag = "memberships", responses((status = 200, description = "The levels", body = LevelHistory)),
    security(("session" = ["memberships:read"]), ("key" = ["memberships:read"])))]
#[get("/memberships/{id}/level-changes")]
async fn list_level_changes(
    who: May<allow::MembershipsRead>,
    id: Id<ids::Membership>,
    app: web::Data<App>,
) -> Answer<web::Json<LevelHistory>> {
    let read = app.store.read(move |db| {
        let (membership, _) = service::find(db, &who, &who.scope, &id)?;
        Ok::<_, Error>(memberships::level_changes(db, &membership.customer_id, &membership.id)?)
    });
    Ok(web::Json(LevelHistory { data: read.await?.into_iter().map(Into::into).collect() }))
}

/// List a customer's memberships
#[utoipa::path(tag = "customers", responses((status = 200, description = "The memberships, oldest first", body = MembershipsOfCustomer)),
    security(("session" = ["memberships:read"]), ("key" = ["memberships:read"])))]
#[get("/customers/{id}/memberships")]
async fn list_customer_memberships(
    who: May<allow::MembershipsRead>,
    id: Id<ids::Customer>,
    app: web::Data<App>,
) -> Answer<web::Json<MembershipsOfCustomer>> {
    let read = app.store.read(move |db| {
        let customer = profiles::sub_routes::seen(db, &who, &who.scope, &id)?;
        queries::of_customer(db, &customer)
    });
    Ok(web::Json(MembershipsOfCustomer { data: read.await? }))
}
