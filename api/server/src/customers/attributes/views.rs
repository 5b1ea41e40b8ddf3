//! Definitions of attributes as they are sent and taken.

use regulars_db::customers::attributes::Definition;
use regulars_domain::customers::attributes::{AttributeOption, AttributeType};
use regulars_domain::customers::profiles::CustomerKind;
use regulars_domain::text::Bilingual;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::http::patch;
use crate::platform::time::Time;

/// An attribute that customers may have.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomerAttribute)]
pub struct AttributeView {
    #[schema(example = "atr_01JD3Q5V8N0000000000000000")]
    pub id: String,
    /// By which customers have it: `attributes.taste`.
    #[schema(example = "taste")]
    pub key: String,
    pub names: Bilingual,
    pub value_type: AttributeType,
    /// The kinds of customers that have it.
    pub kinds: Vec<CustomerKind>,
    /// Of a choice, in the order they are shown.
    pub options: Vec<AttributeOption>,
    /// The least value of a number or date, as it is written.
    #[schema(example = "1")]
    pub minimum: Option<String>,
    /// The greatest one.
    #[schema(example = "20")]
    pub maximum: Option<String>,
    /// Characters of a text.
    pub max_length: Option<i32>,
    /// Not set any more; what is set stays and can be removed.
    pub archived: bool,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i32,
}

impl From<Definition> for AttributeView {
    fn from(definition: Definition) -> AttributeView {
        AttributeView {
            id: definition.id,
            key: definition.key,
            names: Bilingual { chinese: definition.name_zh, english: definition.name_en },
            value_type: definition.value_type.0,
            kinds: definition.kinds.0,
            options: definition.options.0,
            minimum: definition.minimum,
            maximum: definition.maximum,
            max_length: definition.max_length,
            archived: definition.archived,
            created_at: definition.created_at.into(),
            updated_at: definition.updated_at.into(),
            version: definition.version,
        }
    }
}

/// Which attributes to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AttributeQuery {
    /// Only archived ones, or only the others.
    pub archived: Option<bool>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

/// An attribute to define. Key and type stay as they are defined.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCustomerAttribute)]
pub struct NewAttribute {
    /// Small letters, digits and `_`; unique among attributes.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "taste")]
    pub key: String,
    pub names: Bilingual,
    pub value_type: AttributeType,
    /// The kinds of customers that have it; all when absent.
    #[validate(length(min = 1, max = 5))]
    #[schema(min_items = 1, max_items = 5)]
    pub kinds: Option<Vec<CustomerKind>>,
    /// Needed for a choice.
    #[serde(default)]
    #[validate(length(max = 100))]
    #[schema(max_items = 100)]
    pub options: Vec<AttributeOption>,
    /// The least value of a number or date, as it is written.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20, example = "1")]
    pub minimum: Option<String>,
    /// The greatest one.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20, example = "20")]
    pub maximum: Option<String>,
    /// Characters of a text; 500 when absent.
    #[validate(range(min = 1, max = 500))]
    #[schema(minimum = 1, maximum = 500)]
    pub max_length: Option<i32>,
}

/// A change of an attribute. What customers have of it stays, also where it would be refused now.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = CustomerAttributePatch)]
pub struct AttributePatch {
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = Bilingual, required = false)]
    pub names: Option<Bilingual>,
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 5))]
    #[schema(min_items = 1, max_items = 5, value_type = Vec<CustomerKind>, required = false)]
    pub kinds: Option<Vec<CustomerKind>>,
    /// All of them: one that is left out is taken away, unless a customer has it.
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(max = 100))]
    #[schema(max_items = 100, value_type = Vec<AttributeOption>, required = false)]
    pub options: Option<Vec<AttributeOption>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20, value_type = Option<String>)]
    pub minimum: Option<Option<String>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20, value_type = Option<String>)]
    pub maximum: Option<Option<String>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[validate(range(min = 1, max = 500))]
    #[schema(minimum = 1, maximum = 500, value_type = Option<i32>)]
    pub max_length: Option<Option<i32>>,
    /// `true` archives the attribute, `false` takes it up again.
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = bool, required = false)]
    pub archived: Option<bool>,
}
