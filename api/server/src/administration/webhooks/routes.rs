//! `/v1/webhooks`.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use regulars_db::administration::webhooks;
use serde_json::Value;

use super::delivery_routes;
use super::service;
use super::service::WithSecret;
use super::views::{NewWebhook, RotateWebhookSecret, WebhookPatch, WebhookQuery, WebhookSecret, WebhookView};
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{Fresh, May, allow};
use crate::platform::http::body::{Body, Query};
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::{IfMatch, IfMatchHeader, Made, Resource, no_content};
use crate::platform::http::routes::Routes;

pub fn configure(config: &mut impl Routes) {
    config
        .service(list_webhooks)
        .service(create_webhook)
        .service(get_webhook)
        .service(update_webhook)
        .service(delete_webhook)
        .service(rotate_webhook_secret);
    delivery_routes::configure(config);
}

/// List webhooks
///
/// The endpoints of units in the caller's subtree, newest first; a key is shown its own partner's.
#[utoipa::path(tag = "webhooks", params(WebhookQuery), responses((status = 200, description = "A page of endpoints", body = List<WebhookView>)),
    security(("session" = ["webhooks:read"]), ("key" = ["webhooks:read"])))]
#[get("/webhooks")]
async fn list_webhooks(
    who: May<allow::WebhooksRead>,
    query: Query<WebhookQuery>,
    app: web::Data<App>,
) -> Answer<List<WebhookView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "webhooks", &query)?;
    let place = |webhook: &webhooks::Webhook| (String::new(), webhook.id.clone());
    let rows = move |db: &mut regulars_db::Db, page: &regulars_db::page::Page| {
        let units = who.scope.units();
        let own = service::own_partner(db, &who)?;
        if own.is_some() && query.partner_id.is_some() && own != query.partner_id {
            return Ok(Vec::new());
        }
        Ok(webhooks::list(db, units, own.as_deref().or(query.partner_id.as_deref()), page)?)
    };
    list.read(&app.store, rows, place, WebhookView::from).await
}

/// Create a webhook
///
/// From then on events of these types in the unit are posted to the URL as Standard Webhooks 1.0. The secret is shown in
/// this answer and never again. Only types whose subjects the caller may read there are taken: 422 `not_grantable`.
#[utoipa::path(tag = "webhooks", params(IdempotencyHeader), request_body = NewWebhook,
    responses((status = 201, description = "The endpoint and its secret", body = WebhookSecret)), security(("session" = ["webhooks:write"]), ("key" = ["webhooks:write"])))]
#[post("/webhooks")]
async fn create_webhook(
    who: May<allow::WebhooksWrite>,
    _fresh: Fresh,
    key: IdempotencyKey,
    body: Body<NewWebhook>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let state = app.clone();
    let answer = app.write_once(once, move |db| {
        let made = service::create(db, &state, &who, &who.scope, &body)?;
        let (location, version) = (format!("/v1/webhooks/{}", made.webhook.id), made.webhook.version);
        shown_once(made, |shown| Made::created(location, version, shown))
    });
    answer.await
}

/// Get a webhook
#[utoipa::path(tag = "webhooks", responses((status = 200, description = "The endpoint", body = WebhookView, headers(("ETag" = String)))),
    security(("session" = ["webhooks:read"]), ("key" = ["webhooks:read"])))]
#[get("/webhooks/{id}")]
async fn get_webhook(
    who: May<allow::WebhooksRead>,
    id: Id<ids::Webhook>,
    app: web::Data<App>,
) -> Answer<Resource<WebhookView>> {
    let webhook = app.store.read(move |db| service::find(db, &who, &who.scope, &id)).await?;
    let view = WebhookView::from(webhook);
    // That it took something is no change, so the version alone is not the whole tag.
    let used = view.last_success_at.map_or(0, |at| at.0.timestamp_millis());
    Ok(Resource::new(format!("{}-{used}", view.version), view))
}

/// Change a webhook
///
/// Switched off, the deliveries that wait have failed; they can be replayed when it is on again. What happens while it is
/// off is not posted later: read it from the events.
#[utoipa::path(tag = "webhooks", params(IfMatchHeader), request_body(content = WebhookPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The endpoint as it is now", body = WebhookView)), security(("session" = ["webhooks:write"]), ("key" = ["webhooks:write"])))]
#[patch("/webhooks/{id}")]
async fn update_webhook(
    who: May<allow::WebhooksWrite>,
    _fresh: Fresh,
    id: Id<ids::Webhook>,
    if_match: IfMatch,
    body: Body<WebhookPatch>,
    app: web::Data<App>,
) -> Answer<Resource<WebhookView>> {
    let state = app.clone();
    let changed =
        move |db: &mut regulars_db::Db| service::change(db, &state, &who, &who.scope, (&id, &if_match), &body);
    let webhook = app.store.write(changed).await?;
    Ok(Resource::new(webhook.version, WebhookView::from(webhook)))
}

/// Delete a webhook
///
/// Nothing is posted to it any more, and what was is not shown any more.
#[utoipa::path(tag = "webhooks", params(IfMatchHeader), responses((status = 204, description = "Deleted")),
    security(("session" = ["webhooks:write"]), ("key" = ["webhooks:write"])))]
#[delete("/webhooks/{id}")]
async fn delete_webhook(
    who: May<allow::WebhooksWrite>,
    _fresh: Fresh,
    id: Id<ids::Webhook>,
    if_match: IfMatch,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    app.store.write(move |db| service::remove(db, &who, &who.scope, &id, &if_match)).await?;
    Ok(no_content())
}

/// Rotate the secret of a webhook
///
/// Gives it a new secret, shown once. For `overlap_seconds` each message is signed with both, the new one first. A secret
/// before the one so far ends.
#[utoipa::path(tag = "webhooks", params(IdempotencyHeader), request_body = RotateWebhookSecret,
    responses((status = 200, description = "The endpoint and its new secret", body = WebhookSecret, headers(("ETag" = String)))), security(("session" = ["webhooks:write"]), ("key" = ["webhooks:write"])))]
#[post("/webhooks/{id}/rotate")]
async fn rotate_webhook_secret(
    who: May<allow::WebhooksWrite>,
    _fresh: Fresh,
    id: Id<ids::Webhook>,
    key: IdempotencyKey,
    body: Body<RotateWebhookSecret>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let keys = app.keys.clone();
    let answer = app.write_once(once, move |db| {
        let made = service::rotate(db, &keys, &who, &who.scope, &id, body.overlap_seconds)?;
        let version = made.webhook.version;
        shown_once(made, |shown| Made::ok(shown).etag(version))
    });
    answer.await
}

/// The answer with the secret, and without it when it is replayed.
fn shown_once(
    made: WithSecret,
    answer: impl FnOnce(WebhookSecret) -> Made<WebhookSecret>,
) -> Answer<Made<WebhookSecret>> {
    let webhook = || WebhookView::from(made.webhook.clone());
    let replay: Value = serde_json::to_value(WebhookSecret { webhook: webhook(), secret: None })
        .map_err(|error| Error::Internal(error.to_string()))?;
    Ok(answer(WebhookSecret { webhook: webhook(), secret: Some(made.secret) }).replayed_as(replay))
}
