//! Whom a campaign is for: members of segments.

use diesel::dsl::count;
use diesel::prelude::*;
use regulars_domain::marketing::campaigns::Audience;

use crate::schema::segment_members;
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

/// How many people an audience has now.
pub fn count_audience(db: &mut Db, audience: &Audience) -> Result<i64> {
    if audience.segments.is_empty() {
        return Ok(0);
    }
    on!(db, |c| members!(audience).select(count(segment_members::customer_id).aggregate_distinct()).first(c))
}

/// The next people of an audience, by their ids.
pub fn audience_after(db: &mut Db, audience: &Audience, after: &str, limit: i64) -> Result<Vec<String>> {
    if audience.segments.is_empty() {
        return Ok(Vec::new());
    }
    on!(db, |c| members!(audience)
        .filter(segment_members::customer_id.gt(after))
        .select(segment_members::customer_id)
        .distinct()
        .order(segment_members::customer_id.asc())
        .limit(limit)
        .load(c))
}
