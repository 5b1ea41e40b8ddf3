//! Segments when two customers become one: in lists put together by hand the survivor takes the other's place, others are
//! looked at again as ever.

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::marketing::merges;
use regulars_db::marketing::segments::{Member, insert_members};
use regulars_domain::customers::merges::FollowKind;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::customers::merges::parts::{Both, Follows, MergePart, Moved, Undo, noted};
use crate::platform::error::Answer;

/// Who is in which segment.
pub struct Members;

/// What there was, and what was added.
#[derive(Default, Serialize, Deserialize)]
struct Followed {
    /// Of the one who was merged: segment, since when, by which version of the rule.
    was: Vec<(String, NaiveDate, i32)>,
    /// Lists into which the survivor came.
    added: Vec<String>,
}

impl MergePart for Members {
    fn name(&self) -> &'static str {
        "segments"
    }

    fn follows(&self, db: &mut Db, _survivor: &str, merged: &str) -> Answer<Follows> {
        let segments = merges::memberships_of(db, merged)?.len();
        Ok(vec![(FollowKind::Segments, i64::try_from(segments).unwrap_or(i64::MAX))])
    }

    fn merge(&self, db: &mut Db, both: &Both<'_>, _moved: &Moved) -> Answer<Value> {
        let was = merges::memberships_of(db, both.merged)?;
        let own = merges::memberships_of(db, both.survivor)?;
        let ids: Vec<String> = was.iter().map(|one| one.segment_id.clone()).collect();
        let mut added = merges::by_hand(db, &ids)?;
        added.retain(|id| !own.iter().any(|one| one.segment_id == *id));
        merges::leave(db, both.merged, &ids)?;
        let coming = was.iter().filter(|one| added.contains(&one.segment_id));
        let coming: Vec<Member> =
            coming.map(|one| Member { customer_id: both.survivor.to_owned(), ..one.clone() }).collect();
        insert_members(db, &coming)?;
        let was = was.into_iter().map(|one| (one.segment_id, one.since, one.rule_version)).collect();
        noted(&Followed { was, added })
    }

    fn undo(&self, db: &mut Db, both: &Both<'_>, undo: &mut Undo<'_>) -> Answer<()> {
        let followed: Followed = undo.moved.part(self.name())?;
        merges::leave(db, both.survivor, &followed.added)?;
        let own = merges::memberships_of(db, both.merged)?;
        let back = followed.was.into_iter().filter(|(id, ..)| !own.iter().any(|one| one.segment_id == *id));
        let back: Vec<Member> = back
            .map(|(segment_id, since, rule_version)| Member {
                customer_id: both.merged.to_owned(),
                segment_id,
                since,
                rule_version,
            })
            .collect();
        Ok(insert_members(db, &back)?)
    }
}
