//! Suppressions as they are sent and taken.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use regulars_db::messaging::suppressions::Suppression;
use regulars_domain::ids;
use regulars_domain::messaging::messages::{MessageChannel, SuppressionReason};
use regulars_domain::text::{Language, Message};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::error::{Answer, Code, Error};
use crate::platform::http::deprecated::Deprecated;
use crate::platform::http::ids::decoded;
use crate::platform::time::Time;

/// An address that gets no message any more.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Suppression)]
pub struct SuppressionView {
    #[schema(example = "sup_01JD3Q5V8N0000000000000000")]
    pub id: String,
    pub channel: MessageChannel,
    pub address: String,
    /// Whatever it is, nothing is sent there.
    pub reason: SuppressionReason,
    /// What was said, by the other side or by whoever put it here.
    pub cause: Option<String>,
    /// The campaign whose message brought it here.
    pub campaign_id: Option<String>,
    /// Whose address it was.
    pub customer_id: Option<String>,
    pub recorded_at: Time,
    pub recorded_by: String,
}

impl SuppressionView {
    /// In the words of a language.
    pub fn of(suppression: Suppression, language: Language) -> SuppressionView {
        let said = |kept: String| Message::of_kept(&kept).text(language).to_owned();
        SuppressionView {
            id: suppression.id,
            channel: suppression.channel.0,
            address: suppression.address,
            reason: suppression.reason.0,
            cause: suppression.cause.map(said),
            campaign_id: suppression.source_id.filter(|id| ids::is(ids::CAMPAIGN, id)),
            customer_id: suppression.customer_id,
            recorded_at: suppression.recorded_at.into(),
            recorded_by: suppression.recorded_by,
        }
    }
}

/// A suppression named in a path; what cannot be one names nothing (404).
#[derive(Clone, Debug)]
pub enum SuppressionId {
    Id(String),
    /// Channel and address, such as `email:wang@example.com`. Deprecated: a path is written down in many places.
    Address(MessageChannel, String),
}

impl FromRequest for SuppressionId {
    type Error = Error;
    type Future = Ready<Answer<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let text = decoded(request.match_info().get("id").unwrap_or_default());
        if ids::is(ids::SUPPRESSION, &text) {
            return ready(Ok(SuppressionId::Id(text)));
        }
        Deprecated::mark(request);
        let named = text.split_once(':').and_then(|(channel, address)| {
            let is_text = !address.is_empty() && !address.contains(char::is_control);
            Some(SuppressionId::Address(channel.parse().ok().filter(|_| is_text)?, address.to_owned()))
        });
        ready(named.ok_or_else(|| Code::NotFound.into()))
    }
}

/// An address to suppress.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSuppression {
    pub channel: MessageChannel,
    #[validate(length(min = 1, max = 254))]
    #[schema(min_length = 1, max_length = 254, example = "wang@example.com")]
    pub address: String,
    /// `by_hand` when absent; the others for lists that come from elsewhere.
    pub reason: Option<SuppressionReason>,
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    pub cause: Option<String>,
}

/// Which suppressions to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SuppressionQuery {
    /// The beginning of the address.
    #[validate(length(min = 1, max = 254))]
    #[param(min_length = 1, max_length = 254, required = false)]
    pub q: Option<String>,
    #[serde(default)]
    #[param(required = false)]
    pub channel: Vec<MessageChannel>,
    #[serde(default)]
    #[param(required = false)]
    pub reason: Vec<SuppressionReason>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}
