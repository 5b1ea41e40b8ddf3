//! Tasks as they are sent and taken.

use chrono::NaiveDate;
use regulars_db::service::tasks::Task;
use regulars_domain::customers::profiles::TaskState;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::http::patch;
use crate::platform::time::Time;

/// Something to do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Task)]
pub struct TaskView {
    #[schema(example = "tsk_01JD3Q5V8N0000000000000000")]
    pub id: String,
    #[schema(example = "回访：新品试吃")]
    pub title: String,
    pub customer_id: Option<String>,
    /// What it is about, where that is more than the customer: the id of a complaint.
    #[schema(example = "cpl_01JD3Q5V8N0000000000000000")]
    pub about_id: Option<String>,
    /// The user who has to do it.
    #[schema(example = "usr_01JD3Q5V8N0000000000000000")]
    pub owner_id: String,
    pub due_on: Option<NaiveDate>,
    pub state: TaskState,
    /// When it became `done`; null in any other state.
    pub done_at: Option<Time>,
    /// The user or key that made it.
    pub created_by: String,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i32,
}

impl From<Task> for TaskView {
    fn from(task: Task) -> TaskView {
        TaskView {
            id: task.id,
            title: task.title,
            customer_id: task.customer_id,
            about_id: task.about_id,
            owner_id: task.owner_id,
            due_on: task.due_on,
            state: task.state.0,
            done_at: task.done_at.map(Time::from),
            created_by: task.created_by,
            created_at: task.created_at.into(),
            updated_at: task.updated_at.into(),
            version: task.version,
        }
    }
}

/// A task to create.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTask {
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "回访：新品试吃")]
    pub title: String,
    /// The id, or `ext:{partner}:{external_id}`.
    #[schema(example = "cus_01JD3Q5V8N0000000000000000")]
    pub customer_id: Option<String>,
    /// Oneself when absent; a key must name somebody.
    #[validate(length(max = 40))]
    #[schema(max_length = 40, example = "usr_01JD3Q5V8N0000000000000000")]
    pub owner_id: Option<String>,
    /// From 2000 to 2199.
    #[schema(example = "2026-12-31")]
    pub due_on: Option<NaiveDate>,
}

/// A change of a task.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TaskPatch {
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, value_type = String, required = false)]
    pub title: Option<String>,
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(max = 40))]
    #[schema(max_length = 40, value_type = String, required = false)]
    pub owner_id: Option<String>,
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<NaiveDate>)]
    pub due_on: Option<Option<NaiveDate>>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = TaskState, required = false)]
    pub state: Option<TaskState>,
}

/// Which tasks to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TaskQuery {
    /// A user's id, or `me`.
    #[validate(length(max = 40))]
    #[param(max_length = 40, example = "me")]
    pub owner_id: Option<String>,
    #[serde(default)]
    #[param(required = false)]
    pub state: Vec<TaskState>,
    /// The id, or `ext:{partner}:{external_id}`.
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
