//! Jobs as they are sent.

use regulars_db::platform::jobs::Job;
use regulars_domain::platform::jobs::{JobState, eta};
use regulars_domain::text::Language;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::detail;
use crate::platform::clock;
use crate::platform::time::Time;

/// Work that goes on behind a request.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Job)]
pub struct JobView {
    /// Where to ask how it goes: `/v1/jobs/{id}`.
    #[schema(example = "job_01JD3Q5V8N0000000000000000")]
    pub id: String,
    /// What it does: the area and the deed.
    #[schema(example = "imports.run")]
    pub kind: String,
    /// How far it has come: once it succeeded, failed or was cancelled, nothing more happens by itself.
    pub state: JobState,
    /// As of the end of its last step.
    pub progress: ProgressView,
    /// When it will be done at the present pace.
    pub eta_at: Option<Time>,
    /// How often it was begun.
    pub attempts: i32,
    /// Somebody wants it cancelled; it ends at its next step.
    pub cancel_requested: bool,
    /// What it found or made; only when it succeeded. A pass over many cases says how many of them `failed`, and the first
    /// of their ids (`failed_ids`), where any has.
    #[schema(value_type = Option<Object>)]
    pub result: Option<serde_json::Value>,
    /// Why it failed, or why it will be tried again.
    pub error: Option<JobErrorView>,
    /// What it works on, such as an import.
    pub subject_id: Option<String>,
    /// When it was asked for.
    pub created_at: Time,
    /// When it was first begun; none before.
    pub started_at: Option<Time>,
    /// When it came to its end; none before.
    pub finished_at: Option<Time>,
}

/// How far a job has come.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JobProgress)]
pub struct ProgressView {
    /// How much is done, from 0.
    pub done: i64,
    /// How much there is in all, when that is known.
    pub total: Option<i64>,
    /// What is counted.
    #[schema(example = "rows")]
    pub unit: String,
}

/// Why a job failed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JobError)]
pub struct JobErrorView {
    /// One of the codes of problems.
    #[schema(example = "invalid")]
    pub code: String,
    /// What exactly went wrong, for people.
    pub detail: String,
}

impl JobView {
    /// The job as it is told in one language.
    pub fn new(job: Job, language: Language) -> JobView {
        let eta_at = job
            .started_at
            .filter(|_| job.state.0 == JobState::Running)
            .and_then(|at| eta(at.and_utc(), clock::now(), job.progress_done, job.progress_total));
        JobView {
            state: job.state.0,
            progress: ProgressView { done: job.progress_done, total: job.progress_total, unit: job.progress_unit },
            eta_at: eta_at.map(Time),
            attempts: job.attempts,
            cancel_requested: job.cancel_requested,
            result: job.result.map(|result| result.0),
            error: job.error_code.map(|code| {
                let kept = job.error_detail.unwrap_or_default();
                JobErrorView { code, detail: detail::told(&kept, language) }
            }),
            subject_id: job.subject_id,
            created_at: job.created_at.into(),
            started_at: job.started_at.map(Time::from),
            finished_at: job.finished_at.map(Time::from),
            id: job.id,
            kind: job.kind,
        }
    }
}

/// Which jobs to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct JobQuery {
    /// Any of these; all when none is given.
    #[serde(default)]
    #[param(required = false)]
    pub state: Vec<JobState>,
    /// Such as `imports.run`.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(required = false)]
    pub kind: Vec<String>,
    /// What the jobs work on, such as an import.
    #[validate(length(max = 40))]
    #[param(max_length = 40)]
    pub subject_id: Option<String>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}
