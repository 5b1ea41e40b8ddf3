//! Templates of messages.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::messaging::messages::{Channel, Purpose};
use regulars_domain::messaging::templates::{Contents, TemplateState};

use crate::page::Page;
use crate::schema::templates;
use crate::text::{AsText, Json, contains, lower};
use crate::versioned::versioned;
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, serde::Serialize)]
#[diesel(table_name = templates, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Template {
    pub id: String,
    pub name: String,
    pub channel: AsText<Channel>,
    pub purpose: AsText<Purpose>,
    pub contents: Json<Contents>,
    pub state: AsText<TemplateState>,
    pub created_by: String,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub version: i32,
    /// To which it belongs: who has the right there changes it, those below read and use it.
    pub unit_id: String,
}

/// Which templates a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only what belongs to one of these units, when given.
    pub units: Option<Vec<String>>,
    /// Part of the name.
    pub q: Option<String>,
    pub channels: Vec<Channel>,
    pub purposes: Vec<Purpose>,
    pub states: Vec<TemplateState>,
}

versioned!(templates, Template);

/// A template, locked until the transaction ends.
pub fn lock(db: &mut Db, id: &str) -> Result<Option<Template>> {
    crate::dialect::first_for_update!(db, templates::table.find(id).select(Template::as_select())).optional()
}

/// Templates newest first.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<Template>> {
    on!(db, |c| {
        let mut query = templates::table
            .select(Template::as_select())
            .order(templates::id.desc())
            .limit(page.rows_to_read())
            .into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(templates::id.lt(after.to_owned()));
        }
        if let Some(units) = &filter.units {
            query = query.filter(templates::unit_id.eq_any(units));
        }
        if let Some(q) = &filter.q {
            query = query.filter(lower(templates::name).like(lower(contains(q))).escape('\\'));
        }
        if !filter.channels.is_empty() {
            query = query.filter(templates::channel.eq_any(filter.channels.iter().map(|channel| channel.as_str())));
        }
        if !filter.purposes.is_empty() {
            query = query.filter(templates::purpose.eq_any(filter.purposes.iter().map(|purpose| purpose.as_str())));
        }
        if !filter.states.is_empty() {
            query = query.filter(templates::state.eq_any(filter.states.iter().map(|state| state.as_str())));
        }
        query.load(c)
    })
}
