//! `/v1/partners`. They go with the keys: the actions are those of keys.

use actix_web::{HttpResponse, get, patch, post, web};
use regulars_db::organisation::api_keys;

use super::service;
use super::views::{NewPartner, PartnerPatch, PartnerQuery, PartnerView};
use crate::platform::app::App;
use crate::platform::error::Answer;
use crate::platform::http::actor::{May, MayEverywhere, allow};
use crate::platform::http::body::{Body, Query};
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::{IfMatch, IfMatchHeader, Made, Resource};
use crate::platform::http::routes::Routes;

pub fn configure(config: &mut impl Routes) {
    config.service(list_partners).service(create_partner).service(get_partner).service(update_partner);
}

/// List partners
///
/// Oldest first.
#[utoipa::path(tag = "partners", params(PartnerQuery), responses((status = 200, description = "A page of partners", body = List<PartnerView>)),
    security(("session" = ["keys:read"]), ("key" = ["keys:read"])))]
#[get("/partners")]
async fn list_partners(
    _who: May<allow::KeysRead>,
    query: Query<PartnerQuery>,
    app: web::Data<App>,
) -> Answer<List<PartnerView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "partners", &query)?;
    let place = |partner: &api_keys::Partner| (String::new(), partner.id.clone());
    list.read(&app.store, move |db, page| Ok(api_keys::list_partners(db, page)?), place, PartnerView::from).await
}

/// Create a partner
#[utoipa::path(tag = "partners", params(IdempotencyHeader), request_body = NewPartner,
    responses((status = 201, description = "The partner", body = PartnerView)), security(("session" = ["keys:write"]), ("key" = ["keys:write"])))]
#[post("/partners")]
async fn create_partner(
    who: MayEverywhere<allow::KeysWrite>,
    key: IdempotencyKey,
    body: Body<NewPartner>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let partner = service::create(db, &who, &body)?;
        Ok(Made::created(format!("/v1/partners/{}", partner.id), partner.version, PartnerView::from(partner)))
    });
    answer.await
}

/// Get a partner
#[utoipa::path(tag = "partners", responses((status = 200, description = "The partner", body = PartnerView)),
    security(("session" = ["keys:read"]), ("key" = ["keys:read"])))]
#[get("/partners/{id}")]
async fn get_partner(
    _who: May<allow::KeysRead>,
    id: Id<ids::Partner>,
    app: web::Data<App>,
) -> Answer<Resource<PartnerView>> {
    let partner = app.store.read(move |db| service::find(db, &id)).await?;
    Ok(Resource::new(partner.version, PartnerView::from(partner)))
}

/// Change a partner
///
/// The name, what becomes of purchases whose customer nobody knows, and whether they may name any product: the code stands in the ids that the partner's customers and purchases are found by.
#[utoipa::path(tag = "partners", params(IfMatchHeader), request_body(content = PartnerPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The partner as it is now", body = PartnerView)), security(("session" = ["keys:write"]), ("key" = ["keys:write"])))]
#[patch("/partners/{id}")]
async fn update_partner(
    who: MayEverywhere<allow::KeysWrite>,
    id: Id<ids::Partner>,
    if_match: IfMatch,
    body: Body<PartnerPatch>,
    app: web::Data<App>,
) -> Answer<Resource<PartnerView>> {
    let partner = app.store.write(move |db| service::change(db, &who, &id, &if_match, &body)).await?;
    Ok(Resource::new(partner.version, PartnerView::from(partner)))
}
