//! Consents and interactions: facts that are added, never changed.

use chrono::{DateTime, NaiveDate, Utc};
use regulars_db::Db;
use regulars_db::customers::facts;
use regulars_db::customers::facts::{Consent, Interaction};
use regulars_db::text::AsText;
use regulars_domain::customers::profiles::{ConsentChannel, Direction, InteractionKind};
use regulars_domain::ids;
use regulars_domain::text::check_paragraphs;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::views::NewConsent;
use crate::customers::competitors::service as competitors;
use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::identity::Actor;
use crate::platform::occurred;
use crate::platform::organisation::Organisation;
use crate::platform::text_fields;
use crate::platform::time::{self, Time};

/// A consent that was given or withdrawn.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Consent)]
pub struct ConsentView {
    pub id: String,
    pub channel: ConsentChannel,
    pub granted: bool,
    pub source: String,
    pub wording_version: Option<String>,
    pub at: Time,
}

/// Every consent of a customer, newest first: the first of a channel counts. Of two at the same moment the no does.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsentList {
    pub data: Vec<ConsentView>,
}

/// An interaction to note.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInteraction {
    pub kind: InteractionKind,
    pub direction: Direction,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub outcome: Option<String>,
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    pub text: Option<String>,
    pub follow_up_on: Option<NaiveDate>,
    /// A competitor the customer named.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub competitor: Option<String>,
    /// The same, where it is one of `/v1/competitors`.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub competitor_id: Option<String>,
    /// A product asked for and not had.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub wish: Option<String>,
    /// Now when absent.
    #[serde(default, deserialize_with = "time::moment_if_any")]
    pub occurred_at: Option<DateTime<Utc>>,
}

/// An interaction.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Interaction)]
pub struct InteractionView {
    pub id: String,
    pub kind: InteractionKind,
    pub direction: Direction,
    pub outcome: Option<String>,
    pub text: Option<String>,
    pub follow_up_on: Option<NaiveDate>,
    /// A competitor the customer named, in words.
    pub competitor: Option<String>,
    /// The same, where it is one of `/v1/competitors`.
    pub competitor_id: Option<String>,
    pub wish: Option<String>,
    pub occurred_at: Time,
    pub recorded_by: String,
}

impl From<Consent> for ConsentView {
    fn from(consent: Consent) -> ConsentView {
        ConsentView {
            id: consent.id,
            channel: consent.channel.0,
            granted: consent.granted,
            source: consent.source,
            wording_version: consent.wording_version,
            at: consent.occurred_at.into(),
        }
    }
}

impl From<Interaction> for InteractionView {
    fn from(interaction: Interaction) -> InteractionView {
        InteractionView {
            id: interaction.id,
            kind: interaction.kind.0,
            direction: interaction.direction.0,
            outcome: interaction.outcome,
            text: interaction.body,
            follow_up_on: interaction.follow_up_on,
            competitor: interaction.competitor,
            competitor_id: interaction.competitor_id,
            wish: interaction.wish,
            occurred_at: interaction.occurred_at.into(),
            recorded_by: interaction.recorded_by,
        }
    }
}

/// Notes what a customer agreed to or withdrew; `at` is where the consent stands in the body.
pub fn record_consent(
    db: &mut Db,
    actor: &Actor,
    customer_id: &str,
    new: &NewConsent,
    organisation: &Organisation,
    at: &str,
) -> Answer<Consent> {
    let now = clock::now();
    let occurred_at = occurred::moment(new.at, now, &format!("{at}/at"))?;
    let wording = new.wording_version.as_deref();
    let consent = Consent {
        id: ids::make(ids::CONSENT),
        customer_id: customer_id.to_owned(),
        channel: AsText(new.channel),
        granted: new.granted,
        source: text_fields::line(&format!("{at}/source"), &new.source, 80)?,
        wording_version: wording
            .map(|wording| text_fields::line(&format!("{at}/wording_version"), wording, 80))
            .transpose()?,
        occurred_at: occurred_at.naive_utc(),
        occurred_on: occurred::day(occurred_at, now, organisation.time_zone),
        recorded_at: now.naive_utc(),
        recorded_by: actor.id.clone(),
    };
    facts::insert_consent(db, &consent)?;
    Ok(consent)
}

/// Notes an interaction with a customer.
pub fn record_interaction(
    db: &mut Db,
    actor: &Actor,
    customer_id: &str,
    new: &NewInteraction,
    organisation: &Organisation,
) -> Answer<Interaction> {
    let now = clock::now();
    let occurred_at = occurred::moment(new.occurred_at, now, "/occurred_at")?;
    let line = |pointer: &str, value: &Option<String>, most| {
        value.as_deref().map(|value| text_fields::line(pointer, value, most)).transpose()
    };
    let body = new
        .text
        .as_deref()
        .map(|body| check_paragraphs(body, 4000).map_err(|error| text_fields::fault("/text", error)));
    let interaction = Interaction {
        id: ids::make(ids::INTERACTION),
        customer_id: customer_id.to_owned(),
        kind: AsText(new.kind),
        direction: AsText(new.direction),
        outcome: line("/outcome", &new.outcome, 200)?,
        body: body.transpose()?,
        follow_up_on: new.follow_up_on,
        competitor: line("/competitor", &new.competitor, 100)?,
        competitor_id: new
            .competitor_id
            .as_deref()
            .map(|id| competitors::named(db, id, "/competitor_id"))
            .transpose()?,
        wish: line("/wish", &new.wish, 200)?,
        occurred_at: occurred_at.naive_utc(),
        occurred_on: occurred::day(occurred_at, now, organisation.time_zone),
        recorded_at: now.naive_utc(),
        recorded_by: actor.id.clone(),
    };
    facts::insert_interaction(db, &interaction)?;
    Ok(interaction)
}
