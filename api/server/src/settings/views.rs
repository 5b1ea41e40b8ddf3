//! Settings as they are sent.

use regulars_domain::money::Currency;
use regulars_domain::text::Language;
use serde::Serialize;
use utoipa::ToSchema;

use super::organisation::Kept;
use crate::http::time::Time;

/// All settings as they count now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Settings)]
pub struct SettingsView {
    pub organisation: OrganisationView,
}

/// The organisation and who set it so.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrganisationSetting)]
pub struct OrganisationView {
    #[schema(example = "仙芋世家")]
    pub name: String,
    /// Every amount is kept in it.
    pub base_currency: Currency,
    /// IANA time zone in which a day, a month and a year are meant.
    #[schema(example = "Asia/Shanghai")]
    pub time_zone: String,
    pub language: Language,
    /// Where a phone number without country code is dialled.
    #[schema(example = "CN")]
    pub default_phone_region: String,
    /// 0 while nobody has set it.
    pub version: i32,
    /// The user or key that set it; null while nobody has.
    pub changed_by: Option<String>,
    pub changed_at: Option<Time>,
}

impl From<Kept> for OrganisationView {
    fn from(kept: Kept) -> OrganisationView {
        let Kept { organisation, version, setting } = kept;
        let (changed_by, changed_at) = setting.map(|setting| (setting.changed_by, setting.changed_at.into())).unzip();
        OrganisationView {
            name: organisation.name,
            base_currency: organisation.base_currency,
            time_zone: organisation.time_zone.name().to_owned(),
            language: organisation.language,
            default_phone_region: organisation.default_phone_region,
            version,
            changed_by,
            changed_at,
        }
    }
}
