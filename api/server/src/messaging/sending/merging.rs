//! Deliveries follow their recipient when two customers become one.

use regulars_db::Db;
use regulars_db::messaging::merges;
use regulars_domain::customers::merges::FollowKind;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::customers::merges::parts::{Both, Follows, MergePart, Moved, Undo, noted};
use crate::platform::error::Answer;

/// Messages on their way, and what became of them. Where both got the same one, that of the one who is merged stays there:
/// what still waits of it is left out when its turn comes.
pub struct Deliveries;

/// The ids of what followed.
#[derive(Default, Serialize, Deserialize)]
struct Followed(Vec<String>);

impl MergePart for Deliveries {
    fn name(&self) -> &'static str {
        "deliveries"
    }

    fn follows(&self, db: &mut Db, _survivor: &str, merged: &str) -> Answer<Follows> {
        Ok(vec![(FollowKind::Deliveries, merges::count(db, merged)?)])
    }

    fn merge(&self, db: &mut Db, both: &Both<'_>, _moved: &Moved) -> Answer<Value> {
        let followed = Followed(merges::free_for(db, both.merged, both.survivor)?);
        merges::give(db, both.merged, both.survivor, &followed.0)?;
        noted(&followed)
    }

    fn undo(&self, db: &mut Db, both: &Both<'_>, undo: &mut Undo<'_>) -> Answer<()> {
        let followed: Followed = undo.moved.part(self.name())?;
        Ok(merges::give(db, both.survivor, both.merged, &followed.0)?)
    }
}
