//! Categories as they are sent and taken.

use regulars_db::catalogue::products::categories::Category;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::http::patch;
use crate::platform::time::Time;

/// A group of products.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProductCategory)]
pub struct CategoryView {
    #[schema(example = "cat_01JD3Q5V8N0000000000000000")]
    pub id: String,
    #[schema(example = "XY")]
    pub code: String,
    #[schema(example = "仙芋系列")]
    pub name: String,
    /// The category above it: what is in this one is in that one too.
    #[schema(example = "cat_01JD3Q5V8N0000000000000000")]
    pub parent_id: Option<String>,
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
            parent_id: category.parent_id,
            created_at: category.created_at.into(),
            updated_at: category.updated_at.into(),
            version: category.version,
        }
    }
}

/// A category to create.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewProductCategory)]
pub struct NewCategory {
    /// Unique among categories.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64, example = "XY")]
    pub code: String,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "仙芋系列")]
    pub name: String,
    /// The category above it; at most six stand above each other.
    #[validate(length(max = 40))]
    #[schema(max_length = 40, example = "cat_01JD3Q5V8N0000000000000000")]
    pub parent_id: Option<String>,
}

/// A change of a category.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = ProductCategoryPatch)]
pub struct CategoryPatch {
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64, value_type = String, required = false)]
    pub code: Option<String>,
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, value_type = String, required = false)]
    pub name: Option<String>,
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<String>)]
    pub parent_id: Option<Option<String>>,
}
