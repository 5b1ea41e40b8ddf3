//! `/v1/wishes`, see the module above.

use actix_web::{HttpResponse, get, post, web};
use regulars_db::service::wishes;
use regulars_db::service::wishes::Wish;

use super::views::{
    NewWish, NewWishDecision, WishCount, WishCountQuery, WishCounts, WishDecision, WishQuery, WishView,
};
use super::{decisions, service};
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::{Body, Query};
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::Made;
use crate::platform::http::routes::Routes;

/// Rows of what was wished for most.
const MOST: i64 = 200;

pub fn configure(config: &mut impl Routes) {
    // Before what takes an id: `counts` is none.
    config.service(list_wishes).service(record_wish).service(count_wishes).service(decide_wishes).service(get_wish);
}

/// List wishes
///
/// What customers asked for and did not get in the caller's shops, newest first.
#[utoipa::path(tag = "wishes", params(WishQuery), responses((status = 200, description = "A page of wishes", body = List<WishView>)),
    security(("session" = ["wishes:read"]), ("key" = ["wishes:read"])))]
#[get("/wishes")]
async fn list_wishes(
    who: May<allow::WishesRead>,
    query: Query<WishQuery>,
    app: web::Data<App>,
) -> Answer<List<WishView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "wishes", &query)?;
    let filter = service::filter(&who.scope, &query);
    let place = |wish: &Wish| (wish.id.clone(), wish.id.clone());
    list.read(&app.store, move |db, page| Ok(wishes::list(db, &filter, page)?), place, WishView::from).await
}

/// Note a wish
///
/// Of a product, or in words; with the customer where it is known who asked.
#[utoipa::path(tag = "wishes", params(IdempotencyHeader), request_body = NewWish,
    responses((status = 201, description = "The wish", body = WishView)), security(("session" = ["wishes:write"]), ("key" = ["wishes:write"])))]
#[post("/wishes")]
async fn record_wish(
    who: May<allow::WishesWrite>,
    key: IdempotencyKey,
    body: Body<NewWish>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let wish = service::record(db, &who, &who.scope, &body)?;
        Ok(Made::created(format!("/v1/wishes/{}", wish.id), 1, WishView::from(wish)))
    });
    answer.await
}

/// Count wishes
///
/// By what was asked for and by shop, most wishes first.
#[utoipa::path(tag = "wishes", params(WishCountQuery), responses((status = 200, description = "What was wished for most", body = WishCounts)),
    security(("session" = ["wishes:read"]), ("key" = ["wishes:read"])))]
#[get("/wishes/counts")]
async fn count_wishes(
    who: May<allow::WishesRead>,
    query: Query<WishCountQuery>,
    app: web::Data<App>,
) -> Answer<web::Json<WishCounts>> {
    let Query(query) = query;
    let asked = query.asked_on.unwrap_or_default();
    let read = app.store.report(move |db| {
        let (from, before) = service::days(db, asked.gte, asked.lt)?;
        let units = service::within(db, &who.scope, query.unit_id.as_deref())?;
        let rows = wishes::counts(db, units.as_deref(), from, before, MOST)?;
        Ok::<_, Error>(WishCounts { from, before, data: rows.into_iter().map(WishCount::from).collect() })
    });
    Ok(web::Json(read.await?))
}

/// Decide on wishes
///
/// On all that wait of one product, or of the same words, in the caller's shops: at most 200 at a time. Who noted the wish of
/// a customer gets a task to tell them.
#[utoipa::path(tag = "wishes", params(IdempotencyHeader), request_body = NewWishDecision,
    responses((status = 200, description = "What it did", body = WishDecision)), security(("session" = ["wishes:decide"]), ("key" = ["wishes:decide"])))]
#[post("/wishes/decisions")]
async fn decide_wishes(
    who: May<allow::WishesDecide>,
    key: IdempotencyKey,
    body: Body<NewWishDecision>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| Ok(Made::ok(decisions::decide(db, &who, &who.scope, &body)?)));
    answer.await
}

/// Get a wish
#[utoipa::path(tag = "wishes", responses((status = 200, description = "The wish", body = WishView)),
    security(("session" = ["wishes:read"]), ("key" = ["wishes:read"])))]
#[get("/wishes/{id}")]
async fn get_wish(who: May<allow::WishesRead>, id: Id<ids::Wish>, app: web::Data<App>) -> Answer<web::Json<WishView>> {
    let wish = app.store.read(move |db| service::seen(db, &who.scope, &id)).await?;
    Ok(web::Json(WishView::from(wish)))
}
