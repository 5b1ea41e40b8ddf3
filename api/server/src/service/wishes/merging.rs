//! Wishes follow when two customers become one.

use regulars_db::Db;
use regulars_db::service::wishes;
use regulars_domain::customers::merges::FollowKind;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::customers::merges::parts::{Both, Follows, MergePart, Moved, Undo, noted};
use crate::platform::error::Answer;

/// What they asked for and did not get.
pub struct Wishes;

/// The ids of what followed.
#[derive(Default, Serialize, Deserialize)]
struct Followed(Vec<String>);

impl MergePart for Wishes {
    fn name(&self) -> &'static str {
        "wishes"
    }

    fn follows(&self, db: &mut Db, _survivor: &str, merged: &str) -> Answer<Follows> {
        let wishes = wishes::ids_of(db, merged)?.len();
        Ok(vec![(FollowKind::Wishes, i64::try_from(wishes).unwrap_or(i64::MAX))])
    }

    fn merge(&self, db: &mut Db, both: &Both<'_>, _moved: &Moved) -> Answer<Value> {
        let followed = Followed(wishes::ids_of(db, both.merged)?);
        wishes::give(db, both.merged, both.survivor, &followed.0)?;
        noted(&followed)
    }

    fn undo(&self, db: &mut Db, both: &Both<'_>, undo: &mut Undo<'_>) -> Answer<()> {
        let followed: Followed = undo.moved.part(self.name())?;
        Ok(wishes::give(db, both.survivor, both.merged, &followed.0)?)
    }
}
