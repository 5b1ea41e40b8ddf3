//! `/v1/campaigns`: the list of them and their plans. Steps are in `step_routes`, messages in `delivery_routes`.

use actix_web::{HttpResponse, get, patch, post, web};
use regulars_db::marketing::campaigns;
use regulars_db::marketing::campaigns::{Campaign, Filter};

use super::requests::{CampaignPatch, CampaignQuery, NewCampaign};
use super::views::{CampaignView, ChecklistView};
use super::{checks, service};
use crate::organisation::units::belonging;
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
use crate::platform::organisation;

pub fn configure(config: &mut impl Routes) {
    config
        .service(list_campaigns)
        .service(create_campaign)
        .service(get_campaign)
        .service(update_campaign)
        .service(check_campaign);
    super::step_routes::configure(config);
    super::delivery_routes::configure(config);
    super::results::routes::configure(config);
}

/// List campaigns
///
/// Newest first, without how far they have come: those of the caller's own units, and of the units above them.
#[utoipa::path(tag = "campaigns", params(CampaignQuery), responses((status = 200, description = "A page of campaigns", body = List<CampaignView>)),
    security(("session" = ["campaigns:read"]), ("key" = ["campaigns:read"])))]
#[get("/campaigns")]
async fn list_campaigns(
    who: May<allow::CampaignsRead>,
    query: Query<CampaignQuery>,
    app: web::Data<App>,
) -> Answer<List<CampaignView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "campaigns", &query)?;
    let mut filter = Filter { units: None, q: query.q, states: query.state, channels: query.channel };
    let asked = list.page();
    let found = app.store.read(move |db| {
        filter.units = belonging::readable(db, &who.scope)?;
        let rows = campaigns::list(db, &filter, &asked)?;
        Ok::<_, Error>((rows, organisation(db)?.base_currency))
    });
    let (rows, currency) = found.await?;
    let place = |campaign: &Campaign| (campaign.id.clone(), campaign.id.clone());
    Ok(list.answer(rows, place, |campaign| CampaignView::of(campaign, currency)))
}

/// Plan a campaign
///
/// A draft: what it lacks is told by its checklist. Of its audience only customers at home in the unit it belongs to get
/// it.
#[utoipa::path(tag = "campaigns", params(IdempotencyHeader), request_body = NewCampaign,
    responses((status = 201, description = "The campaign", body = CampaignView)), security(("session" = ["campaigns:write"]), ("key" = ["campaigns:write"])))]
#[post("/campaigns")]
async fn create_campaign(
    who: May<allow::CampaignsWrite>,
    key: IdempotencyKey,
    body: Body<NewCampaign>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let campaign = service::create(db, &who, &who.scope, &body)?;
        let location = format!("/v1/campaigns/{}", campaign.id);
        let view = CampaignView::load(db, campaign)?;
        Ok(Made::created(location, view.etag(), view))
    });
    answer.await
}

/// Get a campaign
///
/// With how far it has come, by arm and by reason.
#[utoipa::path(tag = "campaigns", responses((status = 200, description = "The campaign", body = CampaignView)),
    security(("session" = ["campaigns:read"]), ("key" = ["campaigns:read"])))]
#[get("/campaigns/{id}")]
async fn get_campaign(
    who: May<allow::CampaignsRead>,
    id: Id<ids::Campaign>,
    app: web::Data<App>,
) -> Answer<Resource<CampaignView>> {
    let found = app.store.read(move |db| {
        let campaign = service::seen(db, &who.scope, &id)?;
        CampaignView::load(db, campaign)
    });
    let view = found.await?;
    Ok(Resource::new(view.etag(), view))
}

/// Change a campaign
///
/// Anything while it is a draft; later its cost and margin only.
#[utoipa::path(tag = "campaigns", params(IfMatchHeader), request_body(content = CampaignPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The campaign as it is now", body = CampaignView)), security(("session" = ["campaigns:write"]), ("key" = ["campaigns:write"])))]
#[patch("/campaigns/{id}")]
async fn update_campaign(
    who: May<allow::CampaignsWrite>,
    id: Id<ids::Campaign>,
    if_match: IfMatch,
    body: Body<CampaignPatch>,
    app: web::Data<App>,
) -> Answer<Resource<CampaignView>> {
    let changed = app.store.write(move |db| {
        service::check_changeable(db, &who.scope, &id)?;
        let campaign = service::change(db, &who, &id, &if_match, &body)?;
        CampaignView::load(db, campaign)
    });
    let view = changed.await?;
    Ok(Resource::new(view.etag(), view))
}

/// Check a campaign
///
/// What it still lacks, and how many people its audience has now.
#[utoipa::path(tag = "campaigns", responses((status = 200, description = "The checklist", body = ChecklistView)),
    security(("session" = ["campaigns:read"]), ("key" = ["campaigns:read"])))]
#[get("/campaigns/{id}/checklist")]
async fn check_campaign(
    who: May<allow::CampaignsRead>,
    id: Id<ids::Campaign>,
    app: web::Data<App>,
) -> Answer<web::Json<ChecklistView>> {
    let config = app.config.clone();
    let found = app.store.report(move |db| {
        let campaign = service::seen(db, &who.scope, &id)?;
        checks::checklist(db, &config, &campaign)
    });
    Ok(web::Json(found.await?))
}
