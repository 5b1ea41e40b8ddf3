//! Segments: the catalogue of them, and their members. `condition` writes a rule as SQL, `answers` asks the database
//! with it, `facts` reads what the same rule is held against for one customer.

mod condition;
mod facts;
mod members;
mod queries;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::result::Error;
use regulars_domain::marketing::segments::{Names, Rule, SegmentKind, SegmentState, attribute_names};
use regulars_domain::text::Message;

use crate::customers::attributes;
use crate::page::Page;
use crate::prepared::prepared;
use crate::schema::{membership_levels, membership_programmes, product_categories, segments, units};
use crate::text::{AsText, Json, contains, lower};
use crate::versioned::versioned;
use crate::{Db, Result, on};

pub use condition::Asked;
pub use facts::facts;
pub use members::{
    Listed, Member, insert_members, list_members, member, member_ids, of_customer, remove_members, size, visible,
};
pub use queries::{Range, Renewed, count, range_end, renew, sample};

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, serde::Serialize)]
#[diesel(table_name = segments, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Segment {
    pub id: String,
    pub name: String,
    pub description: Option<String>,
    pub kind: AsText<SegmentKind>,
    /// None for a static segment.
    pub rule: Option<Json<Rule>>,
    /// Grows with each change of the rule.
    pub rule_version: i32,
    pub state: AsText<SegmentState>,
    /// Members after the last refresh.
    pub size: i64,
    /// How many became members in the last refresh, and how many ceased to be.
    pub came: i64,
    pub went: i64,
    pub refreshed_at: Option<NaiveDateTime>,
    /// The version of the rule that the members were last looked at by.
    pub refreshed_version: Option<i32>,
    pub created_by: String,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub version: i32,
    /// To which it belongs: who has the right there changes it, those below read and use it.
    pub unit_id: String,
}

/// Which segments a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only what belongs to one of these units, when given.
    pub units: Option<Vec<String>>,
    /// Part of the name.
    pub q: Option<String>,
    pub kinds: Vec<SegmentKind>,
    pub states: Vec<SegmentState>,
}

versioned!(segments, Segment);

/// A segment, locked until the transaction ends.
pub fn lock(db: &mut Db, id: &str) -> Result<Option<Segment>> {
    crate::dialect::first_for_update!(db, segments::table.find(id).select(Segment::as_select())).optional()
}

/// Segments newest first.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<Segment>> {
    on!(db, |c| {
        let mut query = segments::table
            .select(Segment::as_select())
            .order(segments::id.desc())
            .limit(page.rows_to_read())
            .into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(segments::id.lt(after.to_owned()));
        }
        if let Some(units) = &filter.units {
            query = query.filter(segments::unit_id.eq_any(units));
        }
        if let Some(q) = &filter.q {
            query = query.filter(lower(segments::name).like(lower(contains(q))).escape('\\'));
        }
        if !filter.kinds.is_empty() {
            query = query.filter(segments::kind.eq_any(filter.kinds.iter().map(|kind| kind.as_str())));
        }
        if !filter.states.is_empty() {
            query = query.filter(segments::state.eq_any(filter.states.iter().map(|state| state.as_str())));
        }
        query.load(c)
    })
}

/// Every segment, locked until the transaction ends: who changes what segments name takes them all, so that no two
/// changes close a circle between them.
pub fn lock_all(db: &mut Db) -> Result<Vec<Segment>> {
    crate::dialect::load_for_update!(db, segments::table.order(segments::id.asc()).select(Segment::as_select()))
}

/// Every segment there is.
pub fn all(db: &mut Db) -> Result<Vec<Segment>> {
    on!(db, |c| segments::table.order(segments::id.asc()).select(Segment::as_select()).load(c))
}

/// Every segment in use that has a rule.
pub fn by_rule(db: &mut Db) -> Result<Vec<Segment>> {
    on!(db, |c| segments::table
        .filter(segments::state.eq(SegmentState::Active.as_str()))
        .filter(segments::kind.eq(SegmentKind::Rule.as_str()))
        .order(segments::id.asc())
        .select(Segment::as_select())
        .load(c))
}

/// The ids of every segment in use that has a rule, without reading the rules.
pub fn ids_by_rule(db: &mut Db) -> Result<Vec<String>> {
    on!(db, |c| segments::table
        .filter(segments::state.eq(SegmentState::Active.as_str()))
        .filter(segments::kind.eq(SegmentKind::Rule.as_str()))
        .order(segments::id.asc())
        .select(segments::id)
        .load(c))
}

/// The ids of the segments in use whose rule names this one, without reading the rules.
pub fn naming(db: &mut Db, id: &str) -> Result<Vec<String>> {
    on!(db, |c| segments::table
        .filter(segments::state.eq(SegmentState::Active.as_str()))
        .filter(segments::rule.like(format!("%\"{id}\"%")).assume_not_null())
        .order(segments::id.asc())
        .select(segments::id)
        .load(c))
}

/// What a refresh came to; not a change of the segment itself.
pub fn note_refresh(
    db: &mut Db,
    id: &str,
    rule_version: i32,
    (came, went): (i64, i64),
    at: NaiveDateTime,
) -> Result<()> {
    let size = size(db, id)?;
    on!(db, |c| prepared(diesel::update(segments::table.find(id)).set((
        segments::size.eq(size),
        segments::came.eq(came),
        segments::went.eq(went),
        segments::refreshed_at.eq(at),
        segments::refreshed_version.eq(rule_version),
    )))
    .run(c))
}

/// What these units, categories, levels, programmes and segments are called, and the attributes with these keys with
/// their options; what does not exist is left out.
pub fn names(db: &mut Db, ids: &[&str]) -> Result<Names> {
    let mut names = Names::new();
    on!(db, |c| {
        let units: Vec<(String, String)> =
            units::table.filter(units::id.eq_any(ids)).select((units::id, units::name)).load(c)?;
        let categories: Vec<(String, String)> = product_categories::table
            .filter(product_categories::id.eq_any(ids))
            .select((product_categories::id, product_categories::name))
            .load(c)?;
        let segments: Vec<(String, String)> =
            segments::table.filter(segments::id.eq_any(ids)).select((segments::id, segments::name)).load(c)?;
        let levels: Vec<(String, String)> = membership_levels::table
            .filter(membership_levels::id.eq_any(ids))
            .select((membership_levels::id, membership_levels::name))
            .load(c)?;
        let programmes: Vec<(String, String)> = membership_programmes::table
            .filter(membership_programmes::id.eq_any(ids))
            .select((membership_programmes::id, membership_programmes::name))
            .load(c)?;
        let all = units.into_iter().chain(categories).chain(segments).chain(levels).chain(programmes);
        names.extend(all.map(|(id, name)| (id, Message::new(name.clone(), name))));
        Ok::<_, Error>(())
    })?;
    for rule in attributes::of_keys(db, ids)? {
        names.extend(attribute_names(&rule));
    }
    Ok(names)
}
