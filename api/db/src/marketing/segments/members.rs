//! Who is a member of a segment, and since when.

use chrono::NaiveDate;
use diesel::prelude::*;
use regulars_domain::marketing::segments::SegmentState;

use crate::customers::metrics::Metrics;
use crate::customers::profiles;
use crate::customers::profiles::GONE;
use crate::customers::profiles::{Bounds, Customer, Within};
use crate::dialect::keyed;
use crate::marketing::segments::Segment;
use crate::page::Page;
use crate::schema::{customer_metrics, customers, segment_members, segments};
use crate::{Db, Result, on};

/// Values in one list of a query.
const LIST: usize = 500;

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = segment_members, treat_none_as_default_value = false)]
pub struct Member {
    pub customer_id: String,
    pub segment_id: String,
    /// The organisation-local day it became a member.
    pub since: NaiveDate,
    /// The version of the rule that made it one.
    pub rule_version: i32,
}

/// The segments in use that a customer is in, by id, each with the membership; only those of these units, when given.
pub fn of_customer(
    db: &mut Db,
    customer_id: &str,
    units: Option<&[String]>,
    page: &Page,
) -> Result<Vec<(Member, Segment)>> {
    on!(db, |c| {
        let mut query = segment_members::table
            .inner_join(segments::table.on(segments::id.eq(segment_members::segment_id)))
            .filter(segment_members::customer_id.eq(customer_id))
            .filter(segments::state.eq(SegmentState::Active.as_str()))
            .order(segment_members::segment_id.asc())
            .limit(page.rows_to_read())
            .select((Member::as_select(), Segment::as_select()))
            .into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(segment_members::segment_id.gt(after.to_owned()));
        }
        if let Some(units) = units {
            query = query.filter(segments::unit_id.eq_any(units));
        }
        query.load(c)
    })
}

/// A member with what a list shows of it.
pub type Listed = (Member, Customer, Metrics);

/// Members by customer, among those that may be seen.
pub fn list_members(db: &mut Db, segment_id: &str, within: Option<&Within>, page: &Page) -> Result<Vec<Listed>> {
    let few = profiles::few(db, within, None, Bounds::default().few)?;
    on!(db, |c| {
        let mut query = segment_members::table
            .inner_join(customers::table.inner_join(customer_metrics::table))
            .filter(segment_members::segment_id.eq(segment_id))
            .order(segment_members::customer_id.asc())
            .limit(page.rows_to_read())
            .select((Member::as_select(), Customer::as_select(), Metrics::as_select()))
            .into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(segment_members::customer_id.gt(after.to_owned()));
        }
        if let Some(ids) = &few {
            query = query.filter(keyed(segment_members::customer_id, ids));
        }
        if let (None, Some(within)) = (&few, within) {
            query = query.filter(
                customers::home_unit_id
                    .eq_any(&within.units)
                    .or(customers::owner_id.eq(&within.owner_id))
                    .assume_not_null(),
            );
        }
        query.load(c)
    })
}

pub fn member(db: &mut Db, segment_id: &str, customer_id: &str) -> Result<Option<Member>> {
    on!(db, |c| segment_members::table.find((customer_id, segment_id)).select(Member::as_select()).first(c).optional())
}

/// The ids of all members.
pub fn member_ids(db: &mut Db, segment_id: &str) -> Result<Vec<String>> {
    on!(db, |c| segment_members::table
        .filter(segment_members::segment_id.eq(segment_id))
        .select(segment_members::customer_id)
        .load(c))
}

pub fn size(db: &mut Db, segment_id: &str) -> Result<i64> {
    on!(db, |c| segment_members::table.filter(segment_members::segment_id.eq(segment_id)).count().get_result(c))
}

pub fn insert_members(db: &mut Db, members: &[Member]) -> Result<()> {
    for part in members.chunks(LIST) {
        on!(db, |c| diesel::insert_into(segment_members::table).values(part).execute(c).map(|_| ()))?;
    }
    Ok(())
}

pub fn remove_members(db: &mut Db, segment_id: &str, customer_ids: &[String]) -> Result<()> {
    for part in customer_ids.chunks(LIST) {
        on!(db, |c| diesel::delete(
            segment_members::table
                .filter(segment_members::segment_id.eq(segment_id))
                .filter(segment_members::customer_id.eq_any(part))
        )
        .execute(c))?;
    }
    Ok(())
}

/// Which of these customers there are and may be seen; merged and erased ones are left out.
pub fn visible(db: &mut Db, ids: &[String], within: Option<&Within>) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for part in ids.chunks(LIST) {
        let rows: Vec<String> = on!(db, |c| {
            let mut query = customers::table
                .filter(customers::id.eq_any(part))
                .filter(customers::status.ne_all(GONE))
                .select(customers::id)
                .into_boxed();
            if let Some(within) = within {
                query = query.filter(
                    customers::home_unit_id
                        .eq_any(&within.units)
                        .or(customers::owner_id.eq(&within.owner_id))
                        .assume_not_null(),
                );
            }
            query.load(c)
        })?;
        found.extend(rows);
    }
    Ok(found)
}
