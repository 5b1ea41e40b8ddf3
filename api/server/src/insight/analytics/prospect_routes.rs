//! `/v1/analytics/prospects`.

use actix_web::{get, web};

use super::prospect_views::{ProspectFigures, ProspectQuery};
use super::prospects::look;
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::Query;

/// Get the conversion of prospects
///
/// Of the people who were enrolled within at most 366 days and are at home in the caller's units: how many bought on the day
/// they were enrolled or later, and after how many days, in all, by source and by home unit. The people behind a figure are
/// found in the list of customers by `created_at`, `source`, `home_unit_id` and `status`.
#[utoipa::path(tag = "analytics", params(ProspectQuery), responses((status = 200, description = "The conversion", body = ProspectFigures)),
    security(("session" = ["analytics:read"]), ("key" = ["analytics:read"])))]
#[get("/analytics/prospects")]
pub async fn get_prospect_figures(
    who: May<allow::AnalyticsRead>,
    query: Query<ProspectQuery>,
    app: web::Data<App>,
) -> Answer<web::Json<ProspectFigures>> {
    let Query(query) = query;
    let now = clock::now();
    let read = app.store.report(move |db| db.snapshot(|db| look(db, &who.scope, &query, now)));
    Ok(web::Json(read.await?))
}
