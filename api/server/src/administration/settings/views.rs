//! Settings as they are sent.

use chrono::NaiveDate;
use regulars_domain::customers::retention::RetentionPolicy;
use regulars_domain::customers::tiers::TierPolicy;
use regulars_domain::loyalty::policy::LoyaltyPolicy;
use regulars_domain::messaging::messages::MessagingPolicy;
use regulars_domain::money::Currency;
use regulars_domain::organisation::security::SecurityPolicy;
use regulars_domain::service::complaints::Policy;
use regulars_domain::text::Language;
use serde::Serialize;
use utoipa::ToSchema;

use crate::platform::http::settings::Provenance;
use crate::platform::organisation::Organisation;
use crate::platform::time::Time;
use crate::platform::versioned_setting::VersionedSetting;

/// All settings as they count now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Settings)]
pub struct SettingsView {
    pub organisation: OrganisationView,
    pub tier_policy: TierPolicyView,
    pub complaint_policy: ComplaintPolicyView,
    pub loyalty: LoyaltyPolicyView,
    pub messaging: MessagingView,
    pub security: SecurityView,
    pub retention: RetentionView,
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

impl From<VersionedSetting<Organisation>> for OrganisationView {
    fn from(setting: VersionedSetting<Organisation>) -> OrganisationView {
        let Provenance { changed_by, changed_at, .. } = Provenance::of(&setting);
        let VersionedSetting { value: organisation, version, .. } = setting;
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

impl From<VersionedSetting<TierPolicy>> for TierPolicyView {
    fn from(setting: VersionedSetting<TierPolicy>) -> TierPolicyView {
        let Provenance { effective_from, changed_by, changed_at, job_id } = Provenance::of(&setting);
        TierPolicyView {
            policy: setting.value,
            version: setting.version,
            effective_from,
            changed_by,
            changed_at,
            recompute_job_id: job_id,
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

impl From<VersionedSetting<Policy>> for ComplaintPolicyView {
    fn from(setting: VersionedSetting<Policy>) -> ComplaintPolicyView {
        let Provenance { effective_from, changed_by, changed_at, .. } = Provenance::of(&setting);
        ComplaintPolicyView { policy: setting.value, version: setting.version, effective_from, changed_by, changed_at }
    }
}

/// The bounds of membership and who set them so.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LoyaltyPolicySetting)]
pub struct LoyaltyPolicyView {
    pub policy: LoyaltyPolicy,
    /// 0 while nobody has set it.
    pub version: i32,
    pub effective_from: Option<NaiveDate>,
    /// The user or key that set it; null while nobody has.
    pub changed_by: Option<String>,
    pub changed_at: Option<Time>,
}

impl From<VersionedSetting<LoyaltyPolicy>> for LoyaltyPolicyView {
    fn from(setting: VersionedSetting<LoyaltyPolicy>) -> LoyaltyPolicyView {
        let Provenance { effective_from, changed_by, changed_at, .. } = Provenance::of(&setting);
        LoyaltyPolicyView { policy: setting.value, version: setting.version, effective_from, changed_by, changed_at }
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

impl From<VersionedSetting<MessagingPolicy>> for MessagingView {
    fn from(setting: VersionedSetting<MessagingPolicy>) -> MessagingView {
        let Provenance { effective_from, changed_by, changed_at, .. } = Provenance::of(&setting);
        MessagingView { policy: setting.value, version: setting.version, effective_from, changed_by, changed_at }
    }
}

/// How people log in and who set it so.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SecuritySetting)]
pub struct SecurityView {
    pub policy: SecurityPolicy,
    /// 0 while nobody has set it.
    pub version: i32,
    pub effective_from: Option<NaiveDate>,
    /// The user or key that set it; null while nobody has.
    pub changed_by: Option<String>,
    pub changed_at: Option<Time>,
}

impl From<VersionedSetting<SecurityPolicy>> for SecurityView {
    fn from(setting: VersionedSetting<SecurityPolicy>) -> SecurityView {
        let Provenance { effective_from, changed_by, changed_at, .. } = Provenance::of(&setting);
        SecurityView { policy: setting.value, version: setting.version, effective_from, changed_by, changed_at }
    }
}

/// How long what is held on persons is kept, and who set it so.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RetentionSetting)]
pub struct RetentionView {
    pub policy: RetentionPolicy,
    /// 0 while nobody has set it.
    pub version: i32,
    pub effective_from: Option<NaiveDate>,
    /// The user or key that set it; null while nobody has.
    pub changed_by: Option<String>,
    pub changed_at: Option<Time>,
}

impl From<VersionedSetting<RetentionPolicy>> for RetentionView {
    fn from(setting: VersionedSetting<RetentionPolicy>) -> RetentionView {
        let Provenance { effective_from, changed_by, changed_at, .. } = Provenance::of(&setting);
        RetentionView { policy: setting.value, version: setting.version, effective_from, changed_by, changed_at }
    }
}
