//! Making and changing forms, and who sees what came in by them.

use regulars_db::Db;
use regulars_db::marketing::sign_ups;
use regulars_db::marketing::sign_ups::Form;
use regulars_db::text::{AsText, Json};
use regulars_domain::ids;
use regulars_domain::marketing::sign_ups::{
    Asked, FormPart, LONGEST_WORDING, SignUpAsk, SignUpChannel, SignUpFormState, Wording, check_form, check_origin,
};
use regulars_domain::message;
use regulars_domain::permissions::{Action, Scope};
use regulars_domain::text::check_paragraphs;
use serde_json::json;

use super::views::{NewSignUpForm, SignUpFormPatch};
use crate::messaging::gateways;
use crate::organisation::units::belonging;
use crate::platform::config::Config;
use crate::platform::error::{Answer, Code, Fault, FaultCode};
use crate::platform::identity::Actor;
use crate::platform::identity::keys::random_secret;
use crate::platform::identity::principal::Kind;
use crate::platform::text_fields;
use crate::platform::version::ExpectedVersion;
use crate::platform::{audit, clock};

/// Characters of a form's name: it is the source of the consents that are given by it.
const NAME: usize = 80;

/// A form that somebody with this reach reads.
pub fn seen(db: &mut Db, scope: &Scope, id: &str) -> Answer<Form> {
    let form = sign_ups::find(db, id)?.ok_or(Code::NotFound)?;
    belonging::check_readable(db, scope, &form.unit_id)?;
    Ok(form)
}

/// The same of a form whose sign-ups they may see, too: one of a unit within their reach.
pub fn own(db: &mut Db, scope: &Scope, id: &str) -> Answer<Form> {
    let form = sign_ups::find(db, id)?.filter(|form| scope.covers(Some(&form.unit_id)));
    form.ok_or_else(|| Code::NotFound.into())
}

/// Whether this caller is shown masked how the people of a form are reached, as it is with customers.
pub fn is_masked(actor: &Actor, form: &Form) -> bool {
    let held = actor.grants.scope(Action::CustomersContact);
    actor.kind == Kind::User && !held.is_some_and(|scope| scope.covers(Some(&form.unit_id)))
}

/// The contacts that a form asks for and that nothing can be sent to: while there is one, the form takes nothing.
pub fn out_of_reach(config: &Config, asked: &Asked) -> Vec<SignUpChannel> {
    let asks = |channel: &SignUpChannel| asked.contact(*channel) != SignUpAsk::Off;
    let cannot = |channel: &SignUpChannel| gateways::configured(config, channel.channel()).is_none();
    SignUpChannel::ALL.iter().copied().filter(asks).filter(cannot).collect()
}

pub fn create(db: &mut Db, config: &Config, actor: &Actor, scope: &Scope, new: &NewSignUpForm) -> Answer<Form> {
    let unit_id = belonging::owner(db, scope, new.unit_id.as_deref())?;
    let now = clock::now().naive_utc();
    let form = Form {
        id: ids::make(ids::SIGN_UP_FORM),
        token: random_secret::<16>(),
        unit_id,
        name: text_fields::line("/name", &new.name, NAME)?,
        state: AsText(SignUpFormState::Open),
        source: AsText(new.source),
        asked: Json(new.asked),
        consents: Json(new.consents.clone()),
        wording: Json(wording(&new.wording)?),
        wording_version: text_fields::line("/wording_version", &new.wording_version, 80)?,
        origins: Json(origins(&new.origins)?),
        created_by: actor.id.clone(),
        created_at: now,
        updated_at: now,
        version: 1,
    };
    check(config, &form)?;
    sign_ups::insert(db, &form)?;
    audit::record(db, actor, "sign_up_forms.create", ("sign_up_form", &form.id), &json!({"name": form.name}))?;
    Ok(form)
}

