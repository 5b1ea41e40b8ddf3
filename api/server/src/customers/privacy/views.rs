//! What is sent and taken of the rights of persons.

use std::collections::BTreeMap;

use regulars_db::customers::erasures::Erasure;
use regulars_db::platform::personal_reads::PersonalRead;
use regulars_domain::customers::erasures::ErasureState;
use regulars_domain::customers::retention::RetentionPolicy;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::{Validate, ValidationErrors};

use super::retain::Beyond;
use crate::platform::time::Time;

/// Why somebody is erased.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EraseCustomer {
    /// It stays on the receipt, so it must not name the customer.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, example = "asked for by letter, case 17")]
    pub reason: String,
}

/// The receipt of an erasure: it holds nothing by which anybody is known.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Erasure)]
pub struct ErasureView {
    #[schema(example = "ers_01JD3Q5V8N0000000000000000")]
    pub id: String,
    #[schema(example = "cus_01JD3Q5V8N0000000000000000")]
    pub customer_id: String,
    pub state: ErasureState,
    pub reason: String,
    pub erased_at: Time,
    /// The id of the user or key.
    pub erased_by: String,
    /// How many of what were deleted or emptied, by kind, such as `profiles`, `identities`, `import_files`.
    pub removed: BTreeMap<String, i64>,
    /// When files and the like had been searched through.
    pub completed_at: Option<Time>,
}

impl From<Erasure> for ErasureView {
    fn from(erasure: Erasure) -> ErasureView {
        ErasureView {
            id: erasure.id,
            customer_id: erasure.customer_id,
            state: erasure.state.0,
            reason: erasure.reason,
            erased_at: erasure.erased_at.into(),
            erased_by: erasure.erased_by,
            removed: erasure.removed.0,
            completed_at: erasure.completed_at.map(Into::into),
        }
    }
}

/// Which receipts to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ErasureQuery {
    /// Of this customer only.
    #[validate(length(max = 80))]
    #[param(max_length = 80)]
    pub customer_id: Option<String>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

/// That somebody opened a customer.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PersonalRead)]
pub struct PersonalReadView {
    #[schema(example = "rdg_01JD3Q5V8N0000000000000000")]
    pub id: String,
    pub at: Time,
    /// `user` or `key`.
    #[schema(example = "user")]
    pub actor_kind: String,
    /// The id of the user or key.
    pub actor_id: String,
    #[schema(example = "cus_01JD3Q5V8N0000000000000000")]
    pub customer_id: String,
}

impl From<PersonalRead> for PersonalReadView {
    fn from(read: PersonalRead) -> PersonalReadView {
        PersonalReadView {
            id: read.id,
            at: read.at.into(),
            actor_kind: read.actor_kind,
            actor_id: read.actor_id,
            customer_id: read.customer_id,
        }
    }
}

/// Which reads to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PersonalReadQuery {
    /// Of this customer only.
    #[validate(length(max = 80))]
    #[param(max_length = 80)]
    pub customer_id: Option<String>,
    /// By this user or key only.
    #[validate(length(max = 40))]
    #[param(max_length = 40)]
    pub actor_id: Option<String>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

/// How much the rules would take now.
#[derive(Debug, Serialize, ToSchema)]
pub struct RetentionReport {
    /// Consumers who never bought and would be erased.
    pub prospects: i64,
    /// Consumers who bought, and would be erased.
    pub customers: i64,
    /// Interactions that would be deleted.
    pub interactions: i64,
    /// Files of imports that would be deleted.
    pub import_files: i64,
}

impl From<Beyond> for RetentionReport {
    fn from(beyond: Beyond) -> RetentionReport {
        let Beyond { prospects, customers, interactions, import_files } = beyond;
        RetentionReport { prospects, customers, interactions, import_files }
    }
}

/// Rules to try. What is wrong with them is told as it is when they are set.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct TriedRetention(pub RetentionPolicy);

impl Validate for TriedRetention {
    fn validate(&self) -> Result<(), ValidationErrors> {
        Ok(())
    }
}
