//! Whom a campaign is for: members of segments, cut to the customers of the campaign's unit.

use diesel::dsl::count;
use diesel::prelude::*;
use regulars_domain::marketing::campaigns::Audience;

use crate::schema::{customers, segment_members};
use crate::{Db, Result, on};

diesel::alias!(segment_members as excluded: ExcludedMembers);

macro_rules! members {
    ($audience:expr) => {
        segment_members::table.filter(segment_members::segment_id.eq_any(&$audience.segments)).filter(
            segment_members::customer_id.ne_all(
                excluded
                    .filter(excluded.field(segment_members::segment_id).eq_any(&$audience.exclude))
                    .select(excluded.field(segment_members::customer_id)),
            ),
        )
    };
}

macro_rules! at_home {
    ($units:expr) => {
        segment_members::customer_id
            .eq_any(customers::table.filter(customers::home_unit_id.eq_any($units)).select(customers::id))
    };
}

/// How many people an audience has now; only those at home in one of these units, when given.
pub fn count_audience(db: &mut Db, audience: &Audience, cut: Option<&[String]>) -> Result<i64> {
    if audience.segments.is_empty() {
        return Ok(0);
    }
    let people = count(segment_members::customer_id).aggregate_distinct();
    match cut {
        None => on!(db, |c| members!(audience).select(people).first(c)),
        Some(units) => on!(db, |c| members!(audience).filter(at_home!(units)).select(people).first(c)),
    }
}

/// The next people of an audience, by their ids; only those at home in one of these units, when given.
pub fn audience_after(
    db: &mut Db,
    audience: &Audience,
    cut: Option<&[String]>,
    after: &str,
    limit: i64,
) -> Result<Vec<String>> {
    if audience.segments.is_empty() {
        return Ok(Vec::new());
    }
    on!(db, |c| {
        let mut query = members!(audience)
            .filter(segment_members::customer_id.gt(after))
            .select(segment_members::customer_id)
            .distinct()
            .order(segment_members::customer_id.asc())
            .limit(limit)
            .into_boxed();
        if let Some(units) = cut {
            query = query.filter(at_home!(units));
        }
        query.load(c)
    })
}
