//! Partners as they are sent and taken.

use regulars_db::organisation::api_keys::Partner;
use regulars_domain::organisation::partners::UnknownCustomers;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::http::patch;
use crate::platform::time::Time;

/// A system that integrates.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Partner)]
pub struct PartnerView {
    #[schema(example = "prt_01JD3Q5V8N0000000000000000")]
    pub id: String,
    /// The word in `ext:{partner}:{external_id}`.
    #[schema(example = "till")]
    pub code: String,
    #[schema(example = "收银系统")]
    pub name: String,
    /// What becomes of its purchases whose customer nobody knows.
    pub unknown_customers: UnknownCustomers,
    /// Whether its purchases may name products that are not in the assortment of the unit.
    pub allow_unlisted_products: bool,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i32,
}

impl From<Partner> for PartnerView {
    fn from(partner: Partner) -> PartnerView {
        PartnerView {
            id: partner.id,
            code: partner.code,
            name: partner.name,
            unknown_customers: partner.unknown_customers.0,
            allow_unlisted_products: partner.allow_unlisted_products,
            created_at: partner.created_at.into(),
            updated_at: partner.updated_at.into(),
            version: partner.version,
        }
    }
}

/// A partner to create.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPartner {
    /// Small letters, digits, `_` and `-`; unique, and for ever: the partner's ids are kept under it.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, pattern = "^[a-z0-9_-]+$", example = "till")]
    pub code: String,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "收银系统")]
    pub name: String,
    /// `reject` when absent.
    pub unknown_customers: Option<UnknownCustomers>,
    /// Whether its purchases may name products that are not in the assortment of the unit; `false` when absent.
    pub allow_unlisted_products: Option<bool>,
}

/// A change of a partner.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PartnerPatch {
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, value_type = String, required = false)]
    pub name: Option<String>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = UnknownCustomers, required = false)]
    pub unknown_customers: Option<UnknownCustomers>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = bool, required = false)]
    pub allow_unlisted_products: Option<bool>,
}

/// Which partners to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PartnerQuery {
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}
