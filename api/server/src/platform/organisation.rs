//! What the organisation is called, in which currency and time zone it counts, and how it speaks.

use std::sync::RwLock;
use std::time::{Duration, Instant};

use chrono_tz::Tz;
use regulars_db::Db;
use regulars_db::platform::settings;
use regulars_domain::identities::is_phone_region;
use regulars_domain::message;
use regulars_domain::money::Currency;
use regulars_domain::text::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::versioned_setting;
use super::versioned_setting::Setting;
use crate::platform::app::App;
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use crate::platform::text_fields;

/// The organisation as a setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// What it is called in messages and in the console.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "仙芋世家")]
    pub name: String,
    /// Every amount is kept in it; it cannot change once one is.
    pub base_currency: Currency,
    /// IANA time zone in which a day, a month and a year are meant.
    #[serde(with = "zone")]
    #[schema(max_length = 64, value_type = String, example = "Asia/Shanghai")]
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
    Ok(versioned_setting::current::<Organisation>(db)?.value)
}

/// How long the currency is shown without a new look; a change made by this process counts at once.
const CACHED: Duration = Duration::from_secs(5);

/// The currency that answers are shown in, without a look-up for each. A write reads the organisation itself.
#[derive(Default)]
pub struct CurrencyCache(RwLock<Option<(Instant, Currency)>>);

impl CurrencyCache {
    /// Forgets what was read: it has changed.
    pub fn forget(&self) {
        if let Ok(mut cached) = self.0.write() {
            *cached = None;
        }
    }
}

impl App {
    /// The organisation's base currency, for showing amounts.
    pub async fn base_currency(&self) -> Answer<Currency> {
        let cached = self.currency.0.read().ok().and_then(|cached| *cached);
        if let Some((_, currency)) = cached.filter(|(at, _)| at.elapsed() < CACHED) {
            return Ok(currency);
        }
        let currency = self.store.read(organisation).await?.base_currency;
        if let Ok(mut cached) = self.currency.0.write() {
            *cached = Some((Instant::now(), currency));
        }
        Ok(currency)
    }
}

impl Setting for Organisation {
    const NAME: &'static str = "organisation";
    /// What is as it was makes no new version.
    const REPEATS: bool = false;

    fn checked(self) -> Answer<Organisation> {
        let name = text_fields::line("/name", &self.name, 200)?;
        if !is_phone_region(&self.default_phone_region) {
            let fault = Fault::at("/default_phone_region", FaultCode::NotAccepted);
            return Err(fault
                .hint(message!(
                    "expected a region whose phone numbers are known here, such as CN",
                    "应为电话号码格式已知的地区，如 `CN`"
                ))
                .into());
        }
        Ok(Organisation { name, ..self })
    }

    fn check_change(&self, db: &mut Db, present: &Organisation) -> Answer<()> {
        if present.base_currency != self.base_currency && settings::has_amounts(db)? {
            let fault = Fault::at("/base_currency", FaultCode::Conflict).hint(message!(
                "purchases or prices are kept in the present base currency",
                "已有购买或价格使用现在的本位币"
            ));
            return Err(Refusal::of(Code::Conflict).fault(fault).into());
        }
        Ok(())
    }

    fn time_zone(&self, _db: &mut Db) -> Answer<Tz> {
        Ok(self.time_zone)
    }
}

/// Time zones by their IANA names.
mod zone {
    use chrono_tz::Tz;
    use regulars_domain::text::Message;
    use serde::de::{Deserialize, Deserializer, Error, Unexpected};
    use serde::ser::Serializer;

    pub fn serialize<S: Serializer>(zone: &Tz, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(zone.name())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tz, D::Error> {
        let name = String::deserialize(deserializer)?;
        regulars_domain::period::parse_zone(&name).map_err(|error| {
            let expected = Message::from(error).carried();
            D::Error::invalid_value(Unexpected::Str(&name), &expected.as_str())
        })
    }
}
