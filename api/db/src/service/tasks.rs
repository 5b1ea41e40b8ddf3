//! Tasks: what somebody has to do by a day.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use regulars_domain::customers::profiles::TaskState;

use crate::page::Page;
use crate::schema::{assignments, customers, tasks};
use crate::text::AsText;
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, serde::Serialize)]
#[diesel(table_name = tasks, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Task {
    pub id: String,
    pub customer_id: Option<String>,
    pub title: String,
    /// The user who has to do it.
    pub owner_id: String,
    pub due_on: Option<NaiveDate>,
    pub state: AsText<TaskState>,
    pub created_by: String,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub done_at: Option<NaiveDateTime>,
    pub version: i32,
    /// What it is about, where that is more than the customer: the id of a complaint.
    pub about_id: Option<String>,
}

/// Who looks: they see their own tasks, and those of their staff about customers they see.
#[derive(Clone, Debug)]
pub struct Seen {
    pub user_id: String,
    /// Only tasks of users assigned to one of these units, when given.
    pub staff: Option<Vec<String>>,
    /// Only tasks about nobody, or about customers at home in one of these units or owned by the user, when given.
    pub customers: Option<Vec<String>>,
}

/// Which tasks a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only what this caller sees, when given.
    pub seen_by: Option<Seen>,
    pub owner_id: Option<String>,
    pub customer_id: Option<String>,
    pub states: Vec<TaskState>,
}

pub fn find(db: &mut Db, id: &str) -> Result<Option<Task>> {
    on!(db, |c| tasks::table.find(id).select(Task::as_select()).first(c).optional())
}

/// Tasks by the day they are due, those without one last. A page goes on after that day (as text; empty for none) and id.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<Task>> {
    on!(db, |c| {
        let mut query = tasks::table
            .select(Task::as_select())
            .order((tasks::due_on.is_null().asc(), tasks::due_on.asc(), tasks::id.asc()))
            .limit(page.rows_to_read())
            .into_boxed();
        if let Some(after) = &page.after {
            query = match after.key.parse::<NaiveDate>() {
                Ok(day) => query.filter(
                    tasks::due_on
                        .is_null()
                        .or(tasks::due_on.assume_not_null().gt(day))
                        .or(tasks::due_on.assume_not_null().eq(day).and(tasks::id.gt(&after.id))),
                ),
                Err(_) => query.filter(tasks::due_on.is_null().and(tasks::id.gt(&after.id))),
            };
        }
        if let Some(Seen { user_id, staff, customers: at_home }) = &filter.seen_by {
            if let Some(units) = staff {
                let within = assignments::table.filter(assignments::unit_id.eq_any(units)).select(assignments::user_id);
                query = query.filter(tasks::owner_id.eq(user_id).or(tasks::owner_id.eq_any(within)));
            }
            if let Some(units) = at_home {
                let seen = customers::table
                    .filter(customers::home_unit_id.eq_any(units).or(customers::owner_id.eq(user_id)))
                    .select(customers::id.nullable());
                let about = tasks::customer_id.is_null().or(tasks::customer_id.eq_any(seen));
                query = query.filter(tasks::owner_id.eq(user_id).or(about));
            }
        }
        if let Some(owner_id) = &filter.owner_id {
            query = query.filter(tasks::owner_id.eq(owner_id));
        }
        if let Some(customer_id) = &filter.customer_id {
            query = query.filter(tasks::customer_id.eq(customer_id));
        }
        if !filter.states.is_empty() {
            query = query.filter(tasks::state.eq_any(filter.states.iter().map(|state| state.as_str())));
        }
        query.load(c)
    })
}

pub fn insert(db: &mut Db, task: &Task) -> Result<()> {
    on!(db, |c| diesel::insert_into(tasks::table).values(task).execute(c)).map(|_| ())
}

/// Writes the task over version `expected`; false when somebody was faster.
pub fn update(db: &mut Db, task: &Task, expected: i32) -> Result<bool> {
    on!(db, |c| diesel::update(tasks::table.find(&task.id).filter(tasks::version.eq(expected))).set(task).execute(c))
        .map(|rows| rows == 1)
}
