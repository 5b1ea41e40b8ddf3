//! `/v1/auth`.

use actix_web::cookie::{Cookie, SameSite, time::Duration as CookieDuration};
use actix_web::http::header::USER_AGENT;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, delete, get, post, put, web};
use regulars_db::organisation::{sessions, users};

use super::log_in::Origin;
use super::service;
use super::service::Opened;
use super::views::{Login, LoginSession, LoginSessions, Me, NewPassword, Proof, SessionView};
use super::{devices, own_password, proof};
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error};
use crate::platform::http::actor::Person;
use crate::platform::http::body::Body;
use crate::platform::http::client_address::ClientAddress;
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::reply::no_content;
use crate::platform::http::routes::Routes;
use crate::platform::identity::Actor;
use crate::platform::identity::principal::Kind;

/// Holds the refresh token; only these routes see it.
const COOKIE: &str = "regulars_refresh";
const COOKIE_PATH: &str = "/v1/auth";

pub fn configure(config: &mut impl Routes) {
    config
        .service(log_in)
        .service(refresh_session)
        .service(log_out)
        .service(get_me)
        .service(check_session)
        .service(list_sessions)
        .service(delete_session)
        .service(change_password)
        .service(prove_identity)
        .service(super::downloads::prepare_download);
}

/// Log in
///
/// Answers an access token and sets the refresh cookie. Failed attempts are slowed down: for an account from one address,
/// for an address, and for an account over all addresses; a device that was logged in on before has a limit of its own. Who
/// has `pending` something to do is answered nothing but `/v1/auth` until it is done.
#[utoipa::path(tag = "auth", request_body = Login, responses((status = 200, description = "The session", body = SessionView)))]
#[post("/auth/login")]
async fn log_in(body: Body<Login>, request: HttpRequest, app: web::Data<App>) -> Answer<HttpResponse> {
    let origin = origin(&request);
    let device = origin.device.clone();
    let email = body.email.trim().to_lowercase();
    let opened = super::log_in::log_in(&app, body.value, origin, clock::now()).await?;
    let mut response = answer(&app, opened);
    let marked = devices::marked(&app.keys, device.as_deref(), &email);
    let cookie = made_cookie(&app, devices::COOKIE, &marked, devices::DAYS);
    response.add_cookie(&cookie).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(response)
}

/// Refresh a session
///
/// Takes the refresh cookie for a new one and answers a new access token. A cookie used twice ends the session.
#[utoipa::path(tag = "auth", responses((status = 200, description = "The session", body = SessionView)))]
#[post("/auth/refresh")]
async fn refresh_session(request: HttpRequest, app: web::Data<App>) -> Answer<HttpResponse> {
    let cookie = request.cookie(COOKIE).ok_or(Code::SessionExpired)?;
    let opened = service::refresh(&app, cookie.value().to_owned(), clock::now()).await?;
    Ok(answer(&app, opened))
}

/// Log out
///
/// Ends the session of the access token, or of the refresh cookie when the token has expired, and clears the cookie.
#[utoipa::path(tag = "auth", responses((status = 204, description = "Logged out")))]
#[post("/auth/logout")]
async fn log_out(request: HttpRequest, app: web::Data<App>) -> Answer<HttpResponse> {
    let now = clock::now();
    let caller = request
        .extensions()
        .get::<crate::platform::http::actor::Caller>()
        .and_then(|caller| caller.as_ref().ok().cloned());
    if let Some((user_id, session_id)) = caller.and_then(|who| Some((who.id.clone(), who.session_id.clone()?))) {
        service::end_session(&app, user_id, session_id, now).await?;
    } else if let Some(cookie) = request.cookie(COOKIE) {
        service::end_session_of_token(&app, cookie.value().to_owned(), now).await?;
    }
    let mut response = no_content();
    let mut cookie = cookie(&app, "");
    cookie.set_max_age(CookieDuration::ZERO);
    response.add_cookie(&cookie).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(response)
}

/// Get oneself
#[utoipa::path(tag = "auth", responses((status = 200, description = "Who one is and what one may do", body = Me)),
    security(("session" = []), ("key" = [])))]
