//! Proving once more who one is, in a session that goes on.

use chrono::{DateTime, Utc};
use regulars_db::organisation::sessions;
use regulars_db::organisation::users;
use regulars_domain::message;

use super::attempts;
use super::log_in::check_code;
use super::views::Proof;
use crate::platform::app::App;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode};
use crate::platform::identity::passwords;
use crate::platform::identity::principal::Principal;

/// Checks the password, and the code where there is a second factor; the session is fresh from now on.
pub async fn prove(app: &App, who: &Principal, proof: Proof, now: DateTime<Utc>) -> Answer<()> {
    let id = who.id.clone();
    let session_id = who.session_id.clone().ok_or(Code::Forbidden)?;
    let user = app.store.read(move |db| Ok::<_, Error>(users::find(db, &id)?)).await?.ok_or(Code::Forbidden)?;
    let limits = attempts::of_proof(&user.id, app.config.auth.login_attempts);
    attempts::count(app, &limits, now).await?;
    let (hash, given) = (user.password_hash.clone(), proof.password);
    if !passwords::off_the_loop(move || passwords::verify(&given, &hash)).await? {
        let hint = message!("is not your password", "不是您的密码");
        return Err(Fault::at("/password", FaultCode::NotAccepted).hint(hint).into());
    }
    match check_code(app, &user, proof.code.as_deref(), &limits, now).await {
        Ok(true) => {}
        Ok(false) => {
            let hint = message!("is wrong, too old or used already", "不正确、已过期或已使用");
            return Err(Fault::at("/code", FaultCode::NotAccepted).hint(hint).into());
        }
        // Whoever asks has a session: it is the body that lacks something.
        Err(error) if error.refusal().code == Code::SecondFactorRequired => {
            return Err(Fault::at("/code", FaultCode::Required).into());
        }
        Err(error) => return Err(error),
    }
    let ended = session_id.clone();
    app.store
        .write(move |db| {
            attempts::went_well(db, &limits)?;
            Ok::<_, Error>(sessions::prove(db, &session_id, now.naive_utc())?)
        })
        .await?;
    app.principals.forget_one(&ended);
    Ok(())
}
