//! `/v1/product-categories`.

use actix_web::{HttpResponse, get, patch, post, web};
use regulars_db::catalogue::products::categories;

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
        .service(list_product_categories)
        .service(create_product_category)
        .service(get_product_category)
        .service(update_product_category);
}

/// List product categories
///
/// By code.
#[utoipa::path(tag = "product-categories", params(CatalogueQuery), responses((status = 200, description = "A page of categories", body = List<CategoryView>)),
    security(("session" = ["products:read"]), ("key" = ["products:read"])))]
#[get("/product-categories")]
async fn list_product_categories(
    _who: May<allow::ProductsRead>,
    query: Query<CatalogueQuery>,
    app: web::Data<App>,
) -> Answer<List<CategoryView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "product-categories", &query)?;
    let place = |category: &categories::Category| (category.code.clone(), category.id.clone());
    list.read(
        &app.store,
        move |db, page| Ok(categories::list(db, query.q.as_deref(), page)?),
        place,
        CategoryView::from,
    )
    .await
}

/// Create a product category
#[utoipa::path(tag = "product-categories", params(IdempotencyHeader), request_body = NewCategory,
    responses((status = 201, description = "The category", body = CategoryView)), security(("session" = ["products:write"]), ("key" = ["products:write"])))]
#[post("/product-categories")]
async fn create_product_category(
    who: MayEverywhere<allow::ProductsWrite>,
    key: IdempotencyKey,
    body: Body<NewCategory>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let category = service::create(db, &who, &body)?;
        let location = format!("/v1/product-categories/{}", category.id);
        Ok(Made::created(location, category.version, CategoryView::from(category)))
    });
    answer.await
}

/// Get a product category
#[utoipa::path(tag = "product-categories", responses((status = 200, description = "The category", body = CategoryView)),
    security(("session" = ["products:read"]), ("key" = ["products:read"])))]
#[get("/product-categories/{id}")]
async fn get_product_category(
    _who: May<allow::ProductsRead>,
    id: Id<ids::Category>,
    app: web::Data<App>,
) -> Answer<Resource<CategoryView>> {
    let category = app.store.read(move |db| service::find(db, &id)).await?;
    Ok(Resource::new(category.version, CategoryView::from(category)))
}

/// Change a product category
#[utoipa::path(tag = "product-categories", params(IfMatchHeader), request_body(content = CategoryPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The category as it is now", body = CategoryView)), security(("session" = ["products:write"]), ("key" = ["products:write"])))]
#[patch("/product-categories/{id}")]
async fn update_product_category(
    who: MayEverywhere<allow::ProductsWrite>,
    id: Id<ids::Category>,
    if_match: IfMatch,
    body: Body<CategoryPatch>,
    app: web::Data<App>,
) -> Answer<Resource<CategoryView>> {
    let category = app.store.write(move |db| service::change(db, &who, &id, &if_match, &body)).await?;
    Ok(Resource::new(category.version, CategoryView::from(category)))
}
