//! Programmes and levels as they are sent and taken.

use regulars_db::loyalty::programmes::{Level, Programme};
use regulars_domain::loyalty::memberships::{LevelBasis, ProgrammeState};
use regulars_domain::loyalty::points::Rate;
use regulars_domain::money::{Currency, Money};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::loyalty::memberships::views::by_basis;
use crate::platform::error::{Answer, Error};
use crate::platform::http::patch;
use crate::platform::time::Time;

/// A membership programme with its levels.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Programme)]
pub struct ProgrammeView {
    #[schema(example = "prg_01JD3Q5V8N0000000000000000")]
    pub id: String,
    #[schema(example = "fans")]
    pub code: String,
    #[schema(example = "仙芋会员")]
    pub name: String,
    pub state: ProgrammeState,
    /// What levels are reached by, within 12 months.
    pub level_basis: LevelBasis,
    /// Points for one unit of the base currency.
    #[schema(value_type = String, example = "1.000")]
    pub points_per_unit: Rate,
    /// How many months points are good; for ever when null.
    pub valid_months: Option<i32>,
    /// The lowest first.
    pub levels: Vec<LevelView>,
    pub created_at: Time,
    pub updated_at: Time,
    /// Counts changes of the programme and of its levels.
    pub version: i32,
}

/// A level of a programme.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProgrammeLevel)]
pub struct LevelView {
    #[schema(example = "lvl_01JD3Q5V8N0000000000000000")]
    pub id: String,
    pub programme_id: String,
    #[schema(example = "gold")]
    pub code: String,
    #[schema(example = "金卡")]
    pub name: String,
    /// Points to earn within 12 months; null where levels are reached by spend.
    pub points: Option<i64>,
    /// Net spend within 12 months; null where levels are reached by points.
    pub spend: Option<Money>,
    pub benefits: Option<String>,
    pub version: i32,
}

/// The levels of a programme, the lowest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct LevelList {
    pub data: Vec<LevelView>,
}

/// A programme to create.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProgramme {
    /// Unique.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "fans")]
    pub code: String,
    #[validate(length(min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120, example = "仙芋会员")]
    pub name: String,
    /// It cannot be changed: thresholds are given in it.
    pub level_basis: LevelBasis,
    #[schema(example = "1")]
    pub points_per_unit: Rate,
    /// How many months points are good; for ever when absent.
    #[validate(range(min = 1, max = 120))]
    #[schema(minimum = 1, maximum = 120, example = 12)]
    pub valid_months: Option<i32>,
}

/// A change of a programme.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ProgrammePatch {
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, value_type = String, required = false)]
    pub code: Option<String>,
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120, value_type = String, required = false)]
    pub name: Option<String>,
    /// A closed one takes no new members.
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = ProgrammeState, required = false)]
    pub state: Option<ProgrammeState>,
    /// Counts for purchases recorded from now on.
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = Rate, required = false)]
    pub points_per_unit: Option<Rate>,
    /// Counts for points that come from now on.
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(minimum = 1, maximum = 120, value_type = Option<i32>)]
    pub valid_months: Option<Option<i32>>,
}

/// A level to create; of `points` and `spend` the one that the programme's levels are reached by.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLevel {
    /// Unique within the programme.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "gold")]
    pub code: String,
    #[validate(length(min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120, example = "金卡")]
    pub name: String,
    /// Points to earn within 12 months.
    #[validate(range(min = 0, max = 1_000_000_000_000_000_i64))]
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64, example = 3000)]
    pub points: Option<i64>,
    /// Net spend within 12 months.
    pub spend: Option<Money>,
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000, example = "生日双倍积分")]
    pub benefits: Option<String>,
}

/// A change of a level.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LevelPatch {
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, value_type = String, required = false)]
    pub code: Option<String>,
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120, value_type = String, required = false)]
    pub name: Option<String>,
    #[serde(deserialize_with = "patch::present")]
    #[validate(range(min = 0, max = 1_000_000_000_000_000_i64))]
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64, value_type = i64, required = false)]
    pub points: Option<i64>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = Money, required = false)]
    pub spend: Option<Money>,
    #[serde(deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000, value_type = Option<String>)]
    pub benefits: Option<Option<String>>,
}

/// Which programmes to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProgrammeQuery {
    #[serde(default)]
    #[param(required = false)]
    pub state: Vec<ProgrammeState>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

impl ProgrammeView {
    /// A programme; `levels` may hold those of others too.
    pub fn new(programme: Programme, levels: &[Level], currency: Currency) -> Answer<ProgrammeView> {
        let rate = Rate::from_thousandths(programme.rate);
        let basis = programme.level_basis.0;
        Ok(ProgrammeView {
            points_per_unit: rate.map_err(|error| Error::Internal(format!("a stored rate: {error}")))?,
            levels: levels
                .iter()
                .filter(|level| level.programme_id == programme.id)
                .map(|level| LevelView::new(level.clone(), basis, currency))
                .collect(),
            id: programme.id,
            code: programme.code,
            name: programme.name,
            state: programme.state.0,
            level_basis: basis,
            valid_months: programme.valid_months,
            created_at: programme.created_at.into(),
            updated_at: programme.updated_at.into(),
            version: programme.version,
        })
    }
}

impl LevelView {
    pub fn new(level: Level, basis: LevelBasis, currency: Currency) -> LevelView {
        let (points, spend) = by_basis(basis, level.threshold, currency);
        LevelView {
            id: level.id,
            programme_id: level.programme_id,
            code: level.code,
            name: level.name,
            points,
            spend,
            benefits: level.benefits,
            version: level.version,
        }
    }
}
