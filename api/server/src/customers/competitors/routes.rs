//! `/v1/competitors`.

use actix_web::{HttpResponse, get, patch, post, web};
use regulars_db::customers::competitors;
use regulars_db::customers::competitors::Competitor;

use super::service;
use super::views::{
    CompetitorCount, CompetitorCountQuery, CompetitorCounts, CompetitorPatch, CompetitorView, NewCompetitor,
};
use crate::customers::profiles::queries::within;
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{May, MayEverywhere, allow};
use crate::platform::http::body::{Body, Query};
use crate::platform::http::coded_catalogue::CatalogueQuery;
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::{IfMatch, IfMatchHeader, Made, Resource};
use crate::platform::http::routes::Routes;

/// Competitors that were named most.
const MOST: i64 = 200;

pub fn configure(config: &mut impl Routes) {
    // Before what takes an id: `counts` is none.
    config
        .service(list_competitors)
        .service(create_competitor)
        .service(count_competitors)
        .service(get_competitor)
        .service(update_competitor);
}

/// List competitors
///
/// By code, archived ones as well.
#[utoipa::path(tag = "competitors", params(CatalogueQuery), responses((status = 200, description = "A page of competitors", body = List<CompetitorView>)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/competitors")]
async fn list_competitors(
    _who: May<allow::CustomersRead>,
    query: Query<CatalogueQuery>,
    app: web::Data<App>,
) -> Answer<List<CompetitorView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "competitors", &query)?;
    let place = |competitor: &Competitor| (competitor.code.clone(), competitor.id.clone());
    list.read(
        &app.store,
        move |db, page| Ok(competitors::list(db, query.q.as_deref(), page)?),
        place,
        CompetitorView::from,
    )
    .await
}

/// Register a competitor
#[utoipa::path(tag = "competitors", params(IdempotencyHeader), request_body = NewCompetitor,
    responses((status = 201, description = "The competitor", body = CompetitorView)), security(("session" = ["customers:write"]), ("key" = ["customers:write"])))]
#[post("/competitors")]
async fn create_competitor(
    who: MayEverywhere<allow::CustomersWrite>,
    key: IdempotencyKey,
    body: Body<NewCompetitor>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let competitor = service::create(db, &who, &body)?;
        let location = format!("/v1/competitors/{}", competitor.id);
        Ok(Made::created(location, competitor.version, CompetitorView::from(competitor)))
    });
    answer.await
}

/// Count who named which competitor
///
/// In interactions with the customers that the caller sees, most interactions first: who leaves for whom.
#[utoipa::path(tag = "competitors", params(CompetitorCountQuery), responses((status = 200, description = "Which competitors were named", body = CompetitorCounts)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/competitors/counts")]
async fn count_competitors(
    who: May<allow::CustomersRead>,
    query: Query<CompetitorCountQuery>,
    app: web::Data<App>,
) -> Answer<web::Json<CompetitorCounts>> {
    let days = query.0.occurred_on.unwrap_or_default();
    let within = within(&who, &who.scope);
    let read = app.store.report(move |db| {
        let (from, before) = service::days(db, days.gte, days.lt)?;
        let rows = competitors::counts(db, within.as_ref(), from, before, MOST)?;
        let data = rows.into_iter().map(CompetitorCount::from).collect();
        Ok::<_, Error>(CompetitorCounts { from, before, data })
    });
    Ok(web::Json(read.await?))
}

/// Get a competitor
#[utoipa::path(tag = "competitors", responses((status = 200, description = "The competitor", body = CompetitorView)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/competitors/{id}")]
async fn get_competitor(
    _who: May<allow::CustomersRead>,
    id: Id<ids::Competitor>,
    app: web::Data<App>,
) -> Answer<Resource<CompetitorView>> {
    let competitor = app.store.read(move |db| service::find(db, &id)).await?;
    Ok(Resource::new(competitor.version, CompetitorView::from(competitor)))
}

/// Change a competitor
///
/// Archived, no interaction names it any more.
#[utoipa::path(tag = "competitors", params(IfMatchHeader), request_body(content = CompetitorPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The competitor as it is now", body = CompetitorView)), security(("session" = ["customers:write"]), ("key" = ["customers:write"])))]
#[patch("/competitors/{id}")]
async fn update_competitor(
    who: MayEverywhere<allow::CustomersWrite>,
    id: Id<ids::Competitor>,
    if_match: IfMatch,
    body: Body<CompetitorPatch>,
    app: web::Data<App>,
) -> Answer<Resource<CompetitorView>> {
    let competitor = app.store.write(move |db| service::change(db, &who, &id, &if_match, &body)).await?;
    Ok(Resource::new(competitor.version, CompetitorView::from(competitor)))
}
