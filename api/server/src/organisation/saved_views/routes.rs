//! `/v1/saved-views`.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use regulars_db::organisation::saved_views;
use regulars_db::organisation::saved_views::SavedView;

use super::service;
use super::views::{NewSavedView, SavedViewPatch, SavedViewQuery, SavedViewView};
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::Person;
use crate::platform::http::body::{Body, Query};
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::{IfMatch, IfMatchHeader, Made, Resource, no_content};
use crate::platform::http::routes::Routes;

pub fn configure(config: &mut impl Routes) {
    config
        .service(list_saved_views)
        .service(create_saved_view)
        .service(get_saved_view)
        .service(update_saved_view)
        .service(delete_saved_view);
}

/// List saved views
///
/// One's own and those that others share, oldest first.
#[utoipa::path(tag = "saved-views", params(SavedViewQuery), responses((status = 200, description = "A page of views", body = List<SavedViewView>)),
    security(("session" = [])))]
#[get("/saved-views")]
async fn list_saved_views(
    who: Person,
    query: Query<SavedViewQuery>,
    app: web::Data<App>,
) -> Answer<List<SavedViewView>> {
    let Query(query) = query;
    let user_id = who.id.clone();
    let list = page::asked(&app.keys, &format!("saved views of {user_id}"), &query)?;
    let (asked, of) = (list.page(), query.list);
    let rows = app.store.read(move |db| Ok::<_, Error>(saved_views::list(db, &user_id, of, &asked)?)).await?;
    let place = |view: &SavedView| (String::new(), view.id.clone());
    Ok(list.answer(rows, place, SavedViewView::from))
}

/// Save a view
#[utoipa::path(tag = "saved-views", params(IdempotencyHeader), request_body = NewSavedView,
    responses((status = 201, description = "The view", body = SavedViewView)), security(("session" = [])))]
#[post("/saved-views")]
async fn create_saved_view(
    who: Person,
    key: IdempotencyKey,
    body: Body<NewSavedView>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who.actor(), &body);
    let answer = app.write_once(once, move |db| {
        let view = service::create(db, &who.id, &body)?;
        Ok(Made::created(format!("/v1/saved-views/{}", view.id), view.version, SavedViewView::from(view)))
    });
    answer.await
}

/// Get a saved view
#[utoipa::path(tag = "saved-views", responses((status = 200, description = "The view", body = SavedViewView)), security(("session" = [])))]
#[get("/saved-views/{id}")]
async fn get_saved_view(who: Person, id: Id<ids::SavedView>, app: web::Data<App>) -> Answer<Resource<SavedViewView>> {
    let view = app.store.read(move |db| service::find(db, &who.id, &id)).await?;
    Ok(Resource::new(view.version, SavedViewView::from(view)))
}

/// Change a saved view
///
/// Only one's own: 403 for one that somebody else shares.
#[utoipa::path(tag = "saved-views", params(IfMatchHeader), request_body(content = SavedViewPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The view as it is now", body = SavedViewView)), security(("session" = [])))]
#[patch("/saved-views/{id}")]
async fn update_saved_view(
    who: Person,
    id: Id<ids::SavedView>,
    if_match: IfMatch,
    body: Body<SavedViewPatch>,
    app: web::Data<App>,
) -> Answer<Resource<SavedViewView>> {
    let view = app.store.write(move |db| service::change(db, &who.id, &id, &if_match, &body)).await?;
    Ok(Resource::new(view.version, SavedViewView::from(view)))
}

/// Delete a saved view
///
/// Only one's own.
#[utoipa::path(tag = "saved-views", params(IfMatchHeader), responses((status = 204, description = "It is gone")), security(("session" = [])))]
#[delete("/saved-views/{id}")]
async fn delete_saved_view(
    who: Person,
    id: Id<ids::SavedView>,
    if_match: IfMatch,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    app.store.write(move |db| service::delete(db, &who.id, &id, &if_match)).await?;
    Ok(no_content())
}
