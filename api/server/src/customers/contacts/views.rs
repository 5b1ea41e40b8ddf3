//! Contacts as they are sent and taken.

use regulars_db::customers::contacts::Contact;
use regulars_domain::customers::contacts::ContactFunction;
use regulars_domain::customers::profiles::LeaderKind;
use regulars_domain::identities::{IdentityKind, mask};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::http::patch;
use crate::platform::time::Time;

/// Somebody one deals with at a customer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Contact)]
pub struct ContactView {
    #[schema(example = "ctc_01JD3Q5V8N0000000000000000")]
    pub id: String,
    #[schema(example = "陈师傅")]
    pub name: String,
    pub function: ContactFunction,
    /// What the person is called there.
    #[schema(example = "行政总厨")]
    pub title: Option<String>,
    /// In what the person leads others.
    pub leader_kind: Option<LeaderKind>,
    /// In E.164; masked like the customer's own identities.
    #[schema(example = "+8613812345678")]
    pub phone: Option<String>,
    /// In lower case; masked like the customer's own identities.
    pub email: Option<String>,
    pub note: Option<String>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i32,
}

impl ContactView {
    /// A contact as somebody sees it who is shown masked how the customer is reached, or not.
    pub fn of(contact: Contact, is_masked: bool) -> ContactView {
        let shown = |kind, value: Option<String>| value.map(|value| if is_masked { mask(kind, &value) } else { value });
        ContactView {
            id: contact.id,
            name: contact.name,
            function: contact.function.0,
            title: contact.title,
            leader_kind: contact.leader_kind.map(|kind| kind.0),
            phone: shown(IdentityKind::Phone, contact.phone),
            email: shown(IdentityKind::Email, contact.email),
            note: contact.note,
            created_at: contact.created_at.into(),
            updated_at: contact.updated_at.into(),
            version: contact.version,
        }
    }
}

/// The contacts of a customer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContactList {
    pub data: Vec<ContactView>,
}

/// Somebody one deals with at a customer.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContact {
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "陈师傅")]
    pub name: String,
    /// `other` when absent.
    pub function: Option<ContactFunction>,
    /// What the person is called there.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "行政总厨")]
    pub title: Option<String>,
    pub leader_kind: Option<LeaderKind>,
    /// Taken as in the organisation's region when it has no country code.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "13812345678")]
    pub phone: Option<String>,
    #[validate(length(min = 1, max = 254))]
    #[schema(min_length = 1, max_length = 254, example = "chef@example.com")]
    pub email: Option<String>,
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000)]
    pub note: Option<String>,
}

/// A change of a contact.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ContactPatch {
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, value_type = String, required = false)]
    pub name: Option<String>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = ContactFunction, required = false)]
    pub function: Option<ContactFunction>,
    #[serde(deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, value_type = Option<String>)]
    pub title: Option<Option<String>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<LeaderKind>)]
    pub leader_kind: Option<Option<LeaderKind>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, value_type = Option<String>)]
    pub phone: Option<Option<String>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 254))]
    #[schema(min_length = 1, max_length = 254, value_type = Option<String>)]
    pub email: Option<Option<String>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000, value_type = Option<String>)]
    pub note: Option<Option<String>>,
}
