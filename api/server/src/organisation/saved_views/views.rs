//! Saved views as they are sent and taken.

use regulars_db::organisation::saved_views::SavedView;
use regulars_domain::organisation::saved_views::ViewedList;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::http::patch;
use crate::platform::time::Time;

/// A list with its filters and order, under a name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SavedView)]
pub struct SavedViewView {
    #[schema(example = "svw_01JD3Q5V8N0000000000000000")]
    pub id: String,
    pub list: ViewedList,
    #[schema(example = "A 级，两个月未到店")]
    pub name: String,
    /// The query of the list, as it stands behind the `?` of its address.
    #[schema(example = "tier=A&last_purchase_on%5Blt%5D=2026-09-28")]
    pub query: String,
    /// Whether everybody is offered it.
    pub is_shared: bool,
    /// Who saved it, and alone changes it.
    #[schema(example = "usr_01JD3Q5V8N0000000000000000")]
    pub user_id: String,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i32,
}

impl From<SavedView> for SavedViewView {
    fn from(view: SavedView) -> SavedViewView {
        SavedViewView {
            id: view.id,
            list: view.list.0,
            name: view.name,
            query: view.query,
            is_shared: view.is_shared,
            user_id: view.user_id,
            created_at: view.created_at.into(),
            updated_at: view.updated_at.into(),
            version: view.version,
        }
    }
}

/// A view to save.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSavedView {
    pub list: ViewedList,
    /// One person's views of a list have names of their own.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60, example = "A 级，两个月未到店")]
    pub name: String,
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000, example = "tier=A&last_purchase_on%5Blt%5D=2026-09-28")]
    pub query: String,
    /// Only for oneself when absent.
    #[serde(default)]
    pub is_shared: bool,
}

/// A change of a view.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SavedViewPatch {
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60, value_type = String, required = false)]
    pub name: Option<String>,
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000, value_type = String, required = false)]
    pub query: Option<String>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = bool, required = false)]
    pub is_shared: Option<bool>,
}

/// Which views to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SavedViewQuery {
    /// The list they are views of; any when absent.
    pub list: Option<ViewedList>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}
