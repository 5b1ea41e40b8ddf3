//! `/v1/approvals`: what waits for the caller's decision, and what they asked for.

use actix_web::{get, web};

use super::service;
use super::views::{ApprovalList, ApprovalQuery, ApprovalSide};
use crate::platform::app::App;
use crate::platform::error::Answer;
use crate::platform::http::actor::Person;
use crate::platform::http::body::Query;
use crate::platform::http::routes::Routes;

pub fn configure(config: &mut impl Routes) {
    config.service(list_approvals);
}

/// List approvals
///
/// What waits for the caller's decision, whatever it is about: campaigns that were handed in, compensations of complaints,
/// points by hand. Only what the caller may approve: what is within their reach and limits, and not their own work in any
/// part. Or what the caller asked for in the last 30 days, with what became of it.
#[utoipa::path(tag = "approvals", params(ApprovalQuery), responses((status = 200, description = "What waits, or what was asked for", body = ApprovalList)),
    security(("session" = [])))]
#[get("/approvals")]
async fn list_approvals(
    who: Person,
    query: Query<ApprovalQuery>,
    app: web::Data<App>,
) -> Answer<web::Json<ApprovalList>> {
    let (actor, side) = (who.actor(), query.0.side.unwrap_or(ApprovalSide::Waiting));
    let list = app.store.report(move |db| match side {
        ApprovalSide::Waiting => service::waiting_for(db, &actor),
        ApprovalSide::Asked => service::asked_by(db, &actor),
    });
    Ok(web::Json(list.await?))
}
