//! Segments of a customer who is merged into another, or comes apart again.

use diesel::prelude::*;
use regulars_domain::marketing::segments::SegmentKind;

use super::segments::Member;
use crate::dialect::any_of;
use crate::schema::{segment_members, segments};
use crate::{Db, Result, on};

/// The segments a customer is in.
pub fn memberships_of(db: &mut Db, customer_id: &str) -> Result<Vec<Member>> {
    on!(db, |c| segment_members::table
        .filter(segment_members::customer_id.eq(customer_id))
        .order(segment_members::segment_id)
        .select(Member::as_select())
        .load(c))
}

/// Which of these segments are lists put together by hand.
pub fn by_hand(db: &mut Db, segment_ids: &[String]) -> Result<Vec<String>> {
    on!(db, |c| segments::table
        .filter(any_of(segments::id, segment_ids))
        .filter(segments::kind.eq(SegmentKind::Static.as_str()))
        .select(segments::id)
        .load(c))
}

/// Takes a customer out of these segments.
pub fn leave(db: &mut Db, customer_id: &str, segment_ids: &[String]) -> Result<()> {
    on!(db, |c| diesel::delete(
        segment_members::table
            .filter(segment_members::customer_id.eq(customer_id))
            .filter(any_of(segment_members::segment_id, segment_ids))
    )
    .execute(c))
    .map(|_| ())
}
