//! `/v1/templates`: the catalogue. Previews and test messages are in `trial_routes`.

use actix_web::{HttpResponse, get, patch, post, web};
use regulars_db::Db;
use regulars_db::messaging::templates;
use regulars_db::messaging::templates::{Filter, Template};

use super::service;
use super::views::{NewTemplate, TemplatePatch, TemplateQuery, TemplateView};
use crate::organisation::units::belonging;
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
    config.service(list_templates).service(create_template);
    // Before what takes an id: `preview` is none.
    super::trial_routes::configure(config);
    config.service(get_template).service(update_template);
}

/// List templates
///
/// Newest first: those of the caller's own units, and of the units above them.
#[utoipa::path(tag = "templates", params(TemplateQuery), responses((status = 200, description = "A page of templates", body = List<TemplateView>)),
    security(("session" = ["templates:read"]), ("key" = ["templates:read"])))]
#[get("/templates")]
async fn list_templates(
    who: May<allow::TemplatesRead>,
    query: Query<TemplateQuery>,
    app: web::Data<App>,
) -> Answer<List<TemplateView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "templates", &query)?;
    let usable_by = query.usable_by;
    let mut filter =
        Filter { units: None, q: query.q, channels: query.channel, purposes: query.purpose, states: query.state };
    let place = |template: &Template| (template.id.clone(), template.id.clone());
    let read = move |db: &mut Db, page: &regulars_db::page::Page| {
        filter.units = belonging::listed(db, &who.scope, usable_by.as_deref())?;
        Ok(templates::list(db, &filter, page)?)
    };
    list.read(&app.store, read, place, TemplateView::from).await
}

/// Create a template
///
/// Unknown fields, and fields without the fallback they need, are refused, each at its place.
#[utoipa::path(tag = "templates", params(IdempotencyHeader), request_body = NewTemplate,
    responses((status = 201, description = "The template", body = TemplateView)), security(("session" = ["templates:write"]), ("key" = ["templates:write"])))]
#[post("/templates")]
async fn create_template(
    who: May<allow::TemplatesWrite>,
    key: IdempotencyKey,
    body: Body<NewTemplate>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let template = service::create(db, &who, &who.scope, &body)?;
        let location = format!("/v1/templates/{}", template.id);
        Ok(Made::created(location, template.version, TemplateView::from(template)))
    });
    answer.await
}

/// Get a template
#[utoipa::path(tag = "templates", responses((status = 200, description = "The template", body = TemplateView)),
    security(("session" = ["templates:read"]), ("key" = ["templates:read"])))]
#[get("/templates/{id}")]
async fn get_template(
    who: May<allow::TemplatesRead>,
    id: Id<ids::Template>,
    app: web::Data<App>,
) -> Answer<Resource<TemplateView>> {
    let template = app.store.read(move |db| service::seen(db, &who.scope, &id)).await?;
    Ok(Resource::new(template.version, TemplateView::from(template)))
}

/// Change a template
///
/// Channel and purpose stay. What has gone out already stays as it was.
#[utoipa::path(tag = "templates", params(IfMatchHeader), request_body(content = TemplatePatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The template as it is now", body = TemplateView)), security(("session" = ["templates:write"]), ("key" = ["templates:write"])))]
#[patch("/templates/{id}")]
async fn update_template(
    who: May<allow::TemplatesWrite>,
    id: Id<ids::Template>,
    if_match: IfMatch,
    body: Body<TemplatePatch>,
    app: web::Data<App>,
) -> Answer<Resource<TemplateView>> {
    let template = app.store.write(move |db| service::change(db, &who, &who.scope, &id, &if_match, &body)).await?;
    Ok(Resource::new(template.version, TemplateView::from(template)))
}
