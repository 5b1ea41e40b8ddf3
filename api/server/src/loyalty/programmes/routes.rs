//! `/v1/membership-programmes`.

use actix_web::{HttpResponse, get, patch, post, web};
use regulars_db::Db;
use regulars_db::loyalty::programmes;
use regulars_db::loyalty::programmes::{Level, Programme};

use super::service;
use super::views::{
    LevelList, LevelPatch, LevelView, NewLevel, NewProgramme, ProgrammePatch, ProgrammeQuery, ProgrammeView,
};
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{May, MayEverywhere, allow};
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
        .service(list_membership_programmes)
        .service(create_membership_programme)
        .service(get_membership_programme)
        .service(update_membership_programme)
        .service(list_membership_levels)
        .service(create_membership_level)
        .service(update_membership_level);
}

/// List membership programmes
///
/// With their levels, oldest first.
#[utoipa::path(tag = "membership-programmes", params(ProgrammeQuery), responses((status = 200, description = "A page of programmes", body = List<ProgrammeView>)),
    security(("session" = ["programmes:read"]), ("key" = ["programmes:read"])))]
#[get("/membership-programmes")]
async fn list_membership_programmes(
    _who: May<allow::ProgrammesRead>,
    query: Query<ProgrammeQuery>,
    app: web::Data<App>,
) -> Answer<List<ProgrammeView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "membership-programmes", &query)?;
    let asked = list.page();
    let read = app.store.read(move |db| {
        let rows = programmes::list(db, &query.state, &asked)?;
        let views: Answer<Vec<ProgrammeView>> = rows.into_iter().map(|row| view(db, row)).collect();
        views
    });
    let place = |row: &ProgrammeView| (String::new(), row.id.clone());
    Ok(list.answer(read.await?, place, |row| row))
}

/// Create a membership programme
#[utoipa::path(tag = "membership-programmes", params(IdempotencyHeader), request_body = NewProgramme,
    responses((status = 201, description = "The programme", body = ProgrammeView)),
    security(("session" = ["programmes:write"]), ("key" = ["programmes:write"])))]
#[post("/membership-programmes")]
async fn create_membership_programme(
    who: MayEverywhere<allow::ProgrammesWrite>,
    key: IdempotencyKey,
    body: Body<NewProgramme>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let programme = service::create(db, &who, &body)?;
        let (location, version) = (format!("/v1/membership-programmes/{}", programme.id), programme.version);
        Ok(Made::created(location, version, view(db, programme)?))
    });
    answer.await
}

/// Get a membership programme
#[utoipa::path(tag = "membership-programmes", responses((status = 200, description = "The programme", body = ProgrammeView)),
    security(("session" = ["programmes:read"]), ("key" = ["programmes:read"])))]
#[get("/membership-programmes/{id}")]
async fn get_membership_programme(
    _who: May<allow::ProgrammesRead>,
    id: Id<ids::Programme>,
    app: web::Data<App>,
) -> Answer<Resource<ProgrammeView>> {
    let read = app.store.read(move |db| {
        let programme = service::find(db, &id)?;
        view(db, programme)
    });
    let view = read.await?;
    Ok(Resource::new(view.version, view))
}

/// Change a membership programme
#[utoipa::path(tag = "membership-programmes", params(IfMatchHeader), request_body(content = ProgrammePatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The programme as it is now", body = ProgrammeView)),
    security(("session" = ["programmes:write"]), ("key" = ["programmes:write"])))]
#[patch("/membership-programmes/{id}")]
async fn update_membership_programme(
    who: MayEverywhere<allow::ProgrammesWrite>,
    id: Id<ids::Programme>,
    if_match: IfMatch,
    body: Body<ProgrammePatch>,
    app: web::Data<App>,
) -> Answer<Resource<ProgrammeView>> {
    let written = app.store.write(move |db| {
        let programme = service::change(db, &who, &id, &if_match, &body)?;
        view(db, programme)
    });
    let view = written.await?;
    Ok(Resource::new(view.version, view))
}

/// List the levels of a programme
#[utoipa::path(tag = "membership-programmes", responses((status = 200, description = "The levels, the lowest first", body = LevelList)),
    security(("session" = ["programmes:read"]), ("key" = ["programmes:read"])))]
#[get("/membership-programmes/{id}/levels")]
async fn list_membership_levels(
    _who: May<allow::ProgrammesRead>,
    id: Id<ids::Programme>,
    app: web::Data<App>,
) -> Answer<web::Json<LevelList>> {
    let read = app.store.read(move |db| {
        let programme = service::find(db, &id)?;
        view(db, programme)
    });
    Ok(web::Json(LevelList { data: read.await?.levels }))
}

/// Create a level
///
/// The programme gets a new version, and a job looks at every member's level.
#[utoipa::path(tag = "membership-programmes", params(IdempotencyHeader), request_body = NewLevel,
    responses((status = 201, description = "The level", body = LevelView)),
    security(("session" = ["programmes:write"]), ("key" = ["programmes:write"])))]
#[post("/membership-programmes/{id}/levels")]
async fn create_membership_level(
    who: MayEverywhere<allow::ProgrammesWrite>,
    id: Id<ids::Programme>,
    key: IdempotencyKey,
    body: Body<NewLevel>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let level = service::create_level(db, &who, &id, &body)?;
        let (location, version) = (format!("/v1/membership-programmes/{}/levels", &*id), level.version);
        Ok(Made::created(location, version, level_view(db, level)?))
    });
    answer.await
}

/// Change a level
///
/// The programme gets a new version. Who reaches a lowered threshold goes up at once, by a job; nobody goes down before
/// the anniversary.
#[utoipa::path(tag = "membership-programmes", params(IfMatchHeader), request_body(content = LevelPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The level as it is now", body = LevelView)),
    security(("session" = ["programmes:write"]), ("key" = ["programmes:write"])))]
#[patch("/membership-programmes/{id}/levels/{level_id}")]
async fn update_membership_level(
    who: MayEverywhere<allow::ProgrammesWrite>,
    id: Id<ids::Programme>,
    level_id: Id<ids::Level>,
    if_match: IfMatch,
    body: Body<LevelPatch>,
    app: web::Data<App>,
) -> Answer<Resource<LevelView>> {
    let written = app.store.write(move |db| {
        let level = service::change_level(db, &who, (&id, &level_id), &if_match, &body)?;
        level_view(db, level)
    });
    let view = written.await?;
    Ok(Resource::new(view.version, view))
}

fn view(db: &mut Db, programme: Programme) -> Answer<ProgrammeView> {
    let levels = programmes::levels_of(db, &[&programme.id])?;
    ProgrammeView::new(programme, &levels, organisation(db)?.base_currency)
}

fn level_view(db: &mut Db, level: Level) -> Answer<LevelView> {
    let programme = service::find(db, &level.programme_id)?;
    Ok::<_, Error>(LevelView::new(level, programme.level_basis.0, organisation(db)?.base_currency))
}
