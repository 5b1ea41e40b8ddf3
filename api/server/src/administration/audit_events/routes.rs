//! `/v1/audit-events`.

use actix_web::{get, web};
use regulars_db::platform::audit;
use regulars_db::platform::audit::Filter;

use super::views::{AuditEventQuery, AuditEventView};
use crate::platform::app::App;
use crate::platform::error::Answer;
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::Query;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::routes::Routes;

pub fn configure(config: &mut impl Routes) {
    config.service(list_audit_events);
}

/// List audit events
///
/// What users and keys of the caller's subtree did, newest first.
#[utoipa::path(tag = "audit-events", params(AuditEventQuery), responses((status = 200, description = "A page of events", body = List<AuditEventView>)),
    security(("session" = ["audit:read"]), ("key" = ["audit:read"])))]
#[get("/audit-events")]
async fn list_audit_events(
    who: May<allow::AuditRead>,
    query: Query<AuditEventQuery>,
    app: web::Data<App>,
) -> Answer<List<AuditEventView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "audit-events", &query)?;
    let filter = Filter {
        units: who.scope.units().map(<[String]>::to_vec),
        subject_id: query.subject_id,
        actor_id: query.actor_id,
        action: query.action,
    };
    let place = |event: &audit::AuditEvent| (String::new(), event.id.clone());
    list.read(&app.store, move |db, page| Ok(audit::list(db, &filter, page)?), place, AuditEventView::from).await
}
