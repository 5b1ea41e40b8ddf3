//! Forms by which people sign up, and what came in by them.

mod forms;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use regulars_domain::customers::profiles::Birthday;
use regulars_domain::marketing::sign_ups::{SignUpChannel, SignUpRefusal, SignUpState};
use regulars_domain::text::Language;

pub use forms::{Filter, Form, by_token, find, insert, list, lock, update};

use crate::dialect::any_of;
use crate::page::Page;
use crate::prepared::prepared;
use crate::schema::sign_ups;
use crate::text::{AsText, Json};
use crate::{Db, Result, on};

/// What one person gave by a form. What is not confirmed in time, and what is refused, is forgotten but for its state.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = sign_ups, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct SignUp {
    pub id: String,
    pub form_id: String,
    /// Who it turned out to be; before anything is confirmed, who is known by what was typed.
    pub customer_id: Option<String>,
    pub state: AsText<SignUpState>,
    pub reason: Option<AsText<SignUpRefusal>>,
    pub name: Option<String>,
    /// In its one form, as the e-mail is.
    pub phone: Option<String>,
    pub email: Option<String>,
    pub birthday: Option<Json<Birthday>>,
    pub language: AsText<Language>,
    /// The channels that were agreed to.
    pub consents: Json<Vec<SignUpChannel>>,
    /// The version of the words that were shown.
    pub wording_version: String,
    /// What link and code are derived from; none when nothing can be confirmed.
    pub salt: Option<String>,
    /// How often a wrong code was tried.
    pub wrong_codes: i32,
    pub email_confirmed_at: Option<NaiveDateTime>,
    pub phone_confirmed_at: Option<NaiveDateTime>,
    /// Whether the customer was made by it.
    pub is_new: bool,
    pub created_at: NaiveDateTime,
    /// When it was first confirmed, expired or was refused.
    pub ended_at: Option<NaiveDateTime>,
}

impl SignUp {
    /// What was given to be reached by on a channel, in its one form.
    pub fn contact(&self, channel: SignUpChannel) -> Option<&str> {
        match channel {
            SignUpChannel::Email => self.email.as_deref(),
            SignUpChannel::Sms => self.phone.as_deref(),
        }
    }

    /// When that was confirmed.
    pub fn confirmed_at(&self, channel: SignUpChannel) -> Option<NaiveDateTime> {
        match channel {
            SignUpChannel::Email => self.email_confirmed_at,
            SignUpChannel::Sms => self.phone_confirmed_at,
        }
    }
}

pub fn add(db: &mut Db, sign_up: &SignUp) -> Result<()> {
    on!(db, |c| diesel::insert_into(sign_ups::table).values(sign_up).execute(c)).map(|_| ())
}

pub fn read(db: &mut Db, id: &str) -> Result<Option<SignUp>> {
    on!(db, |c| sign_ups::table.find(id).select(SignUp::as_select()).first(c).optional())
}

/// One, locked until the transaction ends.
pub fn hold(db: &mut Db, id: &str) -> Result<Option<SignUp>> {
    crate::dialect::first_for_update!(db, sign_ups::table.find(id).select(SignUp::as_select())).optional()
}

pub fn save(db: &mut Db, sign_up: &SignUp) -> Result<()> {
    on!(db, |c| prepared(diesel::update(sign_ups::table.find(&sign_up.id)).set(sign_up)).run(c))
}

/// What came in by a form, newest first.
pub fn of_form(db: &mut Db, form_id: &str, states: &[SignUpState], page: &Page) -> Result<Vec<SignUp>> {
    on!(db, |c| {
        let mut query = sign_ups::table
            .filter(sign_ups::form_id.eq(form_id))
            .select(SignUp::as_select())
            .order(sign_ups::id.desc())
            .limit(page.rows_to_read())
            .into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(sign_ups::id.lt(after.to_owned()));
        }
        if !states.is_empty() {
            query = query.filter(sign_ups::state.eq_any(states.iter().map(|state| state.as_str())));
        }
        query.load(c)
    })
}

