//! Asking for a link, making one for somebody else, and following it.

use actix_web::{HttpMessage, HttpRequest, HttpResponse, post, web};
use regulars_db::organisation::users;
use regulars_domain::organisation::account_links::LinkPurpose;
use regulars_domain::organisation::users::UserState;
use serde_json::json;

use super::views::{FollowedLink, MadeLink, NewReset, ResetAsked};
use super::{LinkMail, service};
use crate::organisation::sessions::attempts;
use crate::organisation::users::service::find_inferior;
use crate::platform::app::App;
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{Fresh, May, allow};
use crate::platform::http::body::Body;
use crate::platform::http::client_address::ClientAddress;
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::reply::no_content;
use crate::platform::http::routes::Routes;

pub fn configure(config: &mut impl Routes) {
    config.service(ask_for_reset).service(follow_link).service(make_link);
}

/// Ask for a password reset
///
/// Where mails are set up, a link goes to the address if somebody has it. The answer is the same for every address and
/// takes as long.
#[utoipa::path(tag = "auth", request_body = NewReset, responses((status = 200, description = "Asked", body = ResetAsked)))]
#[post("/auth/password-resets")]
async fn ask_for_reset(
    body: Body<NewReset>,
    request: HttpRequest,
    app: web::Data<App>,
) -> Answer<web::Json<ResetAsked>> {
    let now = clock::now();
    let address = request.extensions().get::<ClientAddress>().and_then(|address| address.0);
    let free = app.config.auth.login_attempts;
    attempts::count(&app, &attempts::of_reset_from(address, free), now).await?;
    let mail = app.composition.part::<LinkMail>().filter(|mail| (mail.is_set_up)(&app.config));
    if let Some(mail) = mail {
        let (app, email) = (app.clone(), body.email.trim().to_lowercase());
        // Nobody waits for it: how long it takes would tell who is known here.
        tokio::spawn(async move {
            if let Err(error) = send_reset(&app, mail, email, now).await {
                tracing::debug!(%error, "no link is sent");
            }
        });
    }
    Ok(web::Json(ResetAsked { by_mail: mail.is_some() }))
}

async fn send_reset(
    app: &App,
    mail: &'static LinkMail,
    email: String,
    now: chrono::DateTime<chrono::Utc>,
) -> Answer<()> {
    attempts::count(app, &attempts::of_reset_for(&email), now).await?;
    let sent = app.store.write(move |db| {
        let Some(user) = users::find_by_email(db, &email)? else { return Ok(()) };
        if *user.state != UserState::Active {
            return Ok(());
        }
        (mail.enqueue)(db, &user.id, service::purpose_for(&user), &user.id)
    });
    sent.await
}

/// Follow a link that sets a password
///
/// It is good once. All sessions of its person end.
#[utoipa::path(tag = "auth", request_body = FollowedLink, responses((status = 204, description = "The password is set")))]
#[post("/auth/password-links")]
async fn follow_link(body: Body<FollowedLink>, app: web::Data<App>) -> Answer<HttpResponse> {
    service::follow(&app, body.value, clock::now()).await?;
    Ok(no_content())
}

/// Make a link by which a user sets a password
///
/// An invitation for who has none yet, else a reset. It goes out by mail; where no mail is set up it is answered, once, to
/// be handed over. Who holds more than the caller cannot be given one (403).
#[utoipa::path(tag = "users", responses((status = 200, description = "The link", body = MadeLink)),
    security(("session" = ["users:write"]), ("key" = ["users:write"])))]
#[post("/users/{id}/password-links")]
async fn make_link(
    who: May<allow::UsersWrite>,
    _fresh: Fresh,
    id: Id<ids::User>,
    app: web::Data<App>,
) -> Answer<web::Json<MadeLink>> {
    let (state, now) = (app.clone(), clock::now());
    let mail = app.composition.part::<LinkMail>().filter(|mail| (mail.is_set_up)(&app.config));
    let made = app.store.write(move |db| {
        let user = find_inferior(db, &who, &who.scope, &id)?.user;
        let purpose: LinkPurpose = service::purpose_for(&user);
        audit::record(db, &who, "users.make_link", ("user", &user.id), &json!({"purpose": purpose}))?;
        let fresh = match mail {
            Some(mail) => {
                (mail.enqueue)(db, &user.id, purpose, &who.id)?;
                None
            }
            None => Some(service::make(db, &state.config, &user, purpose, &who.id, now)?),
        };
        let (url, expires_at) = fresh.map(|fresh| (fresh.url, fresh.expires_at)).unzip();
        Ok::<_, Error>(MadeLink {
            purpose,
            by_mail: mail.is_some(),
            url,
            expires_at: expires_at.map(|at| at.naive_utc().into()),
        })
    });
    Ok(web::Json(made.await?))
}
