//! Forms and sign-ups as they are sent and taken.

use qrcode::QrCode;
use qrcode::render::svg;
use regulars_db::marketing::sign_ups::{Form, SignUp};
use regulars_domain::customers::profiles::{Birthday, Source};
use regulars_domain::identities::{IdentityKind, mask};
use regulars_domain::marketing::sign_ups::{
    Asked, SignUpChannel, SignUpFormState, SignUpRefusal, SignUpState, Wording,
};
use regulars_domain::text::Language;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::marks;
use super::service::out_of_reach;
use crate::platform::config::Config;
use crate::platform::error::{Answer, Error};
use crate::platform::http::patch;
use crate::platform::time::Time;

/// A form by which people sign up, on a page for everybody who has its address.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SignUpForm)]
pub struct SignUpFormView {
    #[schema(example = "suf_01JD3Q5V8N0000000000000000")]
    pub id: String,
    /// To which it belongs: who signs up is at home there.
    #[schema(example = "unit_01JD3Q5V8N0000000000000000")]
    pub unit_id: String,
    /// Also the source of the consents that are given by it.
    #[schema(example = "南京路店 二维码")]
    pub name: String,
    pub state: SignUpFormState,
    /// Where its page is: whoever has this address can sign up.
    #[schema(example = "https://crm.shop.example/join/6f1b7c0e5d8a4f3e9b2c1d0a8e7f6b5c")]
    pub url: String,
    /// The same as a QR code, an SVG image.
    pub qr_svg: String,
    /// Where customers are said to come from who sign up by it.
    pub source: Source,
    /// What it asks besides the name.
    pub asked: Asked,
    /// The channels for which it asks consent. Each counts once the person has confirmed what they are reached by there.
    pub consents: Vec<SignUpChannel>,
    pub wording: Wording,
    /// Noted with each consent.
    #[schema(example = "2026-01")]
    pub wording_version: String,
    /// The origins of pages that may show it within them.
    pub origins: Vec<String>,
    /// Contacts it asks for and to which nothing can be sent any more: until then it takes no sign-ups.
    pub out_of_reach: Vec<SignUpChannel>,
    /// What came in by it.
    pub sign_ups: SignUpCounts,
    pub created_by: String,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i32,
}

/// How many sign-ups there are in each state. Those that were refused are kept for 7 days.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct SignUpCounts {
    pub pending: i64,
    pub confirmed: i64,
    pub expired: i64,
    pub refused: i64,
}

impl SignUpCounts {
    /// Notes how many there are in a state.
    pub fn put(&mut self, state: SignUpState, count: i64) {
        match state {
            SignUpState::Pending => self.pending = count,
            SignUpState::Confirmed => self.confirmed = count,
            SignUpState::Expired => self.expired = count,
            SignUpState::Refused => self.refused = count,
        }
    }
}

impl SignUpFormView {
    pub fn of(config: &Config, form: Form, sign_ups: SignUpCounts) -> Answer<SignUpFormView> {
        let url = marks::form_url(config, &form);
        let code = QrCode::new(url.as_bytes()).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(SignUpFormView {
            qr_svg: code.render::<svg::Color<'_>>().min_dimensions(200, 200).build(),
            url,
            out_of_reach: out_of_reach(config, &form.asked),
            id: form.id,
            unit_id: form.unit_id,
            name: form.name,
            state: form.state.0,
            source: form.source.0,
            asked: form.asked.0,
            consents: form.consents.0,
            wording: form.wording.0,
            wording_version: form.wording_version,
            origins: form.origins.0,
            sign_ups,
            created_by: form.created_by,
            created_at: form.created_at.into(),
            updated_at: form.updated_at.into(),
            version: form.version,
        })
    }
}

/// A form to make. It takes sign-ups at once. It asks for an e-mail or a phone as `required`; an e-mail needs a mail server,
/// a phone a gateway for text messages.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSignUpForm {
    #[validate(length(min = 1, max = 80))]
    #[schema(min_length = 1, max_length = 80, example = "南京路店 二维码")]
    pub name: String,
    /// To which it is to belong; the topmost of the caller's own when not given.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub unit_id: Option<String>,
    pub source: Source,
    pub asked: Asked,
    /// Only channels whose contact is asked for.
    #[serde(default)]
    #[validate(length(max = 2))]
    #[schema(max_items = 2, required = false)]
    pub consents: Vec<SignUpChannel>,
    pub wording: Wording,
    #[validate(length(min = 1, max = 80))]
    #[schema(min_length = 1, max_length = 80, example = "2026-01")]
    pub wording_version: String,
    /// `https://` origins of pages that may show it within them; none: no page may.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20, required = false, example = json!(["https://www.shop.example"]))]
    pub origins: Vec<String>,
}

