//! `/v1/webhooks/{id}/deliveries`, replays and tests.

use actix_web::{HttpResponse, get, post, web};
use regulars_db::administration::webhooks::deliveries;
use regulars_db::administration::webhooks::deliveries::{Delivery, Filter};

use super::request;
use super::service;
use super::views::{AttemptView, DeliveryDetailView, DeliveryQuery, DeliveryView, ReplayWebhook, ReplayedDeliveries};
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

pub fn configure(config: &mut impl Routes) {
    config
        .service(list_webhook_deliveries)
        .service(get_webhook_delivery)
        .service(replay_webhook_delivery)
        .service(replay_webhook)
        .service(test_webhook);
}

/// List deliveries of a webhook
///
/// What was and is to be posted to it, newest first. A delivery is kept for 30 days after its end.
#[utoipa::path(tag = "webhooks", params(DeliveryQuery), responses((status = 200, description = "A page of deliveries", body = List<DeliveryView>)),
    security(("session" = ["webhooks:read"]), ("key" = ["webhooks:read"])))]
#[get("/webhooks/{id}/deliveries")]
async fn list_webhook_deliveries(
    who: May<allow::WebhooksRead>,
    id: Id<ids::Webhook>,
    query: Query<DeliveryQuery>,
    app: web::Data<App>,
) -> Answer<List<DeliveryView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, &format!("webhooks/{}/deliveries", &*id), &query)?;
    let filter = Filter { webhook_id: id.into_text(), states: query.state, kinds: query.kind };
    let place = |delivery: &Delivery| (String::new(), delivery.id.clone());
    let rows = move |db: &mut regulars_db::Db, page: &regulars_db::page::Page| {
        service::find(db, &who, &who.scope, &filter.webhook_id)?;
        Ok(deliveries::list(db, &filter, page)?)
    };
    list.read(&app.store, rows, place, DeliveryView::from).await
}

/// Get a delivery of a webhook
///
/// With what is posted, and each attempt: status, latency, the beginning of the answer, or why there was none.
#[utoipa::path(tag = "webhooks", responses((status = 200, description = "The delivery", body = DeliveryDetailView)),
    security(("session" = ["webhooks:read"]), ("key" = ["webhooks:read"])))]
#[get("/webhooks/{id}/deliveries/{webhook_delivery_id}")]
async fn get_webhook_delivery(
    who: May<allow::WebhooksRead>,
    id: Id<ids::Webhook>,
    delivery_id: Id<ids::WebhookDelivery>,
    app: web::Data<App>,
) -> Answer<web::Json<DeliveryDetailView>> {
    let found = app.store.read(move |db| {
        let webhook = service::find(db, &who, &who.scope, &id)?;
        let delivery = service::find_delivery(db, &webhook, &delivery_id)?;
        let shown = match &delivery.kind {
            Some(kind) => service::may_read(db, &who, kind.0, &webhook.unit_id)?,
            None => true,
        };
        let body = if shown { request::read_body(db, &delivery)? } else { None };
        let attempts = deliveries::attempts_of(db, &delivery.id)?.into_iter().map(AttemptView::from).collect();
        Ok::<_, Error>(DeliveryDetailView { delivery: delivery.into(), body, attempts })
    });
    Ok(web::Json(found.await?))
}

/// Replay a delivery of a webhook
///
/// It begins anew, delivered before or not, under the same `webhook-id`. 409 while the webhook is switched off.
#[utoipa::path(tag = "webhooks", params(IdempotencyHeader), responses((status = 200, description = "The delivery as it is now", body = DeliveryView)),
    security(("session" = ["webhooks:write"]), ("key" = ["webhooks:write"])))]
#[post("/webhooks/{id}/deliveries/{webhook_delivery_id}/replay")]
async fn replay_webhook_delivery(
    who: May<allow::WebhooksWrite>,
    id: Id<ids::Webhook>,
    delivery_id: Id<ids::WebhookDelivery>,
    key: IdempotencyKey,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of_digest(&who, &[]);
    let answer = app.write_once(once, move |db| {
        let delivery = service::replay(db, &who, &who.scope, &id, &delivery_id)?;
        Ok(Made::ok(DeliveryView::from(delivery)))
    });
    answer.await
}

/// Replay the failed deliveries of a webhook
///
/// Each that was made since a time and has failed begins anew, under the same `webhook-id`. 409 while the webhook is
/// switched off.
#[utoipa::path(tag = "webhooks", params(IdempotencyHeader), request_body = ReplayWebhook,
    responses((status = 200, description = "How many begin anew", body = ReplayedDeliveries)), security(("session" = ["webhooks:write"]), ("key" = ["webhooks:write"])))]
#[post("/webhooks/{id}/replay")]
async fn replay_webhook(
    who: May<allow::WebhooksWrite>,
    id: Id<ids::Webhook>,
    key: IdempotencyKey,
    body: Body<ReplayWebhook>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let replayed = service::replay_failed(db, &who, &who.scope, &id, body.since)?;
        let has_more = i64::try_from(replayed).unwrap_or(i64::MAX) == service::REPLAYED;
        Ok(Made::ok(ReplayedDeliveries { replayed, has_more }))
    });
    answer.await
}

/// Test a webhook
///
/// Posts a message of the type `webhook.test` once, also when the webhook is switched off. What came of it is told by
/// the delivery.
#[utoipa::path(tag = "webhooks", params(IdempotencyHeader), responses((status = 201, description = "The delivery of the test", body = DeliveryView)),
    security(("session" = ["webhooks:write"]), ("key" = ["webhooks:write"])))]
#[post("/webhooks/{id}/test")]
async fn test_webhook(
    who: May<allow::WebhooksWrite>,
    id: Id<ids::Webhook>,
    key: IdempotencyKey,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of_digest(&who, &[]);
    let answer = app.write_once(once, move |db| {
        let delivery = service::test(db, &who, &who.scope, &id)?;
        let location = format!("/v1/webhooks/{}/deliveries/{}", delivery.webhook_id, delivery.id);
        Ok(Made::created(location, delivery.attempts, DeliveryView::from(delivery)))
    });
    answer.await
}
