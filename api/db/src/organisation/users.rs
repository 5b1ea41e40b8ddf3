//! Users and what they are in which unit.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::organisation::users::UserState;
use regulars_domain::permissions::Role;
use regulars_domain::text::Language;

use crate::dialect::keyed;
use crate::page::Page;
use crate::prepared::prepared;
use crate::schema::{assignments, users};
use crate::text::{AsText, contains, lower};
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
pub struct User {
    pub id: String,
    /// Lower case.
    pub email: String,
    pub name: String,
    pub language: AsText<Language>,
    /// argon2id in PHC form.
    pub password_hash: String,
    pub state: AsText<UserState>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub version: i32,
    /// Somebody else set the password: the next log-in asks for a new one before anything else.
    pub password_is_temporary: bool,
    /// Whether what they are told in the console comes by mail as well.
    pub mails_notifications: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = assignments, treat_none_as_default_value = false)]
pub struct Assignment {
    pub user_id: String,
    pub unit_id: String,
    pub role: AsText<Role>,
}

/// Which users a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only users assigned to one of these units, when given.
    pub units: Option<Vec<String>>,
    /// Only users assigned to this unit.
    pub unit_id: Option<String>,
    /// Part of the name or e-mail.
    pub q: Option<String>,
    pub states: Vec<UserState>,
    /// Only users who are one of these: in the unit, or in one of the units, when such are given.
    pub roles: Vec<Role>,
}

pub fn find(db: &mut Db, id: &str) -> Result<Option<User>> {
    on!(db, |c| users::table.find(id).select(User::as_select()).first(c).optional())
}

/// Which of these ids are of a user.
pub fn ids_of<'a>(db: &mut Db, ids: impl IntoIterator<Item = &'a str>) -> Result<Vec<String>> {
    on!(db, |c| users::table.filter(keyed(users::id, ids)).select(users::id).load(c))
}

/// These users' ids and names.
pub fn names_of<'a>(db: &mut Db, ids: impl IntoIterator<Item = &'a str>) -> Result<Vec<(String, String)>> {
    on!(db, |c| users::table.filter(keyed(users::id, ids)).select((users::id, users::name)).load(c))
}

pub fn find_by_email(db: &mut Db, email: &str) -> Result<Option<User>> {
    on!(db, |c| users::table.filter(users::email.eq(email)).select(User::as_select()).first(c).optional())
}

/// Whether nobody exists yet.
pub fn none(db: &mut Db) -> Result<bool> {
    on!(db, |c| users::table.select(users::id).first::<String>(c).optional()).map(|id| id.is_none())
}

/// The assignments of these users, by user, unit and role.
pub fn assignments_of(db: &mut Db, user_ids: &[String]) -> Result<Vec<Assignment>> {
    on!(db, |c| assignments::table
        .filter(assignments::user_id.eq_any(user_ids))
        .order((assignments::user_id, assignments::unit_id, assignments::role))
        .select(Assignment::as_select())
        .load(c))
}

/// Users by id, oldest first.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<User>> {
    on!(db, |c| {
        let mut query =
            users::table.select(User::as_select()).order(users::id.asc()).limit(page.rows_to_read()).into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(users::id.gt(after.to_owned()));
        }
        if filter.units.is_some() || filter.unit_id.is_some() || !filter.roles.is_empty() {
            let mut holders = assignments::table.select(assignments::user_id).into_boxed();
            if let Some(units) = &filter.units {
                holders = holders.filter(assignments::unit_id.eq_any(units));
            }
            if let Some(unit_id) = &filter.unit_id {
                holders = holders.filter(assignments::unit_id.eq(unit_id));
            }
            if !filter.roles.is_empty() {
                holders = holders.filter(assignments::role.eq_any(filter.roles.iter().map(|role| role.as_str())));
            }
            query = query.filter(users::id.eq_any(holders));
        }
        if let Some(q) = &filter.q {
            let pattern = contains(q);
            let by_name = lower(users::name).like(lower(pattern.clone())).escape('\\');
            query = query.filter(by_name.or(lower(users::email).like(lower(pattern)).escape('\\')));
        }
        if !filter.states.is_empty() {
            query = query.filter(users::state.eq_any(filter.states.iter().map(|state| state.as_str())));
        }
        query.load(c)
    })
}

pub fn insert(db: &mut Db, user: &User) -> Result<()> {
    on!(db, |c| diesel::insert_into(users::table).values(user).execute(c)).map(|_| ())
}

/// Writes the user over version `expected`; false when somebody was faster.
pub fn update(db: &mut Db, user: &User, expected: i32) -> Result<bool> {
    on!(db, |c| diesel::update(users::table.find(&user.id).filter(users::version.eq(expected))).set(user).execute(c))
        .map(|rows| rows == 1)
}

/// Replaces all assignments of a user.
pub fn assign(db: &mut Db, user_id: &str, wanted: &[(String, Role)]) -> Result<()> {
    on!(db, |c| diesel::delete(assignments::table.filter(assignments::user_id.eq(user_id))).execute(c))?;
    for (unit_id, role) in wanted {
        let row = Assignment { user_id: user_id.to_owned(), unit_id: unit_id.clone(), role: AsText(*role) };
        on!(db, |c| diesel::insert_into(assignments::table).values(&row).execute(c))?;
    }
    Ok(())
}

/// The ids of the active users who are `role` in one of these units.
pub fn active_holders(db: &mut Db, role: Role, units: &[String]) -> Result<Vec<String>> {
    let holders = assignments::table
        .filter(assignments::role.eq(role.as_str()).and(assignments::unit_id.eq_any(units)))
        .select(assignments::user_id);
    on!(db, |c| users::table
        .filter(users::state.eq(UserState::Active.as_str()).and(users::id.eq_any(holders)))
        .order(users::id)
        .select(users::id)
        .load(c))
}

/// Who is active and assigned to one of these units, with what and where.
pub fn active_in(db: &mut Db, units: &[String]) -> Result<Vec<Assignment>> {
    let active = users::table.filter(users::state.eq(UserState::Active.as_str())).select(users::id);
    on!(db, |c| assignments::table
        .filter(assignments::unit_id.eq_any(units).and(assignments::user_id.eq_any(active)))
        .order((assignments::user_id, assignments::unit_id, assignments::role))
        .select(Assignment::as_select())
        .load(c))
}

/// Sets whether a user is told by mail as well.
pub fn set_mails_notifications(db: &mut Db, user_id: &str, wanted: bool) -> Result<()> {
    on!(db, |c| prepared(diesel::update(users::table.find(user_id)).set(users::mails_notifications.eq(wanted))).run(c))
}

/// Makes other writers of these users wait until this transaction ends: an update that changes nothing takes the rows
/// on both databases.
pub fn hold(db: &mut Db, ids: &[String]) -> Result<()> {
    on!(db, |c| prepared(
        diesel::update(users::table.filter(keyed(users::id, ids))).set(users::version.eq(users::version))
    )
    .run(c))
}
