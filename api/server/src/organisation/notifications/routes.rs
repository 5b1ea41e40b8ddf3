//! `/v1/notifications`: what one was told, and how one is told.

use actix_web::{HttpResponse, get, put, web};
use regulars_db::organisation::notifications::Notification;
use regulars_db::organisation::{notifications, users};

use super::views::{NotificationQuery, NotificationView, NotificationWish, SettingsView};
use super::{StaffMail, service};
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error};
use crate::platform::http::actor::Person;
use crate::platform::http::body::{Body, Query};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::no_content;
use crate::platform::http::routes::Routes;

pub fn configure(config: &mut impl Routes) {
    config
        .service(list_notifications)
        .service(read_notification)
        .service(read_notifications)
        .service(get_notification_settings)
        .service(put_notification_settings);
}

/// List one's notifications
///
/// What one was told within the last 90 days, newest first: what waits for one's decision, what became of what one asked
/// for, and what one was given.
#[utoipa::path(tag = "notifications", params(NotificationQuery), responses((status = 200, description = "A page of notifications", body = List<NotificationView>)),
    security(("session" = [])))]
#[get("/notifications")]
async fn list_notifications(
    who: Person,
    query: Query<NotificationQuery>,
    app: web::Data<App>,
) -> Answer<List<NotificationView>> {
    let Query(query) = query;
    let user_id = who.id.clone();
    let list = page::asked(&app.keys, &format!("notifications of {user_id}"), &query)?;
    let (asked, unread) = (list.page(), query.unread);
    let rows = app.store.read(move |db| Ok::<_, Error>(notifications::list(db, &user_id, unread, &asked)?)).await?;
    let place = |one: &Notification| (String::new(), one.id.clone());
    Ok(list.answer(rows, place, NotificationView::from))
}

/// Mark a notification as read
#[utoipa::path(tag = "notifications", responses((status = 204, description = "It is read")), security(("session" = [])))]
#[put("/notifications/{id}/read")]
async fn read_notification(who: Person, id: Id<ids::Notification>, app: web::Data<App>) -> Answer<HttpResponse> {
    let user_id = who.id.clone();
    app.store.write(move |db| service::read(db, &user_id, &id)).await?;
    Ok(no_content())
}

/// Mark all one's notifications as read
#[utoipa::path(tag = "notifications", responses((status = 204, description = "They are read")), security(("session" = [])))]
#[put("/notifications/read")]
async fn read_notifications(who: Person, app: web::Data<App>) -> Answer<HttpResponse> {
    let (user_id, now) = (who.id.clone(), clock::now().naive_utc());
    app.store.write(move |db| Ok::<_, Error>(notifications::read_all(db, &user_id, now)?)).await?;
    Ok(no_content())
}

/// Get how one is told
#[utoipa::path(tag = "notifications", responses((status = 200, description = "Whether one is told by mail as well", body = SettingsView)), security(("session" = [])))]
#[get("/notifications/settings")]
async fn get_notification_settings(who: Person, app: web::Data<App>) -> Answer<web::Json<SettingsView>> {
    let user_id = who.id.clone();
    let user = app.store.read(move |db| users::find(db, &user_id)?.ok_or_else(|| Error::from(Code::NotFound))).await?;
    Ok(web::Json(SettingsView { by_mail: user.mails_notifications, mail_is_set_up: mail_is_set_up(&app) }))
}

/// Set how one is told
///
/// In the console always; by mail unless one says no, where this installation sends mails.
#[utoipa::path(tag = "notifications", request_body = NotificationWish, responses((status = 200, description = "As it is now", body = SettingsView)), security(("session" = [])))]
#[put("/notifications/settings")]
async fn put_notification_settings(
    who: Person,
    body: Body<NotificationWish>,
    app: web::Data<App>,
) -> Answer<web::Json<SettingsView>> {
    let (user_id, by_mail) = (who.id.clone(), body.by_mail);
    app.store.write(move |db| Ok::<_, Error>(users::set_mails_notifications(db, &user_id, by_mail)?)).await?;
    Ok(web::Json(SettingsView { by_mail, mail_is_set_up: mail_is_set_up(&app) }))
}

fn mail_is_set_up(app: &App) -> bool {
    app.composition.part::<StaffMail>().is_some_and(|mail| (mail.is_set_up)(&app.config))
}
