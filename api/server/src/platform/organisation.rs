//! What the organisation is called, in which currency and time zone it counts, and how it speaks.

use std::sync::RwLock;
use std::time::{Duration, Instant};

use chrono_tz::Tz;
use regulars_db::Db;
use regulars_db::platform::settings;
use regulars_domain::identities::is_phone_region;
use regulars_domain::money::Currency;
use regulars_domain::text::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::versioned_setting;
use super::versioned_setting::{Kept, Place};
use crate::platform::app::App;
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::text_fields;
use crate::platform::version::ExpectedVersion;

/// The name under which the setting is kept.
pub const NAME: &str = "organisation";

/// The organisation as a setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "仙芋世家")]
    pub name: String,
    /// Every amount is kept in it; it cannot change once one is.
    pub base_currency: Currency,
    /// IANA time zone in which a day, a month and a year are meant.
    #[serde(with = "zone")]
    #[schema(value_type = String, example = "Asia/Shanghai")]
    pub time_zone: Tz,
    /// The language in which new users are spoken to.
    pub language: Language,
    /// Where a phone number without country code is dialled.
    #[validate(length(equal = 2))]
    #[schema(min_length = 2, max_length = 2, example = "CN")]
    pub default_phone_region: String,
}

impl Default for Organisation {
    fn default() -> Organisation {
        Organisation {
            name: "Regulars".to_owned(),
            base_currency: Currency::CNY,
            time_zone: Tz::Asia__Shanghai,
            language: Language::Chinese,
            default_phone_region: "CN".to_owned(),
        }
    }
}

/// The organisation as it counts now: one query.
pub fn organisation(db: &mut Db) -> Answer<Organisation> {
    Ok(current(db)?.value)
}

/// How long the organisation is shown without a new look; a change made by this process counts at once.
const SHOWN: Duration = Duration::from_secs(5);

/// The currency that answers are shown in, without a look-up for each. A write reads the organisation itself.
#[derive(Default)]
pub struct Shown(RwLock<Option<(Instant, Currency)>>);

impl Shown {
    /// Forgets what was read: it has changed.
    pub fn forget(&self) {
        if let Ok(mut kept) = self.0.write() {
            *kept = None;
        }
    }
}

impl App {
    /// The organisation's base currency, for showing amounts.
    pub async fn base_currency(&self) -> Answer<Currency> {
        let kept = self.shown.0.read().ok().and_then(|kept| *kept);
        if let Some((_, currency)) = kept.filter(|(at, _)| at.elapsed() < SHOWN) {
            return Ok(currency);
        }
        let currency = self.store.read(organisation).await?.base_currency;
        if let Ok(mut kept) = self.shown.0.write() {
            *kept = Some((Instant::now(), currency));
        }
        Ok(currency)
    }
}

/// The organisation with its version.
pub fn current(db: &mut Db) -> Answer<Kept<Organisation>> {
    versioned_setting::current(db, NAME)
}

/// Sets the organisation. What is as it was makes no new version.
pub fn change(
    db: &mut Db,
    actor: &Actor,
    expected: &ExpectedVersion,
    wanted: &Organisation,
) -> Answer<Kept<Organisation>> {
    let wanted = Organisation { name: text_fields::line("/name", &wanted.name, 200)?, ..wanted.clone() };
    if !is_phone_region(&wanted.default_phone_region) {
        let fault = Fault::at("/default_phone_region", FaultCode::NotAccepted);
        return Err(fault.hint("expected a region whose phone numbers are known here, such as CN").into());
    }
    let kept = current(db)?;
    expected.check(kept.version)?;
    if kept.value == wanted {
        return Ok(kept);
    }
    if kept.value.base_currency != wanted.base_currency && settings::has_amounts(db)? {
        let fault = Fault::at("/base_currency", FaultCode::Conflict)
            .hint("purchases or prices are kept in the present base currency");
        return Err(Refusal::of(Code::Conflict).fault(fault).into());
    }
    let place = Place { name: NAME, after: kept.version, time_zone: wanted.time_zone, job_id: None };
    versioned_setting::change(db, actor, place, wanted)
}

/// Time zones by their IANA names.
mod zone {
    use chrono_tz::Tz;
    use serde::de::{Deserialize, Deserializer, Error, Unexpected};
    use serde::ser::Serializer;

    pub fn serialize<S: Serializer>(zone: &Tz, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(zone.name())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tz, D::Error> {
        let name = String::deserialize(deserializer)?;
        regulars_domain::period::parse_zone(&name)
            .map_err(|_| D::Error::invalid_value(Unexpected::Str(&name), &"an IANA time zone such as Asia/Shanghai"))
    }
}
