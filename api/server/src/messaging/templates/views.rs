//! Templates as they are sent and taken.

use regulars_db::messaging::templates::Template;
use regulars_domain::messaging::messages::{MessageChannel, Purpose};
use regulars_domain::messaging::templates::{Contents, MergeField, Rendered, TemplateState};
use regulars_domain::text::Language;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::facts::Seen;
use crate::platform::http::patch;
use crate::platform::time::Time;

/// What a message says, in each language, with fields that are filled in for each customer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Template)]
pub struct TemplateView {
    #[schema(example = "tpl_01JD3Q5V8N0000000000000000")]
    pub id: String,
    /// To which it belongs: who has the right there changes it, those below read and use it.
    #[schema(example = "unit_01JD3Q5V8N0000000000000000")]
    pub unit_id: String,
    #[schema(example = "新品上市")]
    pub name: String,
    pub channel: MessageChannel,
    pub purpose: Purpose,
    pub contents: Contents,
    pub state: TemplateState,
    pub created_by: String,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i32,
}

impl From<Template> for TemplateView {
    fn from(template: Template) -> TemplateView {
        TemplateView {
            id: template.id,
            unit_id: template.unit_id,
            name: template.name,
            channel: template.channel.0,
            purpose: template.purpose.0,
            contents: template.contents.0,
            state: template.state.0,
            created_by: template.created_by,
            created_at: template.created_at.into(),
            updated_at: template.updated_at.into(),
            version: template.version,
        }
    }
}

/// A template to create. A marketing message must offer `{{unsubscribe_url}}`.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTemplate {
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "新品上市")]
    pub name: String,
    pub channel: MessageChannel,
    pub purpose: Purpose,
    pub contents: Contents,
    /// To which it is to belong; the topmost of the caller's own when not given.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub unit_id: Option<String>,
}

/// A change of a template.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TemplatePatch {
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, value_type = String, required = false)]
    pub name: Option<String>,
    /// All languages: contents are not merged.
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = Contents, required = false)]
    pub contents: Option<Contents>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = TemplateState, required = false)]
    pub state: Option<TemplateState>,
}

/// Contents to try before they are saved.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateTrial {
    pub channel: MessageChannel,
    pub purpose: Purpose,
    pub contents: Contents,
    /// The customer's own, or whichever there is, when absent.
    pub language: Option<Language>,
    /// As whom to show it; an invented customer when absent.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub customer_id: Option<String>,
}

/// As whom to show a template.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NewPreview {
    /// The customer's own, or whichever there is, when absent.
    pub language: Option<Language>,
    /// An invented customer when absent.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub customer_id: Option<String>,
}

/// A message as a customer would get it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplatePreview {
    /// None: an invented customer.
    pub customer_id: Option<String>,
    pub customer_name: Option<String>,
    pub language: Language,
    pub subject: Option<String>,
    pub text: String,
    pub html: Option<String>,
    /// Where answers to it go; none: to the sender.
    pub reply_to: Option<String>,
    /// Fields the customer has nothing for, so that the fallback stands there.
    pub missing: Vec<MergeField>,
}

impl TemplatePreview {
    pub fn of(seen: Seen, language: Language, rendered: Rendered) -> TemplatePreview {
        TemplatePreview {
            customer_id: seen.customer_id,
            customer_name: seen.facts.customer_name,
            language,
            subject: rendered.subject,
            text: rendered.text,
            html: rendered.html,
            reply_to: rendered.reply_to,
            missing: rendered.missing,
        }
    }
}

/// A test message to order.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NewTestSend {
    /// Where it goes: an address of the caller that is verified, see `/v1/auth/test-addresses`. The one of the log-in, or the only
    /// one, when absent.
    #[validate(length(min = 1, max = 254))]
    #[schema(min_length = 1, max_length = 254, example = "+8613812345678")]
    pub to: Option<String>,
    /// The caller's own when absent.
    pub language: Option<Language>,
    /// As whom it is filled in; an invented customer when absent.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub customer_id: Option<String>,
}

/// Which templates to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TemplateQuery {
    /// Part of the name.
    #[validate(length(min = 1, max = 80))]
    #[param(min_length = 1, max_length = 80, required = false)]
    pub q: Option<String>,
    #[serde(default)]
    #[param(required = false)]
    pub channel: Vec<MessageChannel>,
    #[serde(default)]
    #[param(required = false)]
    pub purpose: Vec<Purpose>,
    #[serde(default)]
    #[param(required = false)]
    pub state: Vec<TemplateState>,
    /// Only what may be used by something that belongs to this unit: its own, and that of the units above it.
    #[validate(length(min = 1, max = 40))]
    #[param(min_length = 1, max_length = 40)]
    pub usable_by: Option<String>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}
