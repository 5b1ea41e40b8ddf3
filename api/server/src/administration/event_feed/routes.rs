//! `/v1/events`.

use actix_web::{get, web};
use regulars_domain::platform::events::EventKind;

use super::reading;
use super::views::{EventPage, EventQuery, EventView};
use crate::platform::app::App;
use crate::platform::error::Answer;
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::Query;
use crate::platform::http::routes::Routes;

/// Events on a page when no limit is given.
const DEFAULT_LIMIT: i64 = 100;

pub fn configure(config: &mut impl Routes) {
    config.service(list_events);
}

/// List events
///
/// The change feed: what happened, by number, oldest first. Each event is there once, and one with a number is only
/// shown when all with smaller numbers are: who sends `next` of each answer as `after` of the next request misses nothing
/// and reads nothing twice. Numbers have gaps, because the caller is shown only what they may read and where. Events are kept for
/// 90 days; an `after` before that is 410 `events_forgotten`, and `oldest_after` says where one can read on. An event
/// holds ids and facts, no names and no addresses. An event about a customer counts for the home unit they have now, one
/// about a purchase, refund or complaint for the unit of it.
#[utoipa::path(tag = "events", params(EventQuery), responses((status = 200, description = "The next events", body = EventPage), (status = 410, description = "Not kept any more")),
    security(("session" = ["events:read"]), ("key" = ["events:read"])))]
#[get("/events")]
async fn list_events(
    who: May<allow::EventsRead>,
    query: Query<EventQuery>,
    app: web::Data<App>,
) -> Answer<web::Json<EventPage>> {
    let Query(query) = query;
    let kinds = if query.kind.is_empty() { EventKind::ALL } else { &query.kind };
    let readable = reading::readable(&who.grants, &who.scope, kinds);
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
    let page = app.store.read(move |db| reading::page(db, &readable, query.after, limit)).await?;
    let data = page.events.into_iter().map(EventView::new).collect::<Answer<_>>()?;
    Ok(web::Json(EventPage { data, next: page.next, has_more: page.has_more }))
}
