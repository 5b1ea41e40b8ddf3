//! Assortments as they are sent and taken.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::time::Time;

/// What a unit sells.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Assortment)]
pub struct AssortmentView {
    pub unit_id: String,
    /// The unit whose list counts for it: itself, or the nearest above it with a list; null: it sells everything.
    pub list_unit_id: Option<String>,
    /// The products on that list, by id; empty when it sells everything.
    pub product_ids: Vec<String>,
    /// When its own list was last changed; null when it has none.
    pub updated_at: Option<Time>,
    /// Of its own list; 0 when it has none.
    pub version: i32,
}

/// The units with a list of their own.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssortmentList {
    /// Those of the caller's units and the units above them.
    pub data: Vec<AssortmentSummary>,
}

/// A list of a unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssortmentSummary {
    pub unit_id: String,
    /// Products on it.
    pub products: i64,
    pub updated_at: Time,
    pub version: i32,
}

/// What a unit sells from now on.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAssortment {
    /// Products by id, each once; none: the unit sells nothing that has a product.
    #[validate(length(max = 5000))]
    #[schema(max_items = 5000)]
    pub product_ids: Vec<String>,
}
