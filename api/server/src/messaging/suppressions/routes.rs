//! `/v1/suppressions`.

use actix_web::{HttpResponse, delete, get, post, web};
use regulars_db::messaging::suppressions;
use regulars_db::messaging::suppressions::{Filter, Suppression};

use super::service;
use super::views::{NewSuppression, SuppressionId, SuppressionQuery, SuppressionView};
use crate::platform::app::App;
use crate::platform::error::Answer;
use crate::platform::http::actor::{May, MayEverywhere, allow};
use crate::platform::http::body::{Body, Query};
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::language::Reader;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::{Made, no_content};
use crate::platform::http::routes::Routes;

pub fn configure(config: &mut impl Routes) {
    config.service(list_suppressions).service(create_suppression).service(get_suppression).service(delete_suppression);
}

/// List suppressions
///
/// Newest first.
#[utoipa::path(tag = "suppressions", params(SuppressionQuery), responses((status = 200, description = "A page of suppressions", body = List<SuppressionView>)),
    security(("session" = ["suppressions:read"]), ("key" = ["suppressions:read"])))]
#[get("/suppressions")]
async fn list_suppressions(
    _who: May<allow::SuppressionsRead>,
    query: Query<SuppressionQuery>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<List<SuppressionView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "suppressions", &query)?;
    let q = query.q.map(|q| q.trim().to_lowercase()).filter(|q| !q.is_empty());
    let filter = Filter { q, channels: query.channel, reasons: query.reason };
    let place = |suppression: &Suppression| (page::time_key(suppression.recorded_at), suppression.id.clone());
    let view = move |suppression| SuppressionView::of(suppression, reader.language);
    list.read(&app.store, move |db, page| Ok(suppressions::list(db, &filter, page)?), place, view).await
}

/// Suppress an address
///
/// From now on it gets no message. One that is suppressed already is 409.
#[utoipa::path(tag = "suppressions", params(IdempotencyHeader), request_body = NewSuppression,
    responses((status = 201, description = "The suppression", body = SuppressionView)), security(("session" = ["suppressions:write"]), ("key" = ["suppressions:write"])))]
#[post("/suppressions")]
async fn create_suppression(
    who: MayEverywhere<allow::SuppressionsWrite>,
    key: IdempotencyKey,
    body: Body<NewSuppression>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let suppression = service::create(db, &who, &body)?;
        let location = format!("/v1/suppressions/{}", suppression.id);
        Ok(Made::created(location, 1, SuppressionView::of(suppression, reader.language)))
    });
    answer.await
}

/// Get a suppression
#[utoipa::path(tag = "suppressions", params(("id" = String, Path, description = "Its id. Channel and address, such as `email:wang@example.com`, is understood too, but deprecated")),
    responses((status = 200, description = "The suppression", body = SuppressionView)),
    security(("session" = ["suppressions:read"]), ("key" = ["suppressions:read"])))]
#[get("/suppressions/{id}")]
async fn get_suppression(
    _who: May<allow::SuppressionsRead>,
    id: SuppressionId,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<web::Json<SuppressionView>> {
    let suppression = app.store.read(move |db| service::find(db, &id)).await?;
    Ok(web::Json(SuppressionView::of(suppression, reader.language)))
}

/// Lift a suppression
///
/// The address gets messages again, as far as its owner's consent goes.
#[utoipa::path(tag = "suppressions", params(("id" = String, Path, description = "Its id. Channel and address, such as `email:wang@example.com`, is understood too, but deprecated")),
    responses((status = 204, description = "Lifted")),
    security(("session" = ["suppressions:write"]), ("key" = ["suppressions:write"])))]
#[delete("/suppressions/{id}")]
async fn delete_suppression(
    who: MayEverywhere<allow::SuppressionsWrite>,
    id: SuppressionId,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    app.store.write(move |db| service::delete(db, &who, &id)).await?;
    Ok(no_content())
}
