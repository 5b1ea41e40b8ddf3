//! `/v1/analytics/deliveries`.

use actix_web::{get, web};

use super::service;
use super::views::{DeliveriesQuery, PurchaseDeliveryFigures};
use crate::platform::app::App;
use crate::platform::error::Answer;
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::Query;
use crate::platform::http::routes::Routes;

pub fn configure(config: &mut impl Routes) {
    config.service(get_purchase_delivery_figures);
}

/// Get the figures of deliveries
///
/// Of what the caller's units promised for some time, how much came on time, how much in full, and what was missing.
#[utoipa::path(tag = "analytics", params(DeliveriesQuery), responses((status = 200, description = "The figures", body = PurchaseDeliveryFigures)),
    security(("session" = ["analytics:read"]), ("key" = ["analytics:read"])))]
#[get("/analytics/deliveries")]
async fn get_purchase_delivery_figures(
    who: May<allow::AnalyticsRead>,
    query: Query<DeliveriesQuery>,
    app: web::Data<App>,
) -> Answer<web::Json<PurchaseDeliveryFigures>> {
    let Query(query) = query;
    Ok(web::Json(app.store.search_on(move |db| service::report(db, &who, &who.scope, &query)).await?))
}
