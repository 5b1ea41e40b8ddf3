//! What imports made of a customer follows when two become one, so that an import can still be undone.

use regulars_db::Db;
use regulars_db::exchange::import_facts;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::customers::merges::parts::{Both, Follows, MergePart, Moved, Undo, noted};
use crate::platform::error::Answer;

/// Identities, refunds and changes that imports made.
pub struct ImportFacts;

/// The ids of what they made.
#[derive(Default, Serialize, Deserialize)]
struct Followed(Vec<String>);

impl MergePart for ImportFacts {
    fn name(&self) -> &'static str {
        "imports"
    }

    fn follows(&self, _: &mut Db, _survivor: &str, _merged: &str) -> Answer<Follows> {
        Ok(Follows::new())
    }

    fn merge(&self, db: &mut Db, both: &Both<'_>, _moved: &Moved) -> Answer<Value> {
        let followed = Followed(import_facts::subjects_of(db, both.merged)?);
        import_facts::give(db, both.merged, both.survivor, &followed.0)?;
        noted(&followed)
    }

    fn undo(&self, db: &mut Db, both: &Both<'_>, undo: &mut Undo<'_>) -> Answer<()> {
        let followed: Followed = undo.moved.part(self.name())?;
        Ok(import_facts::give(db, both.survivor, both.merged, &followed.0)?)
    }
}
