//! Log-in, refresh with rotation, log-out. A reused refresh token ends the session, but for a moment of grace.

use chrono::{DateTime, Duration, Utc};
use regulars_db::Db;
use regulars_db::organisation::sessions;
use regulars_db::organisation::sessions::{LoginFailures, RefreshToken, Session};
use regulars_db::organisation::units;
use regulars_db::organisation::users;
use regulars_db::organisation::users::User;
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::organisation::sessions::{Reuse, Throttle, check_password, on_reuse};
use regulars_domain::organisation::users::UserState;
use regulars_domain::permissions::{Assignment, Grants, actions_of};

use super::views::Login;
use super::views::{Me, MyAssignment};
use crate::organisation::units::unit_tree;
use crate::platform::app::App;
use crate::platform::audit;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};
use crate::platform::identity::keys::digest;
use crate::platform::identity::passwords;
use crate::platform::identity::principal::Principal;
use crate::platform::identity::tokens::new_refresh_token;

/// Where a log-in comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    pub address: String,
    pub user_agent: String,
}

/// A session that was opened or refreshed.
pub struct Opened {
    pub access_token: String,
    pub refresh_token: String,
    pub me: Me,
}

/// Checks e-mail and password and opens a session.
pub async fn log_in(app: &App, login: Login, origin: Origin, now: DateTime<Utc>) -> Answer<Opened> {
    let email = login.email.trim().to_lowercase();
    let subjects = [format!("email:{email}"), format!("address:{}", origin.address)];
    let throttle = Throttle { free: app.config.auth.login_attempts, ..Throttle::default() };

    let (wanted, asked) = (subjects.clone(), email.clone());
    let user = app.store.read(move |db| {
        check_throttle(db, &wanted, throttle, now)?;
        Ok::<_, Error>(users::find_by_email(db, &asked)?)
    });
    let user = user.await?.filter(|user| *user.state == UserState::Active);
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let password = login.password;
    let good = passwords::off_the_loop(move || match hash {
        Some(hash) => passwords::verify(&password, &hash),
        None => passwords::verify_nobody(&password),
    });
    let Some(user) = user.filter(|_| true) else {
        good.await?;
        return fail(app, subjects, throttle, now, (None, origin.address)).await;
    };
    if !good.await? {
        return fail(app, subjects, throttle, now, (Some((user.id, user.name)), origin.address)).await;
    }

    let days = app.config.auth.session_days;
    let (session_id, refresh_token, me) = app
        .store
        .write(move |db| {
            subjects.iter().try_for_each(|subject| sessions::clear_failures(db, subject))?;
            let session = open(db, &user, &origin, now, days)?;
            audit::logged_in(db, (&user.id, &user.name), &origin.address)?;
            let refresh_token = add_token(db, &session.id, now)?;
            Ok::<_, Error>((session.id, refresh_token, me(db, &user)?))
        })
        .await?;
    finish(app, session_id, refresh_token, me, now)
}

/// Takes a refresh token for a new one.
pub async fn refresh(app: &App, token: String, now: DateTime<Utc>) -> Answer<Opened> {
    let hash = digest(&token);
    // What belongs to no living session is refused by a read: it must not take the writer.
    let wanted = hash.clone();
    let living = app.store.read(move |db| living_session(db, &wanted, now)).await?.ok_or(Code::SessionExpired)?;
    let refreshed = app.store.write(move |db| {
        let Some(session) = living_session(db, &hash, now)? else { return Ok(None) };
        let rotated_at = if sessions::rotate(db, &hash, now.naive_utc())? {
            None
        } else {
            sessions::find_token(db, &hash)?.and_then(|kept| kept.rotated_at)
        };
        if rotated_at.is_some_and(|at| on_reuse(at.and_utc(), now) == Reuse::Theft) {
            // Kept: the refusal itself must not undo the end of the session.
            sessions::revoke(db, &session.user_id, &session.id, now.naive_utc())?;
            return Ok(None);
        }
        let user = users::find(db, &session.user_id)?.filter(|user| *user.state == UserState::Active);
        let Some(user) = user else { return Ok(None) };
        sessions::touch(db, &session.id, now.naive_utc())?;
        let refresh_token = add_token(db, &session.id, now)?;
        Ok::<_, Error>(Some((session.id, refresh_token, me(db, &user)?)))
    });
    let Some((session_id, refresh_token, me)) = refreshed.await? else {
        app.principals.forget_one(&living.id);
        return Err(Code::SessionExpired.into());
    };
    finish(app, session_id, refresh_token, me, now)
}

/// The session a refresh token belongs to, unless it has ended.
fn living_session(db: &mut Db, hash: &str, now: DateTime<Utc>) -> Answer<Option<Session>> {
    let Some(kept) = sessions::find_token(db, hash)? else { return Ok(None) };
    let session = sessions::find(db, &kept.session_id)?;
    Ok(session.filter(|session| session.revoked_at.is_none() && session.expires_at > now.naive_utc()))
}

/// Ends a session of a user.
pub async fn end_session(app: &App, user_id: String, session_id: String, now: DateTime<Utc>) -> Answer<()> {
    let ended = session_id.clone();
    let found = app
        .store
        .write(move |db| Ok::<_, Error>(sessions::revoke(db, &user_id, &session_id, now.naive_utc())?))
        .await?;
    if !found {
        return Err(Code::NotFound.into());
    }
    app.principals.forget_one(&ended);
    Ok(())
}

