//! What is taken.

use chrono::{DateTime, NaiveDate, Utc};
use regulars_domain::money::Money;
use regulars_domain::service::complaints::{
    CauseDetail, CompensationKind, ComplaintEventKind, Finding, IntakeChannel, Severity,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::customers::profiles::views::CustomerKey;
use crate::platform::http::patch;
use crate::platform::time;

/// A complaint to take in. Exactly one of `customer_id`, `customer` and `complainant` says whose it is.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewComplaint {
    /// The id, or `ext:{partner}:{external_id}`.
    #[schema(example = "cus_01JD3Q5V8N0000000000000000")]
    pub customer_id: Option<String>,
    /// A known customer by an identity.
    #[validate(nested)]
    pub customer: Option<CustomerKey>,
    /// Somebody who may not be known yet: whoever has the phone, else a new prospect.
    #[validate(nested)]
    pub complainant: Option<Complainant>,
    /// Whose case it is: the unit of the purchase when absent, else of the key, else the only one of the caller.
    #[validate(length(max = 40))]
    #[schema(max_length = 40, example = "unit_01JD3Q5V8N0000000000000000")]
    pub unit_id: Option<String>,
    #[validate(length(max = 40))]
    #[schema(max_length = 40, example = "cct_01JD3Q5V8N0000000000000000")]
    pub category_id: String,
    #[validate(length(min = 1, max = 8000))]
    #[schema(min_length = 1, max_length = 8000, example = "豆花里有异物")]
    pub text: String,
    /// `counter` when absent, and `partner` for a key.
    pub channel: Option<IntakeChannel>,
    /// The partner whose own id `customer.external_id` is; a key speaks for its own.
    #[validate(length(max = 64))]
    #[schema(max_length = 64)]
    pub partner: Option<String>,
    /// A purchase of the customer: the id, or `ext:{partner}:{external_id}`.
    pub purchase_id: Option<String>,
    #[validate(length(max = 40))]
    #[schema(max_length = 40)]
    pub product_id: Option<String>,
    #[validate(length(min = 1, max = 80))]
    #[schema(min_length = 1, max_length = 80)]
    pub batch: Option<String>,
    /// What the customer wishes.
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000)]
    pub wish: Option<String>,
    /// What is at stake; the purchase's net amount when absent.
    pub value: Option<Money>,
    #[validate(length(max = 40))]
    #[schema(max_length = 40)]
    pub owner_id: Option<String>,
    /// When the customer complained, now when absent: the customer's clock runs from then.
    #[serde(default, deserialize_with = "time::moment_if_any")]
    pub occurred_at: Option<DateTime<Utc>>,
}

/// Somebody who complains.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Complainant {
    #[validate(length(min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120)]
    pub name: Option<String>,
    #[validate(length(max = 40))]
    #[schema(max_length = 40, example = "+8613800138000")]
    pub phone: Option<String>,
}

/// A change of what is known of a complaint.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ComplaintPatch {
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<String>)]
    pub owner_id: Option<Option<String>>,
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(max = 40))]
    #[schema(max_length = 40, value_type = String, required = false)]
    pub category_id: Option<String>,
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<String>)]
    pub product_id: Option<Option<String>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 80))]
    #[schema(min_length = 1, max_length = 80, value_type = Option<String>)]
    pub batch: Option<Option<String>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000, value_type = Option<String>)]
    pub wish: Option<Option<String>>,
    /// What was learnt, for the next similar case.
    #[serde(deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000, value_type = Option<String>)]
    pub lesson: Option<Option<String>>,
}

/// A judgement of how severe a complaint is.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Triage {
    pub severity: Severity,
    /// Needed to lower what was judged or suggested before.
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: Option<String>,
}

/// What the verification of a major complaint found.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Verification {
    pub finding: Finding,
    /// Needed when it is unfounded: it goes back to the region with it.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    pub explanation: Option<String>,
    /// Who works on it: needed when it is founded.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20, example = json!(["usr_01JD3Q5V8N0000000000000000"]))]
    pub task_force: Vec<String>,
}

/// Who works on a founded complaint.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskForce {
    /// Users.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20)]
    pub user_ids: Vec<String>,
}

/// Words that go with a step.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000)]
    pub text: String,
}

/// Something that happened: `contact`, `note` or `customer_answer`.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewComplaintEvent {
    pub kind: ComplaintEventKind,
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    pub text: String,
}

/// How a complaint was resolved.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Resolution {
    pub cause_detail: CauseDetail,
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    pub text: String,
    /// What was learnt, for the next similar case.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    pub lesson: Option<String>,
    /// What is done so that it does not happen again; each becomes a task of its owner.
    #[serde(default)]
    #[validate(nested, length(max = 20))]
    #[schema(max_items = 20)]
    pub actions: Vec<NewCorrectiveAction>,
}

/// A corrective action with its owner.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCorrectiveAction {
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    pub owner_id: String,
    pub due_on: NaiveDate,
}

/// Something to promise to the customer.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCompensation {
    pub kind: CompensationKind,
    /// What it is worth; needed for anything but an apology and points.
    pub amount: Option<Money>,
    /// How many, of points; what one is worth against the limits says the complaint policy.
    #[schema(minimum = 1, maximum = 100000000)]
    pub points: Option<i64>,
    /// The membership that gets the points; needed when the customer has several cards in use.
    #[validate(length(max = 40))]
    #[schema(max_length = 40, example = "mem_01JD3Q5V8N0000000000000000")]
    pub membership_id: Option<String>,
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    pub description: Option<String>,
}

/// A decision on a promise.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    pub approved: bool,
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: Option<String>,
}

/// That a promise was kept.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Execution {
    /// The recorded refund that keeps a promised one.
    #[validate(length(max = 40))]
    #[schema(max_length = 40, example = "rfd_01JD3Q5V8N0000000000000000")]
    pub refund_id: Option<String>,
}
