//! What catalogues have in common: things with a code that no other one has, listed by it.

use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use validator::Validate;

/// Which of a catalogue's things to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CatalogueQuery {
    /// Part of the name or code.
    #[validate(length(min = 1, max = 80))]
    #[param(min_length = 1, max_length = 80, required = false)]
    pub q: Option<String>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}