/// How many came in by these forms: form, state, number.
pub fn counts(db: &mut Db, form_ids: &[String]) -> Result<Vec<(String, AsText<SignUpState>, i64)>> {
    on!(db, |c| sign_ups::table
        .filter(any_of(sign_ups::form_id, form_ids))
        .group_by((sign_ups::form_id, sign_ups::state))
        .select((sign_ups::form_id, sign_ups::state, diesel::dsl::sql::<BigInt>("count(*)")))
        .load(c))
}

/// How many came in by a form since then, whatever became of them.
pub fn recent_of_form(db: &mut Db, form_id: &str, since: NaiveDateTime) -> Result<i64> {
    on!(db, |c| sign_ups::table
        .filter(sign_ups::form_id.eq(form_id))
        .filter(sign_ups::created_at.ge(since))
        .count()
        .get_result(c))
}

/// How many named this address or number since then, by whatever form.
pub fn recent_of_contact(db: &mut Db, channel: SignUpChannel, value: &str, since: NaiveDateTime) -> Result<i64> {
    let recent = sign_ups::table.filter(sign_ups::created_at.ge(since));
    match channel {
        SignUpChannel::Email => {
            let named = recent.filter(sign_ups::email.eq(value).assume_not_null()).count();
            on!(db, |c| named.get_result(c))
        }
        SignUpChannel::Sms => {
            let named = recent.filter(sign_ups::phone.eq(value).assume_not_null()).count();
            on!(db, |c| named.get_result(c))
        }
    }
}

/// Lets expire, and forgets, some of what was not confirmed since before a time; how many.
pub fn expire(db: &mut Db, before: NaiveDateTime, now: NaiveDateTime, some: i64) -> Result<usize> {
    let ids = older(db, SignUpState::Pending, before, some)?;
    let waiting =
        sign_ups::table.filter(any_of(sign_ups::id, &ids)).filter(sign_ups::state.eq(SignUpState::Pending.as_str()));
    let none = None::<String>;
    on!(db, |c| diesel::update(waiting)
        .set((
            sign_ups::state.eq(SignUpState::Expired.as_str()),
            sign_ups::ended_at.eq(now),
            sign_ups::customer_id.eq(&none),
            sign_ups::name.eq(&none),
            sign_ups::phone.eq(&none),
            sign_ups::email.eq(&none),
            sign_ups::birthday.eq(&none),
            sign_ups::salt.eq(&none),
        ))
        .execute(c))
}

/// Drops some of what was refused before a time; how many.
pub fn forget_refused(db: &mut Db, before: NaiveDateTime, some: i64) -> Result<usize> {
    let ids = older(db, SignUpState::Refused, before, some)?;
    on!(db, |c| diesel::delete(sign_ups::table.filter(any_of(sign_ups::id, &ids))).execute(c))
}

fn older(db: &mut Db, state: SignUpState, before: NaiveDateTime, some: i64) -> Result<Vec<String>> {
    on!(db, |c| sign_ups::table
        .filter(sign_ups::state.eq(state.as_str()))
        .filter(sign_ups::created_at.lt(before))
        .order(sign_ups::created_at)
        .limit(some)
        .select(sign_ups::id)
        .load(c))
}

/// The ids of a customer's sign-ups.
pub fn ids_of(db: &mut Db, customer_id: &str) -> Result<Vec<String>> {
    on!(db, |c| sign_ups::table
        .filter(sign_ups::customer_id.eq(customer_id).assume_not_null())
        .order(sign_ups::id)
        .select(sign_ups::id)
        .load(c))
}

/// Lets sign-ups of a customer be another's.
pub fn give(db: &mut Db, from: &str, to: &str, ids: &[String]) -> Result<()> {
    let given =
        sign_ups::table.filter(any_of(sign_ups::id, ids)).filter(sign_ups::customer_id.eq(from).assume_not_null());
    on!(db, |c| prepared(diesel::update(given).set(sign_ups::customer_id.eq(to))).run(c))
}
