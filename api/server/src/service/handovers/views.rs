//! What a handover takes, and what somebody's work is told as.

use regulars_domain::service::handovers::WorkPart;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// How much somebody answers for, wherever it is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Work)]
pub struct WorkView {
    /// The customers they own.
    pub customers: i64,
    /// The complaints they see to that are not resolved, closed or withdrawn.
    pub complaints: i64,
    /// The tasks they have not done.
    pub tasks: i64,
}

/// To whom work goes.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHandover {
    /// An active user within the caller's reach.
    pub to_user_id: String,
    /// What goes; everything when absent.
    #[validate(length(min = 1, max = 3))]
    #[schema(min_items = 1, max_items = 3)]
    pub parts: Option<Vec<WorkPart>>,
}
