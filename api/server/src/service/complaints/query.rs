//! Which complaints a list shows, as asked in the URL.

use regulars_db::service::complaints::{Filter, Seen};
use regulars_domain::permissions::Scope;
use regulars_domain::service::complaints::{CaseState, Level, Severity};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use validator::Validate;

use crate::platform::identity::Actor;

/// Which complaints to list: all conditions must hold, and of a repeated one any.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct ComplaintQuery {
    /// Part of the text or of the lesson.
    #[validate(length(min = 1, max = 80))]
    #[param(min_length = 1, max_length = 80)]
    pub q: Option<String>,
    #[param(required = false)]
    pub state: Vec<CaseState>,
    #[param(required = false)]
    pub severity: Vec<Severity>,
    /// The level that must act.
    #[param(required = false)]
    pub level: Vec<Level>,
    #[param(required = false)]
    pub unit_id: Vec<String>,
    #[param(required = false)]
    pub category_id: Vec<String>,
    /// The id, or `ext:{partner}:{external_id}`.
    pub customer_id: Option<String>,
    #[validate(length(max = 40))]
    #[param(max_length = 40)]
    pub product_id: Option<String>,
    /// A user's id.
    #[validate(length(max = 40))]
    #[param(max_length = 40)]
    pub owner_id: Option<String>,
    /// Only those that somebody learnt from.
    pub has_lesson: Option<bool>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

impl ComplaintQuery {
    /// The filter as the database takes it, within what the caller may see.
    pub fn to_filter(&self, actor: &Actor, scope: &Scope) -> Filter {
        Filter {
            seen_by: match scope {
                Scope::All => None,
                Scope::Units(units) => Some(Seen { user_id: actor.id.clone(), units: units.clone() }),
            },
            q: self.q.clone(),
            states: self.state.clone(),
            severities: self.severity.clone(),
            levels: self.level.clone(),
            unit_ids: self.unit_id.clone(),
            category_ids: self.category_id.clone(),
            customer_id: self.customer_id.clone(),
            product_id: self.product_id.clone(),
            owner_id: self.owner_id.clone(),
            has_lesson: self.has_lesson.unwrap_or(false),
        }
    }
}
