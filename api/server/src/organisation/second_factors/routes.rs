//! `/v1/auth/second-factor`, and taking away that of somebody else.

use actix_web::{HttpResponse, delete, get, post, web};

use super::service;
use super::views::{FirstCode, NewSecondFactor, RecoveryCodes, SecondFactorView};
use crate::organisation::sessions::attempts;
use crate::organisation::users;
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::http::actor::{Fresh, May, Person, allow};
use crate::platform::http::body::Body;
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::reply::no_content;
use crate::platform::http::routes::Routes;

pub fn configure(config: &mut impl Routes) {
    config
        .service(get_second_factor)
        .service(begin_second_factor)
        .service(confirm_second_factor)
        .service(replace_recovery_codes)
        .service(remove_second_factor)
        .service(remove_second_factor_of_user);
}

/// Get one's second factor
#[utoipa::path(tag = "auth", responses((status = 200, description = "Whether one is set up", body = SecondFactorView)), security(("session" = [])))]
#[get("/auth/second-factor")]
async fn get_second_factor(who: Person, app: web::Data<App>) -> Answer<web::Json<SecondFactorView>> {
    let id = who.id.clone();
    Ok(web::Json(app.store.read(move |db| service::state(db, &id)).await?))
}

/// Begin to set up a second factor
///
/// Answers what the authenticator is set up with. A log-in asks for codes once the first one is confirmed. The password
/// must have been given lately: 403 `proof_required`.
#[utoipa::path(tag = "auth", responses((status = 200, description = "What the authenticator needs", body = NewSecondFactor)), security(("session" = [])))]
#[post("/auth/second-factor")]
async fn begin_second_factor(who: Person, _fresh: Fresh, app: web::Data<App>) -> Answer<web::Json<NewSecondFactor>> {
    let (state, actor) = (app.clone(), who.actor());
    let begun = app.store.write(move |db| service::begin(db, &state.keys, &actor, clock::now())).await?;
    Ok(web::Json(begun))
}

/// Confirm a second factor
///
/// With a code that the authenticator shows. From now on each log-in asks for one. The recovery codes are shown once.
#[utoipa::path(tag = "auth", request_body = FirstCode, responses((status = 200, description = "The recovery codes", body = RecoveryCodes), (status = 404, description = "None was begun")), security(("session" = [])))]
#[post("/auth/second-factor/confirmation")]
async fn confirm_second_factor(
    who: Person,
    body: Body<FirstCode>,
    app: web::Data<App>,
) -> Answer<web::Json<RecoveryCodes>> {
    let now = clock::now();
    let limits = attempts::of_proof(&who.id, app.config.auth.login_attempts);
    attempts::count(&app, &limits, now).await?;
    let (state, actor) = (app.clone(), who.actor());
    let confirmed = app.store.write(move |db| {
        let codes = service::confirm(db, &state.keys, &actor, &body.code, now)?;
        attempts::went_well(db, &limits)?;
        Ok::<_, crate::platform::error::Error>(codes)
    });
    let codes = confirmed.await?;
    app.principals.forget_user(&who.id);
    Ok(web::Json(codes))
}

/// Replace one's recovery codes
///
/// Those before are good for nothing any more. The password must have been given lately: 403 `proof_required`.
#[utoipa::path(tag = "auth", responses((status = 200, description = "The recovery codes", body = RecoveryCodes), (status = 404, description = "There is none")), security(("session" = [])))]
#[post("/auth/second-factor/recovery-codes")]
async fn replace_recovery_codes(who: Person, _fresh: Fresh, app: web::Data<App>) -> Answer<web::Json<RecoveryCodes>> {
    let (state, actor) = (app.clone(), who.actor());
    let codes = app.store.write(move |db| service::replace_codes(db, &state.keys, &actor, clock::now())).await?;
    Ok(web::Json(codes))
}

/// Take one's second factor away
///
/// Where a role needs one, another is set up before anything else. The password must have been given lately: 403
/// `proof_required`.
#[utoipa::path(tag = "auth", responses((status = 204, description = "Taken away"), (status = 404, description = "There is none")), security(("session" = [])))]
#[delete("/auth/second-factor")]
async fn remove_second_factor(who: Person, _fresh: Fresh, app: web::Data<App>) -> Answer<HttpResponse> {
    let actor = who.actor();
    app.store.write(move |db| service::remove(db, &actor, &actor.id)).await?;
    app.principals.forget_user(&who.id);
    Ok(no_content())
}

/// Take a user's second factor away
///
/// For who has lost the authenticator and the recovery codes. Who holds more than the caller cannot be changed (403).
#[utoipa::path(tag = "users", responses((status = 204, description = "Taken away")),
    security(("session" = ["users:write"]), ("key" = ["users:write"])))]
#[delete("/users/{id}/second-factor")]
async fn remove_second_factor_of_user(
    who: May<allow::UsersWrite>,
    _fresh: Fresh,
    id: Id<ids::User>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    app.store
        .write(move |db| {
            let known = users::service::find_inferior(db, &who, &who.scope, &id)?;
            service::remove(db, &who, &known.user.id)
        })
        .await?;
    app.principals.forget();
    Ok(no_content())
}
