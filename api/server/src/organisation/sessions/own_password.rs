//! Changing one's own password.

use chrono::{DateTime, Utc};
use regulars_db::organisation::sessions;
use regulars_db::organisation::users;
use regulars_db::organisation::users::User;
use regulars_domain::message;
use regulars_domain::platform::passwords::{check_password, normalised};

use super::attempts;
use crate::platform::app::App;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};
use crate::platform::identity::passwords;
use crate::platform::identity::principal::Principal;

/// Sets a new password and ends all other sessions.
pub async fn change(app: &App, who: &Principal, current: String, new: String, now: DateTime<Utc>) -> Answer<()> {
    let id = who.id.clone();
    let user = app.store.read(move |db| Ok::<_, Error>(users::find(db, &id)?)).await?.ok_or(Code::Forbidden)?;
    check_password(&new, &user.email, &user.name)
        .map_err(|error| Fault::at("/new_password", FaultCode::NotAccepted).hint(error))?;
    let limits = attempts::of_proof(&user.id, app.config.auth.login_attempts);
    attempts::count(app, &limits, now).await?;
    let (old_hash, given) = (user.password_hash.clone(), current.clone());
    if !passwords::off_the_loop(move || passwords::verify(&given, &old_hash)).await? {
        return Err(Refusal::invalid(vec![
            Fault::at("/current_password", FaultCode::NotAccepted)
                .hint(message!("is not your password", "不是您的密码")),
        ])
        .into());
    }
    if normalised(&current) == normalised(&new) {
        let hint = message!("must differ from the present one", "须与当前密码不同");
        return Err(Fault::at("/new_password", FaultCode::NotAccepted).hint(hint).into());
    }
    let hash = passwords::off_the_loop(move || passwords::hash(&new)).await??;
    let keep = who.session_id.clone();
    let changed = app.store.write(move |db| {
        attempts::went_well(db, &limits)?;
        let version = user.version;
        let changed = User {
            password_hash: hash.clone(),
            password_is_temporary: false,
            updated_at: now.naive_utc(),
            version: version + 1,
            ..user.clone()
        };
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
