//! `/v1/calendars`.

use actix_web::{HttpResponse, get, patch, post, web};
use regulars_db::Db;
use regulars_db::organisation::calendars;
use regulars_db::organisation::calendars::Calendar;

use super::service;
use super::views::{CalendarPatch, CalendarView, NewCalendar};
use crate::organisation::units::belonging;
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{May, allow};
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
    config.service(list_calendars).service(create_calendar).service(get_calendar).service(update_calendar);
}

/// A calendar with its units.
fn view(db: &mut Db, calendar: Calendar) -> Answer<CalendarView> {
    let units = calendars::units_of(db, &[&calendar.id])?;
    Ok(CalendarView::new(calendar, units.into_iter().map(|(_, unit_id)| unit_id).collect()))
}

/// List calendars
///
/// By code: those of the caller's own units, and of the units above them.
#[utoipa::path(tag = "calendars", params(CatalogueQuery), responses((status = 200, description = "A page of calendars", body = List<CalendarView>)),
    security(("session" = ["calendars:read"]), ("key" = ["calendars:read"])))]
#[get("/calendars")]
async fn list_calendars(
    who: May<allow::CalendarsRead>,
    query: Query<CatalogueQuery>,
    app: web::Data<App>,
) -> Answer<List<CalendarView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "calendars", &query)?;
    let asked = list.page();
    let (rows, units) = app
        .store
        .read(move |db| {
            let units = belonging::readable(db, &who.scope)?;
            let rows = calendars::list(db, units.as_deref(), query.q.as_deref(), &asked)?;
            let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
            let units = calendars::units_of(db, &ids)?;
            Ok::<_, Error>((rows, units))
        })
        .await?;
    let units_of = |id: &str| units.iter().filter(|(of, _)| of == id).map(|(_, unit)| unit.clone()).collect();
    let place = |row: &Calendar| (row.code.clone(), row.id.clone());
    Ok(list.answer(rows, place, |row| {
        let units = units_of(&row.id);
        CalendarView::new(row, units)
    }))
}

/// Create a calendar
///
/// Opening hours of a week (also past midnight), holidays, make-up working days. One without any working hour is
/// refused. The units named work by it from now on, and their running clocks are computed again.
#[utoipa::path(tag = "calendars", params(IdempotencyHeader), request_body = NewCalendar,
    responses((status = 201, description = "The calendar", body = CalendarView)), security(("session" = ["calendars:write"]), ("key" = ["calendars:write"])))]
#[post("/calendars")]
async fn create_calendar(
    who: May<allow::CalendarsWrite>,
    key: IdempotencyKey,
    body: Body<NewCalendar>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let calendar = service::create(db, &who, &who.scope, &body)?;
        let (location, version) = (format!("/v1/calendars/{}", calendar.id), calendar.version);
        Ok(Made::created(location, version, view(db, calendar)?))
    });
    answer.await
}

/// Get a calendar
#[utoipa::path(tag = "calendars", responses((status = 200, description = "The calendar", body = CalendarView)),
    security(("session" = ["calendars:read"]), ("key" = ["calendars:read"])))]
#[get("/calendars/{id}")]
async fn get_calendar(
    who: May<allow::CalendarsRead>,
    id: Id<ids::Calendar>,
    app: web::Data<App>,
) -> Answer<Resource<CalendarView>> {
    let read = move |db: &mut Db| {
        let calendar = service::seen(db, &who.scope, &id)?;
        view(db, calendar)
    };
    let calendar = app.store.read(read).await?;
    Ok(Resource::new(calendar.version, calendar))
}

/// Change a calendar
///
/// The running clocks of every unit that works by it are computed again. A calendar of a unit above is changed in one
/// thing only: which of the caller's own units work by it.
#[utoipa::path(tag = "calendars", params(IfMatchHeader), request_body(content = CalendarPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The calendar as it is now", body = CalendarView)), security(("session" = ["calendars:write"]), ("key" = ["calendars:write"])))]
#[patch("/calendars/{id}")]
async fn update_calendar(
    who: May<allow::CalendarsWrite>,
    id: Id<ids::Calendar>,
    if_match: IfMatch,
    body: Body<CalendarPatch>,
    app: web::Data<App>,
) -> Answer<Resource<CalendarView>> {
    let write = move |db: &mut Db| {
        let calendar = service::change(db, &who, &who.scope, &id, &if_match, &body)?;
        view(db, calendar)
    };
    let calendar = app.store.write(write).await?;
    Ok(Resource::new(calendar.version, calendar))
}
