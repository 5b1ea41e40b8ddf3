//! `/v1/complaint-categories`.

use actix_web::{HttpResponse, get, patch, post, web};
use regulars_db::service::complaints::categories;

use super::service;
use super::views::{CategoryPatch, CategoryView, NewCategory};
use crate::platform::app::App;
use crate::platform::error::Answer;
use crate::platform::http::actor::{May, MayEverywhere, allow};
use crate::platform::http::body::{Body, Query};
use crate::platform::http::coded_catalogue::CatalogueQuery;
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::{IfMatch, IfMatchHeader, Made, Resource};
use crate::platform::http::routes::Routes;

pub fn configure(config: &mut impl Routes) {
    config
        .service(list_complaint_categories)
        .service(create_complaint_category)
        .service(get_complaint_category)
        .service(update_complaint_category);
}

/// List complaint categories
///
/// By code.
#[utoipa::path(tag = "complaint-categories", params(CatalogueQuery), responses((status = 200, description = "A page of categories", body = List<CategoryView>)),
    security(("session" = ["complaints:read"]), ("key" = ["complaints:read"])))]
#[get("/complaint-categories")]
async fn list_complaint_categories(
    _who: May<allow::ComplaintsRead>,
    query: Query<CatalogueQuery>,
    app: web::Data<App>,
) -> Answer<List<CategoryView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "complaint-categories", &query)?;
    let place = |category: &categories::Category| (category.code.clone(), category.id.clone());
    list.read(
        &app.store,
        move |db, page| Ok(categories::list(db, query.q.as_deref(), page)?),
        place,
        CategoryView::from,
    )
    .await
}

/// Create a complaint category
#[utoipa::path(tag = "complaint-categories", params(IdempotencyHeader), request_body = NewCategory,
    responses((status = 201, description = "The category", body = CategoryView)), security(("session" = ["complaints:configure"]), ("key" = ["complaints:configure"])))]
#[post("/complaint-categories")]
async fn create_complaint_category(
    who: MayEverywhere<allow::ComplaintsConfigure>,
    key: IdempotencyKey,
    body: Body<NewCategory>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let category = service::create(db, &who, &body)?;
        let location = format!("/v1/complaint-categories/{}", category.id);
        Ok(Made::created(location, category.version, CategoryView::from(category)))
    });
    answer.await
}

/// Get a complaint category
#[utoipa::path(tag = "complaint-categories", responses((status = 200, description = "The category", body = CategoryView)),
    security(("session" = ["complaints:read"]), ("key" = ["complaints:read"])))]
#[get("/complaint-categories/{id}")]
async fn get_complaint_category(
    _who: May<allow::ComplaintsRead>,
    id: Id<ids::ComplaintCategory>,
    app: web::Data<App>,
) -> Answer<Resource<CategoryView>> {
    let category = app.store.read(move |db| service::find(db, &id)).await?;
    Ok(Resource::new(category.version, CategoryView::from(category)))
}

/// Change a complaint category
#[utoipa::path(tag = "complaint-categories", params(IfMatchHeader), request_body(content = CategoryPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The category as it is now", body = CategoryView)), security(("session" = ["complaints:configure"]), ("key" = ["complaints:configure"])))]
#[patch("/complaint-categories/{id}")]
async fn update_complaint_category(
    who: MayEverywhere<allow::ComplaintsConfigure>,
    id: Id<ids::ComplaintCategory>,
    if_match: IfMatch,
    body: Body<CategoryPatch>,
    app: web::Data<App>,
) -> Answer<Resource<CategoryView>> {
    let category = app.store.write(move |db| service::change(db, &who, &id, &if_match, &body)).await?;
    Ok(Resource::new(category.version, CategoryView::from(category)))
}
