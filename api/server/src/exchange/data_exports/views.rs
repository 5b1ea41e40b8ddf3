//! Archives as they are sent.

use regulars_db::exchange::data_exports::DataExport;
use regulars_domain::exchange::data_exports::DataExportState;
use regulars_domain::text::Language;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::time::Time;

/// The archive of what is held on a person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DataExport)]
pub struct DataExportView {
    #[schema(example = "dex_01JD3Q5V8N0000000000000000")]
    pub id: String,
    #[schema(example = "cus_01JD3Q5V8N0000000000000000")]
    pub customer_id: String,
    pub state: DataExportState,
    /// In which the page to be read is written.
    pub language: Language,
    /// How large it is; none before it is ready.
    pub bytes: Option<i64>,
    /// The id of the user or key.
    pub requested_by: String,
    pub requested_at: Time,
    /// When it was ready, or failed.
    pub finished_at: Option<Time>,
    /// It is deleted then.
    pub expires_at: Time,
}

impl From<DataExport> for DataExportView {
    fn from(export: DataExport) -> DataExportView {
        DataExportView {
            id: export.id,
            customer_id: export.customer_id,
            state: export.state.0,
            language: export.language.0,
            bytes: export.bytes,
            requested_by: export.requested_by,
            requested_at: export.requested_at.into(),
            finished_at: export.finished_at.map(Into::into),
            expires_at: export.expires_at.into(),
        }
    }
}

/// Which archives to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DataExportQuery {
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