#[get("/auth/me")]
async fn get_me(who: Actor, app: web::Data<App>) -> Answer<web::Json<Me>> {
    let me = app.store.read(move |db| match who.kind {
        Kind::User => {
            let user = users::find(db, &who.id)?.ok_or(Code::Unauthenticated)?;
            service::me(db, &user)
        }
        Kind::Key | Kind::Operator => Ok(Me {
            id: who.id.clone(),
            name: who.name.clone(),
            email: None,
            language: None,
            pending: None,
            second_factor: false,
            idle_minutes: None,
            assignments: Vec::new(),
            actions: who.grants.actions(),
            actions_everywhere: who.grants.actions_everywhere(),
        }),
    });
    Ok(web::Json(me.await?))
}

/// Check a token
///
/// Answers 204 while the access token or API key is good: the cheapest question.
#[utoipa::path(tag = "auth", responses((status = 204, description = "It is good")), security(("session" = []), ("key" = [])))]
#[get("/auth/check")]
async fn check_session(_who: Actor) -> HttpResponse {
    no_content()
}

/// List one's sessions
#[utoipa::path(tag = "auth", responses((status = 200, description = "Where one is logged in", body = LoginSessions)), security(("session" = [])))]
#[get("/auth/sessions")]
async fn list_sessions(who: Person, app: web::Data<App>) -> Answer<web::Json<LoginSessions>> {
    let (id, current) = (who.id.clone(), who.session_id.clone());
    let rows = app.store.read(move |db| Ok::<_, Error>(sessions::living(db, &id, clock::now().naive_utc())?)).await?;
    let data = rows.into_iter().map(|session| LoginSession::new(session, current.as_deref())).collect();
    Ok(web::Json(LoginSessions { data }))
}

/// End one of one's sessions
#[utoipa::path(tag = "auth", responses((status = 204, description = "Ended")), security(("session" = [])))]
#[delete("/auth/sessions/{id}")]
async fn delete_session(who: Person, id: Id<ids::Session>, app: web::Data<App>) -> Answer<HttpResponse> {
    service::end_session(&app, who.id.clone(), id.into_text(), clock::now()).await?;
    Ok(no_content())
}

/// Change one's password
///
/// All other sessions end. A wrong present password counts as a failed attempt.
#[utoipa::path(tag = "auth", request_body = NewPassword, responses((status = 204, description = "Changed")), security(("session" = [])))]
#[put("/auth/password")]
async fn change_password(who: Person, body: Body<NewPassword>, app: web::Data<App>) -> Answer<HttpResponse> {
    let NewPassword { current_password, new_password } = body.value;
    own_password::change(&app, &who, current_password, new_password, clock::now()).await?;
    Ok(no_content())
}

/// Prove once more who one is
///
/// Keys, users, exports and second factors ask for it when the password was given too long ago: 403 `proof_required`. The
/// session goes on.
#[utoipa::path(tag = "auth", request_body = Proof, responses((status = 204, description = "Proved")), security(("session" = [])))]
#[post("/auth/proof")]
async fn prove_identity(who: Person, body: Body<Proof>, app: web::Data<App>) -> Answer<HttpResponse> {
    proof::prove(&app, &who, body.value, clock::now()).await?;
    Ok(no_content())
}

fn origin(request: &HttpRequest) -> Origin {
    let address = request.extensions().get::<ClientAddress>().and_then(|address| address.0);
    let user_agent = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Origin {
        address,
        user_agent: user_agent.to_owned(),
        device: request.cookie(devices::COOKIE).map(|cookie| cookie.value().to_owned()),
    }
}

fn answer(app: &App, opened: Opened) -> HttpResponse {
    let session = SessionView {
        access_token: opened.access_token,
        token_type: "Bearer",
        expires_in: app.tokens.lifetime_seconds(),
        me: opened.me,
    };
    HttpResponse::Ok().cookie(cookie(app, &opened.refresh_token)).json(session)
}

fn cookie(app: &App, value: &str) -> Cookie<'static> {
    made_cookie(app, COOKIE, value, app.config.auth.session_days)
}

fn made_cookie(app: &App, name: &'static str, value: &str, days: i64) -> Cookie<'static> {
    Cookie::build(name, value.to_owned())
        .path(COOKIE_PATH)
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(app.config.http.public_url.starts_with("https://"))
        .max_age(CookieDuration::days(days))
        .finish()
}
