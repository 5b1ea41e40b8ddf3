//! `/v1/held-purchases`.

use actix_web::{HttpResponse, get, post, web};
use regulars_db::sales::held_purchases;
use regulars_db::sales::held_purchases::HeldPurchase;

use super::service;
use super::views::{HeldPurchaseMatch, HeldPurchaseQuery, HeldPurchaseView};
use crate::platform::app::App;
use crate::platform::error::Answer;
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::{Body, Query};
use crate::platform::http::idempotency::{RequiredIdempotencyHeader, RequiredKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::{Made, Resource};
use crate::platform::http::routes::Routes;
use crate::platform::identity::Actor;
use crate::sales::purchases::holding::Holding;

pub fn configure(config: &mut impl Routes) {
    config
        .service(list_held_purchases)
        .service(get_held_purchase)
        .service(match_held_purchase)
        .service(release_held_purchase);
}

fn view(held: HeldPurchase, actor: &Actor) -> Answer<HeldPurchaseView> {
    let Holding { held, lines, .. } = Holding::of(held, false)?;
    Ok(HeldPurchaseView::new(held, &lines, actor))
}

/// List held purchases
///
/// Those of the caller's units whose customer nobody knows yet, newest first by when they happened; others by `state`.
#[utoipa::path(tag = "held-purchases", params(HeldPurchaseQuery), responses((status = 200, description = "A page of held purchases", body = List<HeldPurchaseView>)),
    security(("session" = ["purchases:read"]), ("key" = ["purchases:read"])))]
#[get("/held-purchases")]
async fn list_held_purchases(
    who: May<allow::PurchasesRead>,
    query: Query<HeldPurchaseQuery>,
    app: web::Data<App>,
) -> Answer<List<HeldPurchaseView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "held-purchases", &query)?;
    let (filter, asked) = (query.to_filter(&who.scope), list.page());
    let read = app.store.read(move |db| {
        let rows = held_purchases::list(db, &filter, &asked)?;
        let view = |row: HeldPurchase| Ok((page::time_key(row.occurred_at), view(row, &who)?));
        rows.into_iter().map(view).collect::<Answer<Vec<(String, HeldPurchaseView)>>>()
    });
    let place = |(key, view): &(String, HeldPurchaseView)| (key.clone(), view.id.clone());
    Ok(list.answer(read.await?, place, |(_, view)| view))
}

/// Get a held purchase
#[utoipa::path(tag = "held-purchases", responses((status = 200, description = "The held purchase", body = HeldPurchaseView, headers(("ETag" = String)))),
    security(("session" = ["purchases:read"]), ("key" = ["purchases:read"])))]
#[get("/held-purchases/{id}")]
async fn get_held_purchase(
    who: May<allow::PurchasesRead>,
    id: Id<ids::HeldPurchase>,
    app: web::Data<App>,
) -> Answer<Resource<HeldPurchaseView>> {
    let read = app.store.read(move |db| {
        let held = service::find(db, &who.scope, &id)?;
        view(held, &who)
    });
    let view = read.await?;
    Resource::of_content(view.version, view)
}

/// Say whose a held purchase is
///
/// It is recorded as a purchase of this customer on its own date, as any purchase dated in the past. It happens by itself
/// within a minute when somebody gets what the purchase names.
#[utoipa::path(tag = "held-purchases", params(RequiredIdempotencyHeader), request_body = HeldPurchaseMatch,
    responses((status = 200, description = "What it became", body = HeldPurchaseView)),
    security(("session" = ["purchases:write"]), ("key" = ["purchases:write"])))]
#[post("/held-purchases/{id}/match")]
async fn match_held_purchase(
    who: May<allow::PurchasesWrite>,
    id: Id<ids::HeldPurchase>,
    key: RequiredKey,
    body: Body<HeldPurchaseMatch>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let held = service::match_to(db, &who, &who.scope, &id, &body)?;
        Ok(Made::ok(view(held, &who)?))
    });
    answer.await
}

/// Release a held purchase
///
/// It is nobody's: it becomes an anonymous sale, and who was named is forgotten. It happens by itself after 180 days.
#[utoipa::path(tag = "held-purchases", params(RequiredIdempotencyHeader),
    responses((status = 200, description = "What it became", body = HeldPurchaseView)),
    security(("session" = ["purchases:write"]), ("key" = ["purchases:write"])))]
#[post("/held-purchases/{id}/release")]
async fn release_held_purchase(
    who: May<allow::PurchasesWrite>,
    id: Id<ids::HeldPurchase>,
    key: RequiredKey,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of_digest(&who, &[]);
    let answer = app.write_once(once, move |db| {
        let held = service::release(db, &who, &who.scope, &id)?;
        Ok(Made::ok(view(held, &who)?))
    });
    answer.await
}
