//! `/v1/customer-attributes`: what a chain wants to know of its customers besides.

use actix_web::{HttpResponse, get, patch, post, web};
use regulars_db::customers::attributes;
use regulars_db::customers::attributes::Definition;

use super::service;
use super::views::{AttributePatch, AttributeQuery, AttributeView, NewAttribute};
use crate::platform::app::App;
use crate::platform::error::Answer;
use crate::platform::http::actor::{May, MayEverywhere, allow};
use crate::platform::http::body::{Body, Query};
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::{IfMatch, IfMatchHeader, Made, Resource};
use crate::platform::http::routes::Routes;

pub fn configure(config: &mut impl Routes) {
    config
        .service(list_customer_attributes)
        .service(create_customer_attribute)
        .service(get_customer_attribute)
        .service(update_customer_attribute);
}

/// List customer attributes
///
/// By key.
#[utoipa::path(tag = "customer-attributes", params(AttributeQuery), responses((status = 200, description = "A page of attributes", body = List<AttributeView>)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/customer-attributes")]
async fn list_customer_attributes(
    _who: May<allow::CustomersRead>,
    query: Query<AttributeQuery>,
    app: web::Data<App>,
) -> Answer<List<AttributeView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "customer-attributes", &query)?;
    let place = |definition: &Definition| (definition.key.clone(), definition.id.clone());
    list.read(&app.store, move |db, page| Ok(attributes::list(db, query.archived, page)?), place, AttributeView::from)
        .await
}

/// Define a customer attribute
///
/// Customers have it from now on under its key, as far as they are of one of its kinds.
#[utoipa::path(tag = "customer-attributes", params(IdempotencyHeader), request_body = NewAttribute,
    responses((status = 201, description = "The attribute", body = AttributeView)), security(("session" = ["settings:write"]), ("key" = ["settings:write"])))]
#[post("/customer-attributes")]
async fn create_customer_attribute(
    who: MayEverywhere<allow::SettingsWrite>,
    key: IdempotencyKey,
    body: Body<NewAttribute>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let definition = service::create(db, &who, &body)?;
        let location = format!("/v1/customer-attributes/{}", definition.id);
        Ok(Made::created(location, definition.version, AttributeView::from(definition)))
    });
    answer.await
}

/// Get a customer attribute
#[utoipa::path(tag = "customer-attributes", responses((status = 200, description = "The attribute", body = AttributeView)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/customer-attributes/{id}")]
async fn get_customer_attribute(
    _who: May<allow::CustomersRead>,
    id: Id<ids::Attribute>,
    app: web::Data<App>,
) -> Answer<Resource<AttributeView>> {
    let definition = app.store.read(move |db| service::find(db, &id)).await?;
    Ok(Resource::new(definition.version, AttributeView::from(definition)))
}

/// Change a customer attribute
///
/// Archived, it is set of nobody any more. Key and type do not change.
#[utoipa::path(tag = "customer-attributes", params(IfMatchHeader), request_body(content = AttributePatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The attribute as it is now", body = AttributeView)), security(("session" = ["settings:write"]), ("key" = ["settings:write"])))]
#[patch("/customer-attributes/{id}")]
async fn update_customer_attribute(
    who: MayEverywhere<allow::SettingsWrite>,
    id: Id<ids::Attribute>,
    if_match: IfMatch,
    body: Body<AttributePatch>,
    app: web::Data<App>,
) -> Answer<Resource<AttributeView>> {
    let definition = app.store.write(move |db| service::change(db, &who, &id, &if_match, &body)).await?;
    Ok(Resource::new(definition.version, AttributeView::from(definition)))
}
