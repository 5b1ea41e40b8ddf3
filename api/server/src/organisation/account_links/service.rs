//! Making links and following them.

use chrono::{DateTime, Utc};
use regulars_db::Db;
use regulars_db::organisation::account_links;
use regulars_db::organisation::account_links::AccountLink;
use regulars_db::organisation::sessions;
use regulars_db::organisation::users;
use regulars_db::organisation::users::User;
use regulars_db::text::AsText;
use regulars_domain::message;
use regulars_domain::organisation::account_links::LinkPurpose;
use regulars_domain::organisation::users::UserState;
use regulars_domain::platform::passwords::check_password;
use serde_json::json;
use std::sync::Arc;

use super::views::FollowedLink;
use crate::platform::app::App;
use crate::platform::audit;
use crate::platform::config::Config;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode};
use crate::platform::identity::Actor;
use crate::platform::identity::keys::{digest, random_secret};
use crate::platform::identity::passwords;
use crate::platform::identity::principal::{Kind, Principal};

/// Where a link leads in the console.
const PAGE: &str = "/set-password";

/// A link that nobody has yet: it stands nowhere but here.
pub struct Fresh {
    pub url: String,
    pub expires_at: DateTime<Utc>,
}

/// What a link for this user is for.
pub fn purpose_for(user: &User) -> LinkPurpose {
    if user.password_hash.is_empty() { LinkPurpose::Invitation } else { LinkPurpose::Reset }
}

/// Makes a link for a user; the ones before lead nowhere any more. The address is the configured one, never what a
/// request calls the host.
pub fn make(
    db: &mut Db,
    config: &Config,
    user: &User,
    purpose: LinkPurpose,
    by: &str,
    now: DateTime<Utc>,
) -> Answer<Fresh> {
    let token = random_secret::<32>();
    let expires_at = now + purpose.lifetime();
    account_links::drop_of(db, &user.id)?;
    account_links::insert(
        db,
        &AccountLink {
            hash: digest(&token),
            user_id: user.id.clone(),
            purpose: AsText(purpose),
            created_by: by.to_owned(),
            created_at: now.naive_utc(),
            expires_at: expires_at.naive_utc(),
            used_at: None,
        },
    )?;
    let url = format!("{}{PAGE}#{token}", config.http.public_url.trim_end_matches('/'));
    Ok(Fresh { url, expires_at })
}

/// Sets the password of whose link it is, and ends all their sessions.
pub async fn follow(app: &App, followed: FollowedLink, now: DateTime<Utc>) -> Answer<()> {
    let hash = digest(&followed.token);
    let asked = hash.clone();
    let found = app.store.read(move |db| living(db, &asked, now)).await?.ok_or_else(no_link)?;
    check_password(&followed.new_password, &found.email, &found.name)
        .map_err(|error| Fault::at("/new_password", FaultCode::NotAccepted).hint(error))?;
    let new = followed.new_password;
    let password_hash = passwords::off_the_loop(move || passwords::hash(&new)).await??;
    let user_id = found.id.clone();
    let done = app.store.write(move |db| {
        let user = living(db, &hash, now)?.ok_or_else(no_link)?;
        if !account_links::use_up(db, &hash, now.naive_utc())? {
            return Err(no_link());
        }
        let changed = User {
            password_hash: password_hash.clone(),
            password_is_temporary: false,
            updated_at: now.naive_utc(),
            version: user.version + 1,
            ..user.clone()
        };
        if !users::update(db, &changed, user.version)? {
            return Err(Error::from(Code::Busy));
        }
        sessions::revoke_others(db, &user.id, None, now.naive_utc())?;
        account_links::drop_of(db, &user.id)?;
        let actor = Actor(Arc::new(Principal {
            kind: Kind::User,
            id: user.id.clone(),
            name: user.name.clone(),
            ..Principal::nobody()
        }));
        audit::record(db, &actor, "users.set_password", ("user", &user.id), &json!({"by": "link"}))
    });
    done.await?;
    app.principals.forget_user(&user_id);
    Ok(())
}

/// Whose link it is, while it can be followed and they may log in.
fn living(db: &mut Db, hash: &str, now: DateTime<Utc>) -> Answer<Option<User>> {
    let Some(link) = account_links::find_good(db, hash, now.naive_utc())? else { return Ok(None) };
    Ok(users::find(db, &link.user_id)?.filter(|user| *user.state == UserState::Active))
}

fn no_link() -> Error {
    let hint = message!("the link is used up or too old; ask for another", "链接已使用或已过期，请重新获取");
    Fault::at("/token", FaultCode::NotAccepted).hint(hint).into()
}
