//! What a user answers for: the customers they own, the complaints they see to, the tasks they have not done.

use diesel::dsl::count_star;
use diesel::prelude::*;
use regulars_domain::customers::profiles::TaskState;
use regulars_domain::service::complaints::{CaseState, is_open};
use regulars_domain::service::handovers::WorkPart;

use crate::customers::profiles::GONE;
use crate::schema::{complaints, customers, tasks};
use crate::{Db, Result, on};

/// How much of a part of their work there is.
pub fn count(db: &mut Db, user_id: &str, part: WorkPart) -> Result<i64> {
    on!(db, |c| match part {
        WorkPart::Customers => customers::table
            .filter(customers::owner_id.eq(user_id).and(customers::status.ne_all(GONE)))
            .select(count_star())
            .first(c),
        WorkPart::Complaints => complaints::table
            .filter(complaints::owner_id.eq(user_id).and(complaints::state.eq_any(open_states())))
            .select(count_star())
            .first(c),
        WorkPart::Tasks => tasks::table
            .filter(tasks::owner_id.eq(user_id).and(tasks::state.eq(TaskState::Open.as_str())))
            .select(count_star())
            .first(c),
    })
}

/// Ids of a part of their work in order, at most `limit` of those behind `after`.
pub fn ids_after(db: &mut Db, user_id: &str, part: WorkPart, after: &str, limit: i64) -> Result<Vec<String>> {
    on!(db, |c| match part {
        WorkPart::Customers => customers::table
            .filter(customers::owner_id.eq(user_id).and(customers::status.ne_all(GONE)).and(customers::id.gt(after)))
            .order(customers::id)
            .limit(limit)
            .select(customers::id)
            .load(c),
        WorkPart::Complaints => complaints::table
            .filter(complaints::owner_id.eq(user_id).and(complaints::state.eq_any(open_states())))
            .filter(complaints::id.gt(after))
            .order(complaints::id)
            .limit(limit)
            .select(complaints::id)
            .load(c),
        WorkPart::Tasks => tasks::table
            .filter(tasks::owner_id.eq(user_id).and(tasks::state.eq(TaskState::Open.as_str())).and(tasks::id.gt(after)))
            .order(tasks::id)
            .limit(limit)
            .select(tasks::id)
            .load(c),
    })
}

fn open_states() -> impl Iterator<Item = &'static str> {
    CaseState::ALL.iter().filter(|state| is_open(**state)).map(|state| state.as_str())
}
