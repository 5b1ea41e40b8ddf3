//! Categories as they are sent and taken.

use regulars_db::service::complaints::categories::Category;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::http::patch;
use crate::platform::time::Time;

/// What complaints are about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ComplaintCategory)]
pub struct CategoryView {
    #[schema(example = "cct_01JD3Q5V8N0000000000000000")]
    pub id: String,
    #[schema(example = "FOOD")]
    pub code: String,
    #[schema(example = "食品安全")]
    pub name: String,
    /// Injury or food safety: a complaint of it is suggested to be major.
    pub is_serious: bool,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i32,
}

impl From<Category> for CategoryView {
    fn from(category: Category) -> CategoryView {
        CategoryView {
            id: category.id,
            code: category.code,
            name: category.name,
            is_serious: category.is_serious,
            created_at: category.created_at.into(),
            updated_at: category.updated_at.into(),
            version: category.version,
        }
    }
}

/// A category to create.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewComplaintCategory)]
pub struct NewCategory {
    /// Unique among categories.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64, example = "FOOD")]
    pub code: String,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "食品安全")]
    pub name: String,
    /// Injury or food safety: a complaint of it is suggested to be major.
    #[serde(default)]
    pub is_serious: bool,
}

/// A change of a category.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = ComplaintCategoryPatch)]
pub struct CategoryPatch {
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64, value_type = String, required = false)]
    pub code: Option<String>,
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, value_type = String, required = false)]
    pub name: Option<String>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = bool, required = false)]
    pub is_serious: Option<bool>,
}
