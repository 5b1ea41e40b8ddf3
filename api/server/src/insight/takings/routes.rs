//! `/v1/analytics/takings`.

use actix_web::{get, web};

use super::service;
use super::views::{TakingsQuery, TakingsView};
use crate::platform::app::App;
use crate::platform::error::Answer;
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::Query;
use crate::platform::http::routes::Routes;

pub fn configure(config: &mut impl Routes) {
    config.service(get_takings);
}

/// Get takings
///
/// What the caller's units have taken, whoever bought: purchases of customers, and sales without one beside them. A sale
/// counts on its own day with what was charged for it, a refund lowers the takings of the day it was given on.
#[utoipa::path(tag = "analytics", params(TakingsQuery), responses((status = 200, description = "The takings", body = TakingsView)),
    security(("session" = ["analytics:read"]), ("key" = ["analytics:read"])))]
#[get("/analytics/takings")]
async fn get_takings(
    who: May<allow::AnalyticsRead>,
    query: Query<TakingsQuery>,
    app: web::Data<App>,
) -> Answer<web::Json<TakingsView>> {
    let Query(query) = query;
    Ok(web::Json(app.store.search_on(move |db| service::takings(db, &who.scope, &query)).await?))
}