/// A change of a form. Other words need another version.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SignUpFormPatch {
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 80))]
    #[schema(min_length = 1, max_length = 80, value_type = String, required = false)]
    pub name: Option<String>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = SignUpFormState, required = false)]
    pub state: Option<SignUpFormState>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = Source, required = false)]
    pub source: Option<Source>,
    /// All of it: it is not merged.
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = Asked, required = false)]
    pub asked: Option<Asked>,
    /// All of them.
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(max = 2))]
    #[schema(value_type = Vec<SignUpChannel>, max_items = 2, required = false)]
    pub consents: Option<Vec<SignUpChannel>>,
    /// Both languages.
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = Wording, required = false)]
    pub wording: Option<Wording>,
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 80))]
    #[schema(min_length = 1, max_length = 80, value_type = String, required = false)]
    pub wording_version: Option<String>,
    /// All of them.
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(max = 20))]
    #[schema(value_type = Vec<String>, max_items = 20, required = false)]
    pub origins: Option<Vec<String>>,
}

/// Which forms to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SignUpFormQuery {
    /// Part of the name.
    #[validate(length(min = 1, max = 80))]
    #[param(min_length = 1, max_length = 80, required = false)]
    pub q: Option<String>,
    #[serde(default)]
    #[param(required = false)]
    pub state: Vec<SignUpFormState>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

/// Which sign-ups to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SignUpQuery {
    #[serde(default)]
    #[param(required = false)]
    pub state: Vec<SignUpState>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

/// What one person gave by a form. Of those that expired or were refused only the state is left.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SignUp)]
pub struct SignUpView {
    #[schema(example = "sgn_01JD3Q5V8N0000000000000000")]
    pub id: String,
    pub form_id: String,
    /// Who it turned out to be; while it is pending, the customer who is known by what was typed.
    pub customer_id: Option<String>,
    pub state: SignUpState,
    /// Why it was refused.
    pub reason: Option<SignUpRefusal>,
    pub name: Option<String>,
    /// Masked for who may not see how customers are reached.
    #[schema(example = "+8613812345678")]
    pub phone: Option<String>,
    /// Masked as the phone is.
    #[schema(example = "wang@example.com")]
    pub email: Option<String>,
    pub birthday: Option<Birthday>,
    pub language: Language,
    /// What was agreed to. Each counts once its contact is confirmed.
    pub consents: Vec<SignUpChannel>,
    /// The version of the words that were shown.
    pub wording_version: String,
    pub email_confirmed_at: Option<Time>,
    pub phone_confirmed_at: Option<Time>,
    /// Whether the customer was made by it.
    pub is_new: bool,
    pub created_at: Time,
    /// When it was first confirmed, expired or was refused.
    pub ended_at: Option<Time>,
}

impl SignUpView {
    pub fn of(sign_up: SignUp, is_masked: bool) -> SignUpView {
        let shown = |kind: IdentityKind, value: Option<String>| {
            value.map(|value| if is_masked { mask(kind, &value) } else { value })
        };
        SignUpView {
            id: sign_up.id,
            form_id: sign_up.form_id,
            customer_id: sign_up.customer_id,
            state: sign_up.state.0,
            reason: sign_up.reason.map(|reason| reason.0),
            name: sign_up.name,
            phone: shown(IdentityKind::Phone, sign_up.phone),
            email: shown(IdentityKind::Email, sign_up.email),
            birthday: sign_up.birthday.map(|birthday| birthday.0),
            language: sign_up.language.0,
            consents: sign_up.consents.0,
            wording_version: sign_up.wording_version,
            email_confirmed_at: sign_up.email_confirmed_at.map(Into::into),
            phone_confirmed_at: sign_up.phone_confirmed_at.map(Into::into),
            is_new: sign_up.is_new,
            created_at: sign_up.created_at.into(),
            ended_at: sign_up.ended_at.map(Into::into),
        }
    }
}
