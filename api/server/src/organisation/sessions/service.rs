//! Refresh with rotation, log-out, and who one is. A reused refresh token ends the session, but for a moment of grace.

use chrono::{DateTime, Utc};
use regulars_db::Db;
use regulars_db::organisation::second_factors;
use regulars_db::organisation::sessions;
use regulars_db::organisation::sessions::{RefreshToken, Session};
use regulars_db::organisation::units;
use regulars_db::organisation::users;
use regulars_db::organisation::users::User;
use regulars_domain::organisation::sessions::{Reuse, on_reuse};
use regulars_domain::organisation::users::UserState;
use regulars_domain::permissions::{Assignment, Grants, actions_of};

use super::views::{Me, MyAssignment};
use crate::organisation::security;
use crate::organisation::units::unit_tree;
use crate::platform::app::App;
use crate::platform::error::{Answer, Code, Error};
use crate::platform::identity::keys::digest;
use crate::platform::identity::tokens::new_refresh_token;

/// A session that was opened or refreshed.
pub struct Opened {
    pub access_token: String,
    pub refresh_token: String,
    pub me: Me,
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
    let Some(session) = session.filter(|session| session.revoked_at.is_none() && session.expires_at > now.naive_utc())
    else {
        return Ok(None);
    };
    let is_idle = security::current(db)?.is_idle(session.last_used_at.and_utc(), now);
    Ok((!is_idle).then_some(session))
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

/// What a user is and may do.
pub fn me(db: &mut Db, user: &User) -> Answer<Me> {
    let rows = users::assignments_of(db, std::slice::from_ref(&user.id))?;
    let assignments: Vec<Assignment> =
        rows.iter().map(|row| Assignment { unit_id: row.unit_id.clone(), role: row.role.0 }).collect();
    let grants = Grants::of_user(&assignments, &unit_tree(db)?);
    let policy = security::current(db)?;
    let pending = security::pending(db, &policy, user, assignments.iter().map(|held| held.role))?;
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
        pending,
        second_factor: second_factors::confirmed(db, &user.id)?.is_some(),
        idle_minutes: policy.idle_minutes,
        actions: grants.actions(),
        actions_everywhere: grants.actions_everywhere(),
    })
}

/// A new refresh token of a session.
pub(super) fn add_token(db: &mut Db, session_id: &str, now: DateTime<Utc>) -> Answer<String> {
    let (token, hash) = new_refresh_token();
    let kept = RefreshToken { hash, session_id: session_id.to_owned(), created_at: now.naive_utc(), rotated_at: None };
    sessions::insert_token(db, &kept)?;
    Ok(token)
}

/// The answer to who has a session.
pub(super) fn finish(
    app: &App,
    session_id: String,
    refresh_token: String,
    me: Me,
    now: DateTime<Utc>,
) -> Answer<Opened> {
    let access_token =
        app.tokens.issue(&me.id, &session_id, now).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Opened { access_token, refresh_token, me })
}
