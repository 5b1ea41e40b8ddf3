//! The steps of a campaign: each is a sub-resource that answers the campaign as it is then.

use actix_web::{HttpResponse, post, web};

use super::requests::{CampaignSchedule, Launch, Rejection};
use super::views::CampaignView;
use super::{service, steps};
use crate::platform::app::App;
use crate::platform::error::Answer;
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::Body;
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey, RequiredIdempotencyHeader, RequiredKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::language::Reader;
use crate::platform::http::reply::Made;
use crate::platform::http::routes::Routes;
use crate::platform::http::steps::take;
use crate::platform::jobs::views::JobView;

pub fn configure(config: &mut impl Routes) {
    config
        .service(review_campaign)
        .service(approve_campaign)
        .service(reject_campaign)
        .service(schedule_campaign)
        .service(unschedule_campaign)
        .service(prepare_campaign)
        .service(launch_campaign)
        .service(pause_campaign)
        .service(resume_campaign)
        .service(cancel_campaign);
}

/// Hand a campaign in for review
///
/// Refused while it lacks what it needs for that; the lines of the checklist are named.
#[utoipa::path(tag = "campaigns", params(IdempotencyHeader), responses((status = 200, description = "The campaign as it is now", body = CampaignView)),
    security(("session" = ["campaigns:write"]), ("key" = ["campaigns:write"])))]
#[post("/campaigns/{id}/review")]
async fn review_campaign(
    who: May<allow::CampaignsWrite>,
    id: Id<ids::Campaign>,
    key: IdempotencyKey,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of_digest(&who, &[]);
    let config = app.config.clone();
    take::<CampaignView>(&app, once, move |db| {
        service::check_changeable(db, &who.scope, &id)?;
        steps::review(db, &who, &config, &id)
    })
    .await
}

/// Approve a campaign
///
/// By somebody who neither wrote nor changed it, nor a template or a segment that it rests on, nor made the key that did:
/// who did is answered 403 `own_work`, with the `part` that is theirs (`plan`, `template`, `segment`). What its templates say
/// at this moment is what will be sent; the rules and lists of its audience, the offer, the budget and the number of people
/// are held to be as they are now.
#[utoipa::path(tag = "campaigns", params(IdempotencyHeader), responses((status = 200, description = "The campaign as it is now", body = CampaignView)),
    security(("session" = ["campaigns:approve"])))]
#[post("/campaigns/{id}/approve")]
async fn approve_campaign(
    who: May<allow::CampaignsApprove>,
    id: Id<ids::Campaign>,
    key: IdempotencyKey,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of_digest(&who, &[]);
    let config = app.config.clone();
    take::<CampaignView>(&app, once, move |db| {
        service::check_changeable(db, &who.scope, &id)?;
        steps::approve(db, &who, &config, &id)
    })
    .await
}

/// Hand a campaign back
///
/// To its author, with the reason; an approval falls with it.
#[utoipa::path(tag = "campaigns", params(IdempotencyHeader), request_body = Rejection, responses((status = 200, description = "The campaign as it is now", body = CampaignView)),
    security(("session" = ["campaigns:approve"]), ("key" = ["campaigns:approve"])))]
#[post("/campaigns/{id}/reject")]
async fn reject_campaign(
    who: May<allow::CampaignsApprove>,
    id: Id<ids::Campaign>,
    key: IdempotencyKey,
    body: Body<Rejection>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    take::<CampaignView>(&app, once, move |db| {
        service::check_changeable(db, &who.scope, &id)?;
        steps::reject(db, &who, &id, &body)
    })
    .await
}

/// Schedule a campaign
///
/// An approved one is prepared by itself at this time and begins, unless it goes back to review (see its preparation).
#[utoipa::path(tag = "campaigns", params(IdempotencyHeader), request_body = CampaignSchedule, responses((status = 200, description = "The campaign as it is now", body = CampaignView)),
    security(("session" = ["campaigns:write"]), ("key" = ["campaigns:write"])))]
#[post("/campaigns/{id}/schedule")]
async fn schedule_campaign(
    who: May<allow::CampaignsWrite>,
    id: Id<ids::Campaign>,
    key: IdempotencyKey,
    body: Body<CampaignSchedule>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    take::<CampaignView>(&app, once, move |db| {
        service::check_changeable(db, &who.scope, &id)?;
        steps::schedule(db, &who, &id, &body)
    })
    .await
}

/// Take a campaign off the schedule
///
/// It stays approved.
#[utoipa::path(tag = "campaigns", params(IdempotencyHeader), responses((status = 200, description = "The campaign as it is now", body = CampaignView)),
    security(("session" = ["campaigns:write"]), ("key" = ["campaigns:write"])))]