pub fn change(
    db: &mut Db,
    config: &Config,
    actor: &Actor,
    scope: &Scope,
    id: &str,
    expected: &ExpectedVersion,
    patch: &SignUpFormPatch,
) -> Answer<Form> {
    let before = sign_ups::lock(db, id)?.ok_or(Code::NotFound)?;
    belonging::check_changeable(db, scope, &before.unit_id)?;
    expected.check(before.version)?;
    let mut form = before.clone();
    if let Some(name) = &patch.name {
        form.name = text_fields::line("/name", name, NAME)?;
    }
    if let Some(state) = patch.state {
        form.state = AsText(state);
    }
    if let Some(source) = patch.source {
        form.source = AsText(source);
    }
    if let Some(asked) = patch.asked {
        form.asked = Json(asked);
    }
    if let Some(consents) = &patch.consents {
        form.consents = Json(consents.clone());
    }
    if let Some(said) = &patch.wording {
        form.wording = Json(wording(said)?);
    }
    if let Some(version) = &patch.wording_version {
        form.wording_version = text_fields::line("/wording_version", version, 80)?;
    }
    if let Some(given) = &patch.origins {
        form.origins = Json(origins(given)?);
    }
    if form.wording.0 != before.wording.0 && form.wording_version == before.wording_version {
        let hint = message!(
            "other words need another version: consents name the version that was agreed to",
            "修改文字须同时更换版本号：同意记录以版本号说明当时同意的内容"
        );
        return Err(Fault::at("/wording_version", FaultCode::Conflict).hint(hint).into());
    }
    // A form that only closes is left as it is, also when nothing can be sent any more.
    if form.state.0 == SignUpFormState::Open {
        check(config, &form)?;
    }
    form.updated_at = clock::now().naive_utc();
    form.version += 1;
    if !sign_ups::update(db, &form, before.version)? {
        return Err(Code::Stale.into());
    }
    audit::change(db, actor, "sign_up_forms.change", ("sign_up_form", id), (&before, &form))?;
    Ok(form)
}

/// Refuses a form by which nobody could sign up.
fn check(config: &Config, form: &Form) -> Answer<()> {
    if let Err((part, error)) = check_form(&form.asked, &form.consents) {
        let at = match part {
            FormPart::Asked => "/asked".to_owned(),
            FormPart::Consent(at) => format!("/consents/{at}"),
        };
        return Err(Fault::at(at, FaultCode::Conflict).hint(error).into());
    }
    let Some(channel) = out_of_reach(config, &form.asked).into_iter().next() else { return Ok(()) };
    let (at, hint) = match channel {
        SignUpChannel::Email => (
            "/asked/email",
            message!(
                "no mail server is set up: an e-mail counts only once the link in a mail was followed",
                "尚未配置邮件服务器：邮箱须经邮件中的链接确认后才生效"
            ),
        ),
        SignUpChannel::Sms => (
            "/asked/phone",
            message!(
                "no gateway for text messages is set up: a phone counts only once the code in a message came back",
                "尚未配置短信通道：手机号须经短信验证码确认后才生效"
            ),
        ),
    };
    Err(Fault::at(at, FaultCode::Conflict).hint(hint).into())
}

fn wording(said: &Wording) -> Answer<Wording> {
    let read = |at: &str, text: &str| {
        check_paragraphs(text, LONGEST_WORDING).map_err(|error| text_fields::fault(&format!("/wording/{at}"), error))
    };
    Ok(Wording { chinese: read("zh-CN", &said.chinese)?, english: read("en", &said.english)? })
}

fn origins(given: &[String]) -> Answer<Vec<String>> {
    for (at, origin) in given.iter().enumerate() {
        if !check_origin(origin) {
            let hint = message!(
                "expected an origin such as `https://www.shop.example`: small letters, no path",
                "应为来源地址，例如 `https://www.shop.example`：小写字母，不含路径"
            );
            return Err(Fault::at(format!("/origins/{at}"), FaultCode::Malformed).hint(hint).into());
        }
    }
    Ok(given.to_vec())
}
