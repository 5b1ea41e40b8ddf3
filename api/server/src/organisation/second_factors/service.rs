//! Setting up a second factor, and taking its codes, each once.

use chrono::{DateTime, Utc};
use qrcode::QrCode;
use qrcode::render::svg;
use regulars_db::Db;
use regulars_db::organisation::second_factors;
use regulars_db::organisation::second_factors::{RecoveryCode, SecondFactor};
use regulars_db::organisation::users;
use regulars_domain::message;
use regulars_domain::platform::one_time_codes;
use serde_json::json;

use super::views::{NewSecondFactor, RecoveryCodes, SecondFactorView};
use crate::organisation::security;
use crate::platform::audit;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::identity::keys::{Keys, random_bytes, random_secret};

/// One's second factor as it is.
pub fn state(db: &mut Db, user_id: &str) -> Answer<SecondFactorView> {
    let enabled = second_factors::confirmed(db, user_id)?.is_some();
    let roles = users::assignments_of(db, &[user_id.to_owned()])?.into_iter().map(|row| row.role.0);
    let required = security::current(db)?.needs_second_factor(roles);
    let recovery_codes_left = if enabled { second_factors::unused_codes(db, user_id)?.len() } else { 0 };
    Ok(SecondFactorView { enabled, required, recovery_codes_left })
}

/// Begins to set one up; what was begun before is dropped.
pub fn begin(db: &mut Db, keys: &Keys, actor: &Actor, now: DateTime<Utc>) -> Answer<NewSecondFactor> {
    let user = users::find(db, &actor.id)?.ok_or(Code::Forbidden)?;
    if second_factors::confirmed(db, &user.id)?.is_some() {
        let detail = message!("a second factor is set up already", "已启用两步验证");
        return Err(Refusal::of(Code::Conflict).detail(detail).into());
    }
    second_factors::remove(db, &user.id)?;
    let factor = SecondFactor {
        user_id: user.id.clone(),
        key_id: keys.present().id.clone(),
        nonce: random_secret::<16>(),
        created_at: now.naive_utc(),
        confirmed_at: None,
        last_step: 0,
    };
    second_factors::insert(db, &factor)?;
    let secret = secret_of(keys, &factor)?;
    let uri = one_time_codes::uri(&secret, &user.email);
    let code = QrCode::new(uri.as_bytes()).map_err(|error| Error::Internal(error.to_string()))?;
    let qr_svg = code.render::<svg::Color<'_>>().min_dimensions(200, 200).build();
    Ok(NewSecondFactor { secret: one_time_codes::as_text(&secret), uri, qr_svg })
}

/// Lets it count: the authenticator gave a good code. Answers the recovery codes.
pub fn confirm(db: &mut Db, keys: &Keys, actor: &Actor, code: &str, now: DateTime<Utc>) -> Answer<RecoveryCodes> {
    let factor = second_factors::find(db, &actor.id)?.ok_or(Code::NotFound)?;
    if factor.confirmed_at.is_some() {
        let detail = message!("a second factor is set up already", "已启用两步验证");
        return Err(Refusal::of(Code::Conflict).detail(detail).into());
    }
    let secret = secret_of(keys, &factor)?;
    let step = one_time_codes::accepted_step(&secret, code, now, factor.last_step);
    let hint = message!("is not the code that the authenticator shows now", "不是验证器当前显示的验证码");
    let step = step.ok_or_else(|| Fault::at("/code", FaultCode::NotAccepted).hint(hint))?;
    second_factors::take_step(db, &actor.id, step)?;
    second_factors::confirm(db, &actor.id, now.naive_utc())?;
    audit::record(db, actor, "second_factors.enable", ("user", &actor.id), &json!({}))?;
    renew_codes(db, keys, &actor.id, now)
}

/// New recovery codes in the place of those before.
pub fn replace_codes(db: &mut Db, keys: &Keys, actor: &Actor, now: DateTime<Utc>) -> Answer<RecoveryCodes> {
    second_factors::confirmed(db, &actor.id)?.ok_or(Code::NotFound)?;
    audit::record(db, actor, "second_factors.new_codes", ("user", &actor.id), &json!({}))?;
    renew_codes(db, keys, &actor.id, now)
}

/// Takes a user's second factor away.
pub fn remove(db: &mut Db, actor: &Actor, user_id: &str) -> Answer<()> {
    if !second_factors::remove(db, user_id)? {
        return Err(Code::NotFound.into());
    }
    audit::record(db, actor, "second_factors.disable", ("user", user_id), &json!({}))
}

/// Whether this is a good code of a user's authenticator, or a recovery code. Either is taken once.
pub fn take(db: &mut Db, keys: &Keys, factor: &SecondFactor, given: &str, now: DateTime<Utc>) -> Answer<bool> {
    if let Some(code) = one_time_codes::as_recovery_code(given) {
        let content = recovery_content(&factor.user_id, &code);
        let kept = second_factors::unused_codes(db, &factor.user_id)?;
        let Some(code) = kept.into_iter().find(|kept| keys.is_link(&content, &kept.hash)) else { return Ok(false) };
        return Ok(second_factors::use_code(db, &factor.user_id, &code.hash, now.naive_utc())?);
    }
    let secret = secret_of(keys, factor)?;
    match one_time_codes::accepted_step(&secret, given, now, factor.last_step) {
        Some(step) => Ok(second_factors::take_step(db, &factor.user_id, step)?),
        None => Ok(false),
    }
}

fn renew_codes(db: &mut Db, keys: &Keys, user_id: &str, now: DateTime<Utc>) -> Answer<RecoveryCodes> {
    let shown: Vec<String> =
        (0..one_time_codes::RECOVERY_CODES).map(|_| one_time_codes::recovery_code(random_bytes())).collect();
    let rows: Vec<RecoveryCode> = shown
        .iter()
        .filter_map(|code| one_time_codes::as_recovery_code(code))
        .map(|code| RecoveryCode {
            user_id: user_id.to_owned(),
            hash: keys.link_tag(&recovery_content(user_id, &code)),
            created_at: now.naive_utc(),
            used_at: None,
        })
        .collect();
    second_factors::replace_codes(db, user_id, &rows)?;
    Ok(RecoveryCodes { recovery_codes: shown })
}

/// What the digest of a recovery code is made of: with the installation's key, as a code is short enough to be guessed.
fn recovery_content(user_id: &str, code: &str) -> String {
    format!("recovery\n{user_id}\n{code}")
}

fn secret_of(keys: &Keys, factor: &SecondFactor) -> Answer<Vec<u8>> {
    let secret = keys.factor_secret(&factor.key_id, &factor.user_id, &factor.nonce);
    secret.ok_or_else(|| Error::Internal(format!("the key {} of a second factor is gone", factor.key_id)))
}
