//! `/v1/anonymous-sales`. They are recorded as purchases are, by `POST /v1/purchases` with `anonymous: true`.

use actix_web::{HttpResponse, get, post, web};
use regulars_db::sales::anonymous_sales;
use regulars_db::sales::anonymous_sales::Sale;

use super::refunds;
use super::views::{
    AnonymousRefundList, AnonymousRefundView, AnonymousSaleQuery, AnonymousSaleView, RecordedAnonymousRefund,
};
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::{Body, Query};
use crate::platform::http::idempotency::{RequiredIdempotencyHeader, RequiredKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::{Made, Resource};
use crate::platform::http::routes::Routes;
use crate::sales::purchases::views::NewRefund;

pub fn configure(config: &mut impl Routes) {
    config
        .service(list_anonymous_sales)
        .service(get_anonymous_sale)
        .service(list_anonymous_refunds)
        .service(record_anonymous_refund);
}

/// List anonymous sales
///
/// Sales without a customer, of the caller's units, newest first by when they happened. They are recorded by
/// `record_purchase` with `anonymous: true`, and count in takings, never in a customer's figures.
#[utoipa::path(tag = "anonymous-sales", params(AnonymousSaleQuery), responses((status = 200, description = "A page of sales", body = List<AnonymousSaleView>)),
    security(("session" = ["purchases:read"]), ("key" = ["purchases:read"])))]
#[get("/anonymous-sales")]
async fn list_anonymous_sales(
    who: May<allow::PurchasesRead>,
    query: Query<AnonymousSaleQuery>,
    app: web::Data<App>,
) -> Answer<List<AnonymousSaleView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "anonymous-sales", &query)?;
    let (filter, asked) = (query.to_filter(&who, &who.scope)?, list.page());
    let read = app.store.read(move |db| {
        let rows = anonymous_sales::list(db, &filter, &asked)?;
        let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let lines = anonymous_sales::lines_of(db, &ids)?;
        Ok::<_, Error>((rows, lines))
    });
    let (rows, lines) = read.await?;
    let place = |row: &Sale| (page::time_key(row.occurred_at), row.id.clone());
    Ok(list.answer(rows, place, |row| AnonymousSaleView::new(row, &lines)))
}

/// Get an anonymous sale
#[utoipa::path(tag = "anonymous-sales", responses((status = 200, description = "The sale", body = AnonymousSaleView, headers(("ETag" = String)))),
    security(("session" = ["purchases:read"]), ("key" = ["purchases:read"])))]
#[get("/anonymous-sales/{id}")]
async fn get_anonymous_sale(
    who: May<allow::PurchasesRead>,
    id: Id<ids::AnonymousSale>,
    app: web::Data<App>,
) -> Answer<Resource<AnonymousSaleView>> {
    let read = app.store.read(move |db| {
        let id = refunds::resolve(db, &who, &id)?;
        let sale = refunds::find(db, &who.scope, &id)?;
        let lines = anonymous_sales::lines_of(db, &[&id])?;
        Ok::<_, Error>((sale, lines))
    });
    let (sale, lines) = read.await?;
    let returned: i64 = lines.iter().map(|line| line.refunded_quantity).sum();
    let tag = format!("{}-{}-{returned}", sale.revision, sale.refunded_minor);
    Ok(Resource::new(tag, AnonymousSaleView::new(sale, &lines)))
}

/// List the refunds of an anonymous sale
#[utoipa::path(tag = "anonymous-sales", responses((status = 200, description = "The refunds, oldest first", body = AnonymousRefundList)),
    security(("session" = ["purchases:read"]), ("key" = ["purchases:read"])))]
#[get("/anonymous-sales/{id}/refunds")]
async fn list_anonymous_refunds(
    who: May<allow::PurchasesRead>,
    id: Id<ids::AnonymousSale>,
    app: web::Data<App>,
) -> Answer<web::Json<AnonymousRefundList>> {
    let read = app.store.read(move |db| {
        let id = refunds::resolve(db, &who, &id)?;
        let sale = refunds::find(db, &who.scope, &id)?;
        let rows = anonymous_sales::refunds_of(db, &sale.id)?;
        let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let lines = anonymous_sales::refund_lines_of(db, &ids)?;
        let view = |row| AnonymousRefundView::new(row, &lines, sale.currency.0);
        Ok::<_, Error>(AnonymousRefundList { data: rows.into_iter().map(view).collect() })
    });
    Ok(web::Json(read.await?))
}

/// Record a refund of an anonymous sale
///
/// By line, never above what is left. It lowers the store's takings on the day of the refund.
#[utoipa::path(tag = "anonymous-sales", params(RequiredIdempotencyHeader), request_body = NewRefund,
    responses((status = 201, description = "Recorded", body = RecordedAnonymousRefund)),
    security(("session" = ["refunds:write"]), ("key" = ["refunds:write"])))]
#[post("/anonymous-sales/{id}/refunds")]
async fn record_anonymous_refund(
    who: May<allow::RefundsWrite>,
    id: Id<ids::AnonymousSale>,
    key: RequiredKey,
    body: Body<NewRefund>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let id = refunds::resolve(db, &who, &id)?;
        let view = RecordedAnonymousRefund::from(refunds::record(db, &who, &who.scope, &id, &body)?);
        let location = format!("/v1/anonymous-sales/{}/refunds", view.sale.id);
        Ok(Made::created(location, 1, view))
    });
    answer.await
}
