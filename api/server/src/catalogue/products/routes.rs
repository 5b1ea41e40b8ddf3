//! `/v1/products`.

use actix_web::{HttpResponse, get, patch, post, web};
use regulars_db::catalogue::products;
use regulars_db::catalogue::products::Filter;

use super::service;
use super::views::{NewProduct, ProductPatch, ProductQuery, ProductView};
use crate::catalogue::product_categories::category_tree;
use crate::platform;
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
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
    config.service(list_products).service(create_product).service(get_product).service(update_product);
}

/// List products
///
/// By code; those of a category are also those of the categories below it.
#[utoipa::path(tag = "products", params(ProductQuery), responses((status = 200, description = "A page of products", body = List<ProductView>)),
    security(("session" = ["products:read"]), ("key" = ["products:read"])))]
#[get("/products")]
async fn list_products(
    _who: May<allow::ProductsRead>,
    query: Query<ProductQuery>,
    app: web::Data<App>,
) -> Answer<List<ProductView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "products", &query)?;
    let ProductQuery { q, category_id, state: states, .. } = query;
    let asked = list.page();
    let found = app.store.read(move |db| {
        // What is in a category below it is in it too.
        let category_ids = match &category_id {
            Some(id) => Some(category_tree(db)?.subtree(id)),
            None => None,
        };
        let filter = Filter { q: q.clone(), category_ids, states: states.clone() };
        Ok::<_, Error>((products::list(db, &filter, &asked)?, platform::organisation(db)?.base_currency))
    });
    let (rows, currency) = found.await?;
    let place = |product: &products::Product| (product.code.clone(), product.id.clone());
    let view = |product| ProductView::of(product, currency);
    Ok(list.answer(rows, place, view))
}

/// Create a product
#[utoipa::path(tag = "products", params(IdempotencyHeader), request_body = NewProduct,
    responses((status = 201, description = "The product", body = ProductView)), security(("session" = ["products:write"]), ("key" = ["products:write"])))]
#[post("/products")]
async fn create_product(
    who: MayEverywhere<allow::ProductsWrite>,
    key: IdempotencyKey,
    body: Body<NewProduct>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let (product, currency) = service::create(db, &who, &body)?;
        let location = format!("/v1/products/{}", product.id);
        Ok(Made::created(location, product.version, ProductView::of(product, currency)))
    });
    answer.await
}

/// Get a product
#[utoipa::path(tag = "products", responses((status = 200, description = "The product", body = ProductView)),
    security(("session" = ["products:read"]), ("key" = ["products:read"])))]
#[get("/products/{id}")]
async fn get_product(
    _who: May<allow::ProductsRead>,
    id: Id<ids::Product>,
    app: web::Data<App>,
) -> Answer<Resource<ProductView>> {
    let (product, currency) = app.store.read(move |db| service::find(db, &id)).await?;
    Ok(Resource::new(product.version, ProductView::of(product, currency)))
}

/// Change a product
///
/// A retired product keeps what was bought of it.
#[utoipa::path(tag = "products", params(IfMatchHeader), request_body(content = ProductPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The product as it is now", body = ProductView)), security(("session" = ["products:write"]), ("key" = ["products:write"])))]
#[patch("/products/{id}")]
async fn update_product(
    who: MayEverywhere<allow::ProductsWrite>,
    id: Id<ids::Product>,
    if_match: IfMatch,
    body: Body<ProductPatch>,
    app: web::Data<App>,
) -> Answer<Resource<ProductView>> {
    let changed = app.store.write(move |db| service::change(db, &who, &id, &if_match, &body));
    let (product, currency) = changed.await?;
    Ok(Resource::new(product.version, ProductView::of(product, currency)))
}
