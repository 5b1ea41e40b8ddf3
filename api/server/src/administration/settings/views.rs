//! Settings as they are sent.

use chrono::NaiveDate;
use regulars_domain::customers::tiers::TierPolicy;
use regulars_domain::messaging::messages::MessagingPolicy;
use regulars_domain::money::Currency;
use regulars_domain::service::complaints::Policy;
use regulars_domain::text::Language;
use serde::Serialize;
use utoipa::ToSchema;

use crate::platform::http::time::Time;
use crate::platform::organisation::Organisation;
use crate::platform::versioned_setting::Kept;

/// All settings as they count now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Settings)]
pub struct SettingsView {
    pub organisation: OrganisationView,
    pub tier_policy: TierPolicyView,
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

impl From<Kept<Organisation>> for OrganisationView {
    fn from(kept: Kept<Organisation>) -> OrganisationView {
        let Kept { value: organisation, version, setting } = kept;
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

/// The tier policy and who set it so.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TierPolicySetting)]
pub struct TierPolicyView {
    pub policy: TierPolicy,
    /// 0 while nobody has set it.
    pub version: i32,
    pub effective_from: Option<NaiveDate>,
    /// The user or key that set it; null while nobody has.
    pub changed_by: Option<String>,
    pub changed_at: Option<Time>,
    /// The job that looks at every customer again.
    pub recompute_job_id: Option<String>,
}

/// Every version of the tier policy, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct TierPolicyVersions {
    pub data: Vec<TierPolicyView>,
}

impl From<Kept<TierPolicy>> for TierPolicyView {
    fn from(kept: Kept<TierPolicy>) -> TierPolicyView {
        let setting = kept.setting;
        TierPolicyView {
            policy: kept.value,
            version: kept.version,
            effective_from: setting.as_ref().map(|setting| setting.effective_from),
            changed_by: setting.as_ref().map(|setting| setting.changed_by.clone()),
            changed_at: setting.as_ref().map(|setting| setting.changed_at.into()),
            recompute_job_id: setting.and_then(|setting| setting.job_id),
        }
    }
}

/// The complaint policy and who set it so.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ComplaintPolicySetting)]
pub struct ComplaintPolicyView {
    pub policy: Policy,
    /// 0 while nobody has set it.
    pub version: i32,
    pub effective_from: Option<NaiveDate>,
    /// The user or key that set it; null while nobody has.
    pub changed_by: Option<String>,
    pub changed_at: Option<Time>,
}

impl From<Kept<Policy>> for ComplaintPolicyView {
    fn from(kept: Kept<Policy>) -> ComplaintPolicyView {
        let setting = kept.setting;
        ComplaintPolicyView {
            policy: kept.value,
            version: kept.version,
            effective_from: setting.as_ref().map(|setting| setting.effective_from),
            changed_by: setting.as_ref().map(|setting| setting.changed_by.clone()),
            changed_at: setting.map(|setting| setting.changed_at.into()),
        }
    }
}

/// The bounds of messages and who set them so.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessagingSetting)]
pub struct MessagingView {
    pub policy: MessagingPolicy,
    /// 0 while nobody has set it.
    pub version: i32,
    pub effective_from: Option<NaiveDate>,
    /// The user or key that set it; null while nobody has.
    pub changed_by: Option<String>,
    pub changed_at: Option<Time>,
}

impl From<Kept<MessagingPolicy>> for MessagingView {
    fn from(kept: Kept<MessagingPolicy>) -> MessagingView {
        let setting = kept.setting;
        MessagingView {
            policy: kept.value,
            version: kept.version,
            effective_from: setting.as_ref().map(|setting| setting.effective_from),
            changed_by: setting.as_ref().map(|setting| setting.changed_by.clone()),
            changed_at: setting.map(|setting| setting.changed_at.into()),
        }
    }
}
