//! Sign-ups follow when two customers become one.

use regulars_db::Db;
use regulars_db::marketing::sign_ups;
use regulars_domain::customers::merges::FollowKind;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::customers::merges::parts::{Both, Follows, MergePart, Moved, Undo, noted};
use crate::platform::error::Answer;

/// What came in by forms.
pub struct SignUps;

/// The ids of what followed.
#[derive(Default, Serialize, Deserialize)]
struct Followed(Vec<String>);

impl MergePart for SignUps {
    fn name(&self) -> &'static str {
        "sign_ups"
    }

    fn follows(&self, db: &mut Db, _survivor: &str, merged: &str) -> Answer<Follows> {
        let sign_ups = sign_ups::ids_of(db, merged)?.len();
        Ok(vec![(FollowKind::SignUps, i64::try_from(sign_ups).unwrap_or(i64::MAX))])
    }

    fn merge(&self, db: &mut Db, both: &Both<'_>, _moved: &Moved) -> Answer<Value> {
        let followed = Followed(sign_ups::ids_of(db, both.merged)?);
        sign_ups::give(db, both.merged, both.survivor, &followed.0)?;
        noted(&followed)
    }

    fn undo(&self, db: &mut Db, both: &Both<'_>, undo: &mut Undo<'_>) -> Answer<()> {
        let followed: Followed = undo.moved.part(self.name())?;
        Ok(sign_ups::give(db, both.survivor, both.merged, &followed.0)?)
    }
}
