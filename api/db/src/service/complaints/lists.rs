//! Lists of complaints, by the clock that runs out first.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::service::complaints::{CaseState, Level, Severity};

use super::Complaint;
use crate::page::Page;
use crate::schema::{complaint_members, complaints};
use crate::text::{contains, lower};
use crate::{Db, Result, on};

/// Who looks: they see the cases of these units, their own, and those of their task forces.
#[derive(Clone, Debug)]
pub struct Seen {
    pub user_id: String,
    pub units: Vec<String>,
}

/// Which complaints a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Everything when none.
    pub seen_by: Option<Seen>,
    /// Part of the text or the lesson.
    pub q: Option<String>,
    pub states: Vec<CaseState>,
    pub severities: Vec<Severity>,
    pub levels: Vec<Level>,
    pub unit_ids: Vec<String>,
    pub category_ids: Vec<String>,
    pub customer_id: Option<String>,
    pub product_id: Option<String>,
    pub owner_id: Option<String>,
    /// Only those that somebody learnt from.
    pub has_lesson: bool,
}

/// Complaints by when their next clock runs out, those without a running clock last. A page goes on after that time (as
/// text; empty for none) and id.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<Complaint>> {
    on!(db, |c| {
        let mut query = complaints::table
            .select(Complaint::as_select())
            .order((complaints::next_due_at.is_null().asc(), complaints::next_due_at.asc(), complaints::id.asc()))
            .limit(page.rows_to_read())
            .into_boxed();
        if let Some(after) = &page.after {
            query = match after.key.parse::<NaiveDateTime>() {
                Ok(due) => query.filter(
                    complaints::next_due_at
                        .is_null()
                        .or(complaints::next_due_at.assume_not_null().gt(due))
                        .or(complaints::next_due_at.assume_not_null().eq(due).and(complaints::id.gt(&after.id))),
                ),
                Err(_) => query.filter(complaints::next_due_at.is_null().and(complaints::id.gt(&after.id))),
            };
        }
        if let Some(Seen { user_id, units }) = &filter.seen_by {
            let member = complaint_members::table
                .filter(complaint_members::user_id.eq(user_id))
                .select(complaint_members::complaint_id);
            query = query.filter(
                complaints::unit_id
                    .eq_any(units)
                    .or(complaints::owner_id.assume_not_null().eq(user_id))
                    .or(complaints::id.eq_any(member)),
            );
        }
        if let Some(q) = &filter.q {
            let pattern = contains(q);
            let in_text = lower(complaints::body).like(lower(pattern.clone())).escape('\\');
            let in_lesson = lower(complaints::lesson.assume_not_null()).like(lower(pattern)).escape('\\');
            query = query.filter(in_text.or(complaints::lesson.is_not_null().and(in_lesson)));
        }
        if !filter.states.is_empty() {
            query = query.filter(complaints::state.eq_any(filter.states.iter().map(|word| word.as_str())));
        }
        if !filter.severities.is_empty() {
            let words = filter.severities.iter().map(|word| word.as_str());
            query = query.filter(complaints::severity.assume_not_null().eq_any(words));
        }
        if !filter.levels.is_empty() {
            query = query.filter(complaints::level.eq_any(filter.levels.iter().map(|word| word.as_str())));
        }
        if !filter.unit_ids.is_empty() {
            query = query.filter(complaints::unit_id.eq_any(&filter.unit_ids));
        }
        if !filter.category_ids.is_empty() {
            query = query.filter(complaints::category_id.eq_any(&filter.category_ids));
        }
        if let Some(customer_id) = &filter.customer_id {
            query = query.filter(complaints::customer_id.eq(customer_id));
        }
        if let Some(product_id) = &filter.product_id {
            query = query.filter(complaints::product_id.assume_not_null().eq(product_id));
        }
        if let Some(owner_id) = &filter.owner_id {
            query = query.filter(complaints::owner_id.assume_not_null().eq(owner_id));
        }
        if filter.has_lesson {
            query = query.filter(complaints::lesson.is_not_null());
        }
        query.load(c)
    })
}
