//! Products as they are sent and taken.

use regulars_db::catalogue::products::Product;
use regulars_domain::catalogue::products::ProductState;
use regulars_domain::money::{Currency, Money};
use regulars_domain::share::Share;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::http::patch;
use crate::platform::time::Time;

/// What is sold.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Product)]
pub struct ProductView {
    #[schema(example = "prd_01JD3Q5V8N0000000000000000")]
    pub id: String,
    #[schema(example = "XY-01")]
    pub code: String,
    #[schema(example = "招牌仙芋")]
    pub name: String,
    pub category_id: Option<String>,
    pub unit_price: Option<Money>,
    /// The share of the price that is margin, as a decimal.
    #[schema(example = "0.35")]
    pub margin: Option<String>,
    /// What a unit of quantity leaves, where that is known as an amount.
    pub unit_margin: Option<Money>,
    pub state: ProductState,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i32,
}

impl ProductView {
    /// The product with its price in the base currency.
    pub fn of(product: Product, currency: Currency) -> ProductView {
        ProductView {
            id: product.id,
            code: product.code,
            name: product.name,
            category_id: product.category_id,
            unit_price: product.unit_price.map(|amount| Money::new(amount, currency)),
            margin: product.margin,
            unit_margin: product.unit_margin.map(|amount| Money::new(amount, currency)),
            state: product.state.0,
            created_at: product.created_at.into(),
            updated_at: product.updated_at.into(),
            version: product.version,
        }
    }
}

/// A product to create.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProduct {
    /// Unique among products.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64, example = "XY-01")]
    pub code: String,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "招牌仙芋")]
    pub name: String,
    #[validate(length(max = 40))]
    #[schema(max_length = 40, example = "cat_01JD3Q5V8N0000000000000000")]
    pub category_id: Option<String>,
    /// In the base currency; not below 0.
    pub unit_price: Option<Money>,
    /// The share of the price that is margin, 0 to 1.
    pub margin: Option<Share>,
    /// What a unit of quantity leaves, in the base currency, instead of a share; below 0 it costs more than it brings.
    pub unit_margin: Option<Money>,
}

/// A change of a product.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ProductPatch {
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
    pub category_id: Option<Option<String>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<Money>)]
    pub unit_price: Option<Option<Money>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<Share>)]
    pub margin: Option<Option<Share>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<Money>)]
    pub unit_margin: Option<Option<Money>>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = ProductState, required = false)]
    pub state: Option<ProductState>,
}

/// Which products to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProductQuery {
    /// Part of the name or code.
    #[validate(length(min = 1, max = 80))]
    #[param(min_length = 1, max_length = 80, required = false)]
    pub q: Option<String>,
    #[validate(length(max = 40))]
    #[param(max_length = 40)]
    pub category_id: Option<String>,
    #[serde(default)]
    #[param(required = false)]
    pub state: Vec<ProductState>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}
