//! `/v1/units`.

use actix_web::{HttpResponse, get, patch, post, web};
use regulars_db::Db;
use regulars_db::organisation::units;
use regulars_db::organisation::units::Filter;

use super::service;
use super::views::{NewUnit, UnitPatch, UnitQuery, UnitView};
use crate::platform::app::App;
use crate::platform::error::Answer;
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
    config.service(list_units).service(create_unit).service(get_unit).service(update_unit);
}

/// List units
///
/// The units in the caller's subtree, oldest first.
#[utoipa::path(tag = "units", params(UnitQuery), responses((status = 200, description = "A page of units", body = List<UnitView>)),
    security(("session" = ["units:read"]), ("key" = ["units:read"])))]
#[get("/units")]
async fn list_units(
    who: May<allow::UnitsRead>,
    query: Query<UnitQuery>,
    app: web::Data<App>,
) -> Answer<List<UnitView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "units", &query)?;
    let filter = Filter {
        ids: who.scope.units().map(<[String]>::to_vec),
        q: query.q,
        kinds: query.kind,
        parent_id: query.parent_id,
        states: query.state,
    };
    list.read(
        &app.store,
        move |db, page| Ok(units::list(db, &filter, page)?),
        |unit| (String::new(), unit.id.clone()),
        UnitView::from,
    )
    .await
}

/// Create a unit
#[utoipa::path(tag = "units", params(IdempotencyHeader), request_body = NewUnit,
    responses((status = 201, description = "The unit", body = UnitView)), security(("session" = ["units:write"]), ("key" = ["units:write"])))]
#[post("/units")]
async fn create_unit(
    who: May<allow::UnitsWrite>,
    key: IdempotencyKey,
    body: Body<NewUnit>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let unit = service::create(db, &who, &who.scope, &body)?;
        Ok(Made::created(format!("/v1/units/{}", unit.id), unit.version, UnitView::from(unit)))
    });
    let answer = answer.await?;
    app.principals.forget();
    Ok(answer)
}

/// Get a unit
#[utoipa::path(tag = "units", responses((status = 200, description = "The unit", body = UnitView)),
    security(("session" = ["units:read"]), ("key" = ["units:read"])))]
#[get("/units/{id}")]
async fn get_unit(who: May<allow::UnitsRead>, id: Id<ids::Unit>, app: web::Data<App>) -> Answer<Resource<UnitView>> {
    let unit = app.store.read(move |db| service::find(db, &who.scope, &id)).await?;
    Ok(Resource::new(unit.version, UnitView::from(unit)))
}

/// Change a unit
#[utoipa::path(tag = "units", params(IfMatchHeader), request_body(content = UnitPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The unit as it is now", body = UnitView)), security(("session" = ["units:write"]), ("key" = ["units:write"])))]
#[patch("/units/{id}")]
async fn update_unit(
    who: May<allow::UnitsWrite>,
    id: Id<ids::Unit>,
    if_match: IfMatch,
    body: Body<UnitPatch>,
    app: web::Data<App>,
) -> Answer<Resource<UnitView>> {
    let change = move |db: &mut Db| service::change(db, &who, &who.scope, &id, &if_match, &body);
    let unit = app.store.write(change).await?;
    app.principals.forget();
    Ok(Resource::new(unit.version, UnitView::from(unit)))
}
