//! `/v1/assortments`.

use actix_web::{HttpResponse, delete, get, put, web};

use super::service;
use super::views::{AssortmentList, AssortmentView, NewAssortment};
use crate::platform::app::App;
use crate::platform::error::Answer;
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::Body;
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::reply::{IfMatch, IfMatchHeader, Resource, no_content};
use crate::platform::http::routes::Routes;

pub fn configure(config: &mut impl Routes) {
    config.service(list_assortments).service(get_assortment).service(put_assortment).service(delete_assortment);
}

/// List assortments
///
/// The units that have a list of their own of what they sell, of the caller's units and those above them.
#[utoipa::path(tag = "assortments", responses((status = 200, description = "The lists", body = AssortmentList)),
    security(("session" = ["products:read"]), ("key" = ["products:read"])))]
#[get("/assortments")]
async fn list_assortments(who: May<allow::ProductsRead>, app: web::Data<App>) -> Answer<web::Json<AssortmentList>> {
    Ok(web::Json(app.store.read(move |db| service::list(db, &who.scope)).await?))
}

/// Get the assortment of a unit
///
/// What it sells: by its own list, else by that of the nearest unit above it with one; without any, everything.
#[utoipa::path(tag = "assortments", responses((status = 200, description = "What it sells", body = AssortmentView)),
    security(("session" = ["products:read"]), ("key" = ["products:read"])))]
#[get("/assortments/{unit_id}")]
async fn get_assortment(
    who: May<allow::ProductsRead>,
    unit_id: Id<ids::Unit>,
    app: web::Data<App>,
) -> Answer<Resource<AssortmentView>> {
    let view = app.store.read(move |db| service::of_unit(db, &who.scope, &unit_id)).await?;
    Resource::of_content(view.version, view)
}

/// Say what a unit sells
///
/// From now on a purchase there that names another product is refused, unless the partner's setting lets it pass. What was
/// sold before stays. A unit that has no list yet has version 0.
#[utoipa::path(tag = "assortments", params(IfMatchHeader), request_body = NewAssortment,
    responses((status = 200, description = "What it sells now", body = AssortmentView)),
    security(("session" = ["products:write"]), ("key" = ["products:write"])))]
#[put("/assortments/{unit_id}")]
async fn put_assortment(
    who: May<allow::ProductsWrite>,
    unit_id: Id<ids::Unit>,
    if_match: IfMatch,
    body: Body<NewAssortment>,
    app: web::Data<App>,
) -> Answer<Resource<AssortmentView>> {
    let write = app.store.write(move |db| service::put(db, &who, &who.scope, &unit_id, &if_match, &body));
    let view = write.await?;
    Resource::of_content(view.version, view)
}

/// Take away the list of a unit
///
/// It sells what the unit above it sells.
#[utoipa::path(tag = "assortments", params(IfMatchHeader), responses((status = 204, description = "It has no list of its own")),
    security(("session" = ["products:write"]), ("key" = ["products:write"])))]
#[delete("/assortments/{unit_id}")]
async fn delete_assortment(
    who: May<allow::ProductsWrite>,
    unit_id: Id<ids::Unit>,
    if_match: IfMatch,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    app.store.write(move |db| service::delete(db, &who, &who.scope, &unit_id, &if_match)).await?;
    Ok(no_content())
}
