//! Units as they are sent and taken.

use chrono::NaiveDate;
use regulars_db::organisation::units::Unit;
use regulars_domain::organisation::units::{Ownership, UnitKind, UnitState};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::http::patch;
use crate::platform::time::Time;

/// A unit of the organisation.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Unit)]
pub struct UnitView {
    #[schema(example = "unit_01JD3Q5V8N0000000000000000")]
    pub id: String,
    #[schema(example = "SH-001")]
    pub code: String,
    #[schema(example = "上海静安店")]
    pub name: String,
    pub kind: UnitKind,
    /// Who owns it; only a store has one.
    pub ownership: Option<Ownership>,
    pub parent_id: Option<String>,
    /// IANA time zone.
    #[schema(example = "Asia/Shanghai")]
    pub time_zone: String,
    /// ISO 4217.
    #[schema(example = "CNY")]
    pub currency: String,
    pub state: UnitState,
    /// The last day of a closed unit: what happened there up to it is still taken.
    pub closed_on: Option<NaiveDate>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i32,
}

impl From<Unit> for UnitView {
    fn from(unit: Unit) -> UnitView {
        UnitView {
            id: unit.id,
            code: unit.code,
            name: unit.name,
            kind: unit.kind.0,
            ownership: unit.ownership.map(|ownership| ownership.0),
            parent_id: unit.parent_id,
            time_zone: unit.time_zone,
            currency: unit.currency,
            state: unit.state.0,
            closed_on: unit.closed_on,
            created_at: unit.created_at.into(),
            updated_at: unit.updated_at.into(),
            version: unit.version,
        }
    }
}

/// A unit to create.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUnit {
    /// Unique in the organisation.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "SH-001")]
    pub code: String,
    #[validate(length(min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120, example = "上海静安店")]
    pub name: String,
    pub kind: UnitKind,
    /// Needed for a store, refused for all others.
    pub ownership: Option<Ownership>,
    pub parent_id: Option<String>,
    /// IANA time zone; the parent's when absent.
    #[validate(length(max = 64))]
    #[schema(max_length = 64, example = "Asia/Shanghai")]
    pub time_zone: Option<String>,
    /// ISO 4217; the parent's when absent.
    #[validate(length(equal = 3))]
    #[schema(min_length = 3, max_length = 3, example = "CNY")]
    pub currency: Option<String>,
}

/// A change of a unit.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UnitPatch {
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, value_type = String, required = false)]
    pub code: Option<String>,
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120, value_type = String, required = false)]
    pub name: Option<String>,
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<Ownership>)]
    pub ownership: Option<Option<Ownership>>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = String, required = false)]
    pub parent_id: Option<String>,
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(max = 64))]
    #[schema(max_length = 64, value_type = String, required = false)]
    pub time_zone: Option<String>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = UnitState, required = false)]
    pub state: Option<UnitState>,
    /// The last day of a unit that is or gets closed; today when absent.
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = NaiveDate, required = false)]
    pub closed_on: Option<NaiveDate>,
}

/// Which units to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UnitQuery {
    /// Part of the name or code.
    #[validate(length(min = 1, max = 80))]
    #[param(min_length = 1, max_length = 80, required = false)]
    pub q: Option<String>,
    #[serde(default)]
    #[param(required = false)]
    pub kind: Vec<UnitKind>,
    pub parent_id: Option<String>,
    #[serde(default)]
    #[param(required = false)]
    pub state: Vec<UnitState>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}
