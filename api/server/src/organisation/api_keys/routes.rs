//! `/v1/api-keys`.

use actix_web::{HttpResponse, delete, get, post, web};
use regulars_db::organisation::api_keys;
use regulars_domain::platform::sandbox::ApiKeyMode;

use super::service;
use super::service::IssuedKey;
use super::views::{ApiKeyQuery, ApiKeySecret, ApiKeyView, NewApiKey, RollApiKey};
use crate::platform::app::App;
use crate::platform::clock;
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
use crate::platform::sandbox::Sandbox;

pub fn configure(config: &mut impl Routes) {
    config
        .service(list_api_keys)
        .service(create_api_key)
        .service(get_api_key)
        .service(roll_api_key)
        .service(delete_api_key)
        .service(take_over_api_key);
}

/// List API keys
///
/// The keys of units in the caller's subtree, newest first, those that ended as well.
#[utoipa::path(tag = "api-keys", params(ApiKeyQuery), responses((status = 200, description = "A page of keys", body = List<ApiKeyView>)),
    security(("session" = ["keys:read"]), ("key" = ["keys:read"])))]
#[get("/api-keys")]
async fn list_api_keys(
    who: May<allow::KeysRead>,
    query: Query<ApiKeyQuery>,
    app: web::Data<App>,
) -> Answer<List<ApiKeyView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "api-keys", &query)?;
    let asked = list.page();
    let rows = app.store.read(move |db| {
        let units = who.scope.units();
        Ok::<_, Error>(api_keys::list(db, units, query.partner_id.as_deref(), &asked)?)
    });
    let now = clock::now();
    let place = |key: &api_keys::ApiKey| (String::new(), key.id.clone());
    let view = |key| ApiKeyView::at(key, now);
    Ok(list.answer(rows.await?, place, view))
}

/// Create an API key
///
/// The secret is shown in this answer and never again, not even when the request is replayed. The key may only what
/// its maker may over that unit: 422 `not_grantable`. What a key of the mode `test` does happens in the sandbox; without a
/// sandbox such a key is 403 `no_sandbox`.
#[utoipa::path(tag = "api-keys", params(IdempotencyHeader), request_body = NewApiKey,
    responses((status = 201, description = "The key and its secret", body = ApiKeySecret)), security(("session" = ["keys:write"]), ("key" = ["keys:write"])))]
#[post("/api-keys")]
async fn create_api_key(
    who: May<allow::KeysWrite>,
    _fresh: Fresh,
    key: IdempotencyKey,
    body: Body<NewApiKey>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    if body.mode == Some(ApiKeyMode::Test) {
        app.sandbox.check()?;
    }
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let cut = service::create(db, &who, &who.scope, &body)?;
        let (location, version) = (format!("/v1/api-keys/{}", cut.key.id), cut.key.version);
        shown_once(cut, |shown| Made::created(location, version, shown))
    });
    answer.await
}

/// Get an API key
#[utoipa::path(tag = "api-keys", responses((status = 200, description = "The key", body = ApiKeyView, headers(("ETag" = String)))),
    security(("session" = ["keys:read"]), ("key" = ["keys:read"])))]
#[get("/api-keys/{id}")]
async fn get_api_key(
    who: May<allow::KeysRead>,
    id: Id<ids::ApiKey>,
    app: web::Data<App>,
) -> Answer<Resource<ApiKeyView>> {
    let key = app.store.read(move |db| service::find(db, &who.scope, &id)).await?;
    let view = ApiKeyView::at(key, clock::now());
    // The state turns with time and the last use is no change, so the version alone is not the whole tag.
    let used = view.last_used_at.map_or(0, |at| at.0.timestamp());
    Ok(Resource::new(format!("{}-{}-{used}", view.version, view.state), view))
}

/// Roll an API key
///
/// Gives the key a new secret, shown once; the one so far stays good for `overlap_seconds`. A secret before that ends.
#[utoipa::path(tag = "api-keys", params(IdempotencyHeader), request_body = RollApiKey,
    responses((status = 200, description = "The key and its new secret", body = ApiKeySecret, headers(("ETag" = String)))), security(("session" = ["keys:write"]), ("key" = ["keys:write"])))]
#[post("/api-keys/{id}/roll")]
async fn roll_api_key(
    who: May<allow::KeysWrite>,
    _fresh: Fresh,
    id: Id<ids::ApiKey>,
    key: IdempotencyKey,
    body: Body<RollApiKey>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let cut = service::roll(db, &who, &who.scope, &id, &body)?;
        let version = cut.key.version;
        shown_once(cut, |shown| Made::ok(shown).etag(version))
    });
    let answer = answer.await?;
    app.principals.forget();
    Ok(answer)
}

/// Take over an API key
///
/// The caller answers for it from now on; needs all that the key may do. A key whose keeper is disabled, and the keys it
/// has made, end at `ends_at` unless somebody takes it over.
#[utoipa::path(tag = "api-keys", params(IdempotencyHeader), responses((status = 200, description = "The key as it is now", body = ApiKeyView, headers(("ETag" = String)))),
    security(("session" = ["keys:write"])))]
#[post("/api-keys/{id}/take-over")]
async fn take_over_api_key(
    who: May<allow::KeysWrite>,
    id: Id<ids::ApiKey>,
    key: IdempotencyKey,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of_digest(&who, &[]);
    let answer = app.write_once(once, move |db| {
        let taken = service::take_over(db, &who, &who.scope, &id)?;
        let version = taken.version;
        Ok(Made::ok(ApiKeyView::at(taken, clock::now())).etag(version))
    });
    let answer = answer.await?;
    app.principals.forget();
    Ok(answer)
}

/// Revoke an API key
///
/// It ends at once and for ever, with any secret that was still good from before a roll, and with every key that it has
/// made.
#[utoipa::path(tag = "api-keys", params(IfMatchHeader), responses((status = 204, description = "Revoked")),
    security(("session" = ["keys:write"]), ("key" = ["keys:write"])))]
#[delete("/api-keys/{id}")]
async fn delete_api_key(
    who: May<allow::KeysWrite>,
    _fresh: Fresh,
    id: Id<ids::ApiKey>,
    if_match: IfMatch,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    app.store.write(move |db| service::revoke(db, &who, &who.scope, &id, &if_match)).await?;
    app.principals.forget();
    if let Err(error) = Sandbox::keys_changed(app.into_inner()).await {
        tracing::warn!(%error, "the sandbox is not told that a key was revoked");
    }
    Ok(no_content())
}

/// The answer with the secret, and without it when it is replayed.
fn shown_once(cut: IssuedKey, made: impl FnOnce(ApiKeySecret) -> Made<ApiKeySecret>) -> Answer<Made<ApiKeySecret>> {
    let now = clock::now();
    let replay = ApiKeySecret { key: ApiKeyView::at(cut.key.clone(), now), secret: None };
    let replay = serde_json::to_value(&replay).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(made(ApiKeySecret { key: ApiKeyView::at(cut.key, now), secret: Some(cut.secret) }).replayed_as(replay))
}