#[post("/campaigns/{id}/unschedule")]
async fn unschedule_campaign(
    who: May<allow::CampaignsWrite>,
    id: Id<ids::Campaign>,
    key: IdempotencyKey,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of_digest(&who, &[]);
    take::<CampaignView>(&app, once, move |db| {
        service::check_changeable(db, &who.scope, &id)?;
        steps::unschedule(db, &who, &id)
    })
    .await
}

/// Prepare the launch of a campaign
///
/// A job refreshes the segments of the audience, with those they rest on, counts the people and keeps who they are; the
/// campaign then says how many, and a launch within 10 minutes takes that number and reaches just these people. One that was approved goes back to review when a rule
/// or list of its audience was changed since, or when it has so many more people as the setting does not allow.
#[utoipa::path(tag = "campaigns", params(IdempotencyHeader), responses((status = 202, description = "The job", body = JobView)),
    security(("session" = ["campaigns:write"]), ("key" = ["campaigns:write"])))]
#[post("/campaigns/{id}/preparations")]
async fn prepare_campaign(
    who: May<allow::CampaignsWrite>,
    id: Id<ids::Campaign>,
    key: IdempotencyKey,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of_digest(&who, &[]);
    let answer = app.write_once(once, move |db| {
        service::check_changeable(db, &who.scope, &id)?;
        let job = steps::prepare(db, &who, &id)?;
        Ok(Made::accepted(job, reader.language))
    });
    answer.await
}

/// Launch a campaign
///
/// A job makes a delivery for each person that the preparation counted, whoever came to the segments or left them since;
/// then they are sent, but for those who may no longer be written to. Refused unless it was prepared within the last 10
/// minutes and `people` is the number that the preparation counted.
#[utoipa::path(tag = "campaigns", params(RequiredIdempotencyHeader), request_body = Launch, responses((status = 202, description = "The job", body = JobView)),
    security(("session" = ["campaigns:write"]), ("key" = ["campaigns:write"])))]
#[post("/campaigns/{id}/launches")]
async fn launch_campaign(
    who: May<allow::CampaignsWrite>,
    id: Id<ids::Campaign>,
    key: RequiredKey,
    body: Body<Launch>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let config = app.config.clone();
    let answer = app.write_once(once, move |db| {
        service::check_changeable(db, &who.scope, &id)?;
        let job = steps::launch(db, &who, &config, &id, &body)?;
        Ok(Made::accepted(job, reader.language))
    });
    answer.await
}

/// Pause a campaign
///
/// What is on its way arrives; nothing else leaves.
#[utoipa::path(tag = "campaigns", params(IdempotencyHeader), responses((status = 200, description = "The campaign as it is now", body = CampaignView)),
    security(("session" = ["campaigns:write"]), ("key" = ["campaigns:write"])))]
#[post("/campaigns/{id}/pause")]
async fn pause_campaign(
    who: May<allow::CampaignsWrite>,
    id: Id<ids::Campaign>,
    key: IdempotencyKey,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of_digest(&who, &[]);
    take::<CampaignView>(&app, once, move |db| {
        service::check_changeable(db, &who.scope, &id)?;
        steps::pause(db, &who, &id)
    })
    .await
}

/// Resume a campaign
///
/// Failures until now do not pause it again.
#[utoipa::path(tag = "campaigns", params(IdempotencyHeader), responses((status = 200, description = "The campaign as it is now", body = CampaignView)),
    security(("session" = ["campaigns:write"]), ("key" = ["campaigns:write"])))]
#[post("/campaigns/{id}/resume")]
async fn resume_campaign(
    who: May<allow::CampaignsWrite>,
    id: Id<ids::Campaign>,
    key: IdempotencyKey,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of_digest(&who, &[]);
    take::<CampaignView>(&app, once, move |db| {
        service::check_changeable(db, &who.scope, &id)?;
        steps::resume(db, &who, &id)
    })
    .await
}

/// Cancel a campaign
///
/// For good: what has not left will not.
#[utoipa::path(tag = "campaigns", params(IdempotencyHeader), responses((status = 200, description = "The campaign as it is now", body = CampaignView)),
    security(("session" = ["campaigns:write"]), ("key" = ["campaigns:write"])))]
#[post("/campaigns/{id}/cancel")]
async fn cancel_campaign(
    who: May<allow::CampaignsWrite>,
    id: Id<ids::Campaign>,
    key: IdempotencyKey,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of_digest(&who, &[]);
    take::<CampaignView>(&app, once, move |db| {
        service::check_changeable(db, &who.scope, &id)?;
        steps::cancel(db, &who, &id)
    })
    .await
}
