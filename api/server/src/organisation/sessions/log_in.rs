//! Log-in by e-mail and password.

use std::net::IpAddr;

use chrono::{DateTime, Duration, Utc};
use regulars_db::Db;
use regulars_db::organisation::second_factors;
use regulars_db::organisation::sessions;
use regulars_db::organisation::sessions::Session;
use regulars_db::organisation::users;
use regulars_db::organisation::users::User;
use regulars_domain::ids;
use regulars_domain::organisation::users::UserState;

use super::attempts::Limit;
use super::service::{Opened, add_token, finish, me};
use super::views::Login;
use super::{attempts, devices};
use crate::organisation::second_factors::service::take as take_code;
use crate::platform::app::App;
use crate::platform::audit;
use crate::platform::error::{Answer, Code, Error};
use crate::platform::identity::passwords;

/// Where a log-in comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The client's address; none when it has none.
    pub address: Option<IpAddr>,
    /// What the browser says of itself.
    pub user_agent: String,
    /// The cookie of a device that was logged in on before.
    pub device: Option<String>,
}

impl Origin {
    fn address(&self) -> String {
        self.address.map_or_else(|| "unknown".to_owned(), |address| address.to_string())
    }

    fn user_agent(&self) -> String {
        self.user_agent.chars().take(200).collect()
    }
}

/// Checks e-mail and password and opens a session.
pub async fn log_in(app: &App, login: Login, origin: Origin, now: DateTime<Utc>) -> Answer<Opened> {
    let email = login.email.trim().to_lowercase();
    let device = devices::known(&app.keys, origin.device.as_deref(), &email);
    let limits = attempts::of_log_in(&email, origin.address, device, app.config.auth.login_attempts);
    attempts::count(app, &limits, now).await?;

    let asked = email.clone();
    let known = app.store.read(move |db| Ok::<_, Error>(users::find_by_email(db, &asked)?)).await?;
    let hash = known.as_ref().map(|user| user.password_hash.clone()).filter(|hash| !hash.is_empty());
    let password = login.password;
    let is_right = passwords::off_the_loop(move || match hash {
        Some(hash) => passwords::verify(&password, &hash),
        None => passwords::verify_nobody(&password),
    });
    let is_right = is_right.await?;
    let user = match known {
        Some(user) if is_right && *user.state == UserState::Active => user,
        None => return fail(app, None, "unknown", Code::InvalidCredentials, origin).await,
        other => {
            let reason = if is_right { "disabled" } else { "password" };
            return fail(app, other, reason, Code::InvalidCredentials, origin).await;
        }
    };
    if !check_code(app, &user, login.code.as_deref(), &limits, now).await? {
        return fail(app, Some(user), "code", Code::InvalidCode, origin).await;
    }

    let days = app.config.auth.session_days;
    let opened = app.store.write(move |db| {
        attempts::went_well(db, &limits)?;
        let session = open(db, &user, &origin, now, days)?;
        audit::logged_in(db, (&user.id, &user.name), &session.address)?;
        let refresh_token = add_token(db, &session.id, now)?;
        Ok::<_, Error>((session.id, refresh_token, me(db, &user)?))
    });
    let (session_id, refresh_token, me) = opened.await?;
    finish(app, session_id, refresh_token, me, now)
}

fn open(db: &mut Db, user: &User, origin: &Origin, now: DateTime<Utc>, days: i64) -> Answer<Session> {
    let session = Session {
        id: ids::make(ids::SESSION),
        user_id: user.id.clone(),
        address: origin.address(),
        user_agent: origin.user_agent(),
        created_at: now.naive_utc(),
        last_used_at: now.naive_utc(),
        expires_at: (now + Duration::days(days)).naive_utc(),
        revoked_at: None,
        proved_at: Some(now.naive_utc()),
    };
    sessions::insert(db, &session)?;
    Ok(session)
}

/// Whether the code is right that a user with a second factor gives beside the password. Who gives none is told that one
/// is needed.
pub(super) async fn check_code(
    app: &App,
    user: &User,
    code: Option<&str>,
    limits: &[Limit],
    now: DateTime<Utc>,
) -> Answer<bool> {
    let id = user.id.clone();
    let factor = app.store.read(move |db| Ok::<_, Error>(second_factors::confirmed(db, &id)?)).await?;
    let Some(factor) = factor else { return Ok(true) };
    let Some(code) = code.map(str::to_owned) else {
        let limits = limits.to_vec();
        app.store.write(move |db| attempts::take_back(db, &limits)).await?;
        return Err(Code::SecondFactorRequired.into());
    };
    let keys = app.keys.clone();
    app.store.write(move |db| take_code(db, &keys, &factor, &code, now)).await
}

/// Notes the failure, and says no more than that something was wrong.
async fn fail(app: &App, known: Option<User>, reason: &'static str, code: Code, origin: Origin) -> Answer<Opened> {
    let noted = app.store.write(move |db| {
        let known = known.as_ref().map(|user| (user.id.as_str(), user.name.as_str()));
        audit::log_in_failed(db, known, &origin.address(), reason)
    });
    noted.await?;
    Err(code.into())
}