/// Ends the session a refresh token belongs to; one that is not known is as good as ended.
pub async fn end_session_of_token(app: &App, token: String, now: DateTime<Utc>) -> Answer<()> {
    let hash = digest(&token);
    let Some(session) = app.store.read(move |db| living_session(db, &hash, now)).await? else { return Ok(()) };
    match end_session(app, session.user_id, session.id, now).await {
        Err(error) if error.refusal().code == Code::NotFound => Ok(()),
        ended => ended,
    }
}

/// Sets a new password and ends all other sessions.
pub async fn change_password(
    app: &App,
    who: &Principal,
    current: String,
    new: String,
    now: DateTime<Utc>,
) -> Answer<()> {
    let id = who.id.clone();
    let user = app.store.read(move |db| Ok::<_, Error>(users::find(db, &id)?)).await?.ok_or(Code::Forbidden)?;
    check_password(&new, &user.email, &user.name)
        .map_err(|error| Fault::at("/new_password", FaultCode::NotAccepted).hint(error))?;
    let old_hash = user.password_hash.clone();
    if !passwords::off_the_loop(move || passwords::verify(&current, &old_hash)).await? {
        return Err(Refusal::invalid(vec![
            Fault::at("/current_password", FaultCode::NotAccepted)
                .hint(message!("is not your password", "不是您的密码")),
        ])
        .into());
    }
    let hash = passwords::off_the_loop(move || passwords::hash(&new)).await??;
    let keep = who.session_id.clone();
    let changed = app.store.write(move |db| {
        let version = user.version;
        let changed =
            User { password_hash: hash.clone(), updated_at: now.naive_utc(), version: version + 1, ..user.clone() };
        if !users::update(db, &changed, version)? {
            return Err(Error::from(Code::Busy));
        }
        sessions::revoke_others(db, &changed.id, keep.as_deref(), now.naive_utc())?;
        Ok(())
    });
    changed.await?;
    app.principals.forget_user(&who.id);
    Ok(())
}

/// What a user is and may do.
pub fn me(db: &mut Db, user: &User) -> Answer<Me> {
    let rows = users::assignments_of(db, std::slice::from_ref(&user.id))?;
    let assignments: Vec<Assignment> =
        rows.iter().map(|row| Assignment { unit_id: row.unit_id.clone(), role: row.role.0 }).collect();
    let grants = Grants::of_user(&assignments, &unit_tree(db)?);
    let units = units::of_ids(db, rows.iter().map(|row| row.unit_id.as_str()))?;
    let name_of = |id: &str| units.iter().find(|unit| unit.id == id).map(|unit| unit.name.clone()).unwrap_or_default();
    let mine = rows
        .into_iter()
        .map(|row| MyAssignment {
            unit_name: name_of(&row.unit_id),
            unit_id: row.unit_id,
            role: row.role.0,
            actions: actions_of(row.role.0),
        })
        .collect();
    Ok(Me {
        id: user.id.clone(),
        name: user.name.clone(),
        email: Some(user.email.clone()),
        language: Some(user.language.0),
        assignments: mine,
        actions: grants.actions(),
        actions_everywhere: grants.actions_everywhere(),
    })
}

fn open(db: &mut Db, user: &User, origin: &Origin, now: DateTime<Utc>, days: i64) -> Answer<Session> {
    let session = Session {
        id: ids::make(ids::SESSION),
        user_id: user.id.clone(),
        address: origin.address.clone(),
        user_agent: origin.user_agent.chars().take(200).collect(),
        created_at: now.naive_utc(),
        last_used_at: now.naive_utc(),
        expires_at: (now + Duration::days(days)).naive_utc(),
        revoked_at: None,
    };
    sessions::insert(db, &session)?;
    Ok(session)
}

fn add_token(db: &mut Db, session_id: &str, now: DateTime<Utc>) -> Answer<String> {
    let (token, hash) = new_refresh_token();
    let kept = RefreshToken { hash, session_id: session_id.to_owned(), created_at: now.naive_utc(), rotated_at: None };
    sessions::insert_token(db, &kept)?;
    Ok(token)
}

fn finish(app: &App, session_id: String, refresh_token: String, me: Me, now: DateTime<Utc>) -> Answer<Opened> {
    let access_token =
        app.tokens.issue(&me.id, &session_id, now).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Opened { access_token, refresh_token, me })
}

fn check_throttle(db: &mut Db, subjects: &[String], throttle: Throttle, now: DateTime<Utc>) -> Answer<()> {
    for subject in subjects {
        let Some(row) = sessions::failures(db, subject)? else { continue };
        if now - row.last_at.and_utc() > throttle.window {
            continue;
        }
        if let Some(wait) = throttle.wait(row.failures.unsigned_abs(), row.last_at.and_utc(), now) {
            return Err(Refusal::of(Code::Throttled).retry_after(wait.num_seconds() + 1).into());
        }
    }
    Ok(())
}

/// Counts the failure against account and address, and says no more than that something was wrong.
async fn fail(
    app: &App,
    subjects: [String; 2],
    throttle: Throttle,
    now: DateTime<Utc>,
    (user, address): (Option<(String, String)>, String),
) -> Answer<Opened> {
    let counted = app.store.write(move |db| {
        for subject in &subjects {
            let before = sessions::failures(db, subject)?.filter(|row| now - row.last_at.and_utc() <= throttle.window);
            let failures = before.map_or(0, |row| row.failures).saturating_add(1);
            sessions::put_failures(
                db,
                &LoginFailures { subject: subject.clone(), failures, last_at: now.naive_utc() },
            )?;
        }
        let known = user.as_ref().map(|(id, name)| (id.as_str(), name.as_str()));
        audit::log_in_failed(db, known, &address, if known.is_some() { "password" } else { "unknown" })?;
        Ok::<_, Error>(())
    });
    counted.await?;
    Err(Code::InvalidCredentials.into())
}
