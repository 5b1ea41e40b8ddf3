//! The forms themselves.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::customers::profiles::Source;
use regulars_domain::marketing::sign_ups::{Asked, SignUpChannel, SignUpFormState, Wording};

use crate::page::Page;
use crate::schema::sign_up_forms;
use crate::text::{AsText, Json, contains, lower};
use crate::versioned::versioned;
use crate::{Db, Result, on};

/// A form that anybody may open who has its address.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, serde::Serialize)]
#[diesel(table_name = sign_up_forms, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Form {
    pub id: String,
    /// The part of its address that cannot be guessed.
    #[serde(skip)]
    pub token: String,
    /// To which it belongs: who signs up is at home there.
    pub unit_id: String,
    pub name: String,
    pub state: AsText<SignUpFormState>,
    /// Where customers are said to come from who sign up by it.
    pub source: AsText<Source>,
    pub asked: Json<Asked>,
    /// The channels for which it asks consent.
    pub consents: Json<Vec<SignUpChannel>>,
    pub wording: Json<Wording>,
    pub wording_version: String,
    /// The origins of pages that may show it within them.
    pub origins: Json<Vec<String>>,
    pub created_by: String,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub version: i32,
}

/// Which forms a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only what belongs to one of these units, when given.
    pub units: Option<Vec<String>>,
    /// Part of the name.
    pub q: Option<String>,
    pub states: Vec<SignUpFormState>,
}

versioned!(sign_up_forms, Form);

/// A form, locked until the transaction ends.
pub fn lock(db: &mut Db, id: &str) -> Result<Option<Form>> {
    crate::dialect::first_for_update!(db, sign_up_forms::table.find(id).select(Form::as_select())).optional()
}

/// The form behind an address.
pub fn by_token(db: &mut Db, token: &str) -> Result<Option<Form>> {
    on!(db, |c| sign_up_forms::table
        .filter(sign_up_forms::token.eq(token))
        .select(Form::as_select())
        .first(c)
        .optional())
}

/// Forms, newest first.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<Form>> {
    on!(db, |c| {
        let mut query = sign_up_forms::table
            .select(Form::as_select())
            .order(sign_up_forms::id.desc())
            .limit(page.rows_to_read())
            .into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(sign_up_forms::id.lt(after.to_owned()));
        }
        if let Some(units) = &filter.units {
            query = query.filter(sign_up_forms::unit_id.eq_any(units));
        }
        if let Some(q) = &filter.q {
            query = query.filter(lower(sign_up_forms::name).like(lower(contains(q))).escape('\\'));
        }
        if !filter.states.is_empty() {
            query = query.filter(sign_up_forms::state.eq_any(filter.states.iter().map(|state| state.as_str())));
        }
        query.load(c)
    })
}
