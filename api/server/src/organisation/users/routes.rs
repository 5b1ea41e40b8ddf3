//! `/v1/users`.

use std::collections::HashMap;

use actix_web::{HttpResponse, get, patch, post, web};
use regulars_db::organisation::users;
use regulars_db::organisation::users::Filter;

use super::service;
use super::service::UserDetail;
use super::views::{NewUser, UserPatch, UserQuery, UserView};
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{Fresh, May, allow};
use crate::platform::http::body::{Body, Query};
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::{IfMatch, IfMatchHeader, Made, Resource};
use crate::platform::http::routes::Routes;
use crate::platform::identity::passwords;

pub fn configure(config: &mut impl Routes) {
    config.service(list_users).service(create_user).service(get_user).service(update_user);
}

/// List users
///
/// The users assigned to a unit in the caller's subtree, oldest first.
#[utoipa::path(tag = "users", params(UserQuery), responses((status = 200, description = "A page of users", body = List<UserView>)),
    security(("session" = ["users:read"]), ("key" = ["users:read"])))]
#[get("/users")]
async fn list_users(
    who: May<allow::UsersRead>,
    query: Query<UserQuery>,
    app: web::Data<App>,
) -> Answer<List<UserView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "users", &query)?;
    let filter = Filter {
        units: who.scope.units().map(<[String]>::to_vec),
        unit_id: query.unit_id,
        q: query.q,
        states: query.state,
        roles: query.role,
    };
    let asked = list.page();
    let found = app.store.read(move |db| {
        let rows = users::list(db, &filter, &asked)?;
        let ids: Vec<String> = rows.iter().map(|user| user.id.clone()).collect();
        Ok::<_, Error>((rows, users::assignments_of(db, &ids)?))
    });
    let (rows, assignments) = found.await?;
    let mut by_user: HashMap<String, Vec<users::Assignment>> = HashMap::new();
    for assignment in assignments {
        by_user.entry(assignment.user_id.clone()).or_default().push(assignment);
    }
    let view = |user: users::User| {
        let assignments = by_user.remove(&user.id).unwrap_or_default();
        UserView::new(user, assignments)
    };
    Ok(list.answer(rows, |user| (String::new(), user.id.clone()), view))
}

/// Create a user
///
/// Nobody can give a role that reaches further than their own rights: 422 `not_grantable`. Without a password the user is
/// invited by a link, see `POST /v1/users/{id}/password-links`; one that is given here is to be replaced at the first
/// log-in. The password must have been given lately: 403 `proof_required`.
#[utoipa::path(tag = "users", params(IdempotencyHeader), request_body = NewUser,
    responses((status = 201, description = "The user", body = UserView)), security(("session" = ["users:write"]), ("key" = ["users:write"])))]
#[post("/users")]
async fn create_user(
    who: May<allow::UsersWrite>,
    _fresh: Fresh,
    key: IdempotencyKey,
    body: Body<NewUser>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let hash = match body.password.clone() {
        Some(password) => passwords::off_the_loop(move || passwords::hash(&password)).await??,
        None => String::new(),
    };
    let answer = app.write_once(once, move |db| {
        let known = service::create(db, &who, &who.scope, &body, &hash)?;
        Ok(Made::created(format!("/v1/users/{}", known.user.id), known.user.version, UserView::from(known)))
    });
    answer.await
}

/// Get a user
#[utoipa::path(tag = "users", responses((status = 200, description = "The user", body = UserView)),
    security(("session" = ["users:read"]), ("key" = ["users:read"])))]
#[get("/users/{id}")]
async fn get_user(who: May<allow::UsersRead>, id: Id<ids::User>, app: web::Data<App>) -> Answer<Resource<UserView>> {
    let known = app.store.read(move |db| service::find(db, &who.scope, &id)).await?;
    Ok(resource(known))
}

/// Change a user
///
/// Rights count from the next request on. Disabling, or a new password, ends the user's sessions. Who holds more than
/// the caller, or works outside the caller's subtree as well, cannot be changed (403); the last active administrator of
/// the organisation stays one (409).
#[utoipa::path(tag = "users", params(IfMatchHeader), request_body(content = UserPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The user as they are now", body = UserView)), security(("session" = ["users:write"]), ("key" = ["users:write"])))]
#[patch("/users/{id}")]
async fn update_user(
    who: May<allow::UsersWrite>,
    _fresh: Fresh,
    id: Id<ids::User>,
    if_match: IfMatch,
    body: Body<UserPatch>,
    app: web::Data<App>,
) -> Answer<Resource<UserView>> {
    let hash = match body.password.clone() {
        Some(password) => Some(passwords::off_the_loop(move || passwords::hash(&password)).await??),
        None => None,
    };
    let changed =
        app.store.write(move |db| service::change(db, &who, &who.scope, &id, &if_match, &body, hash.as_deref()));
    let known = changed.await?;
    app.principals.forget();
    Ok(resource(known))
}

fn resource(known: UserDetail) -> Resource<UserView> {
    Resource::new(known.user.version, UserView::from(known))
}
