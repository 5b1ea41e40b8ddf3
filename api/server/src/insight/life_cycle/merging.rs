//! Where two customers stood holds of neither once they are one: the next pass says it anew. The history of each stays with it.

use regulars_db::Db;
use regulars_db::insight::life_cycle;
use serde_json::Value;

use crate::customers::merges::parts::{Both, Follows, MergePart, Moved, Undo};
use crate::platform::error::Answer;

/// Where they stand.
pub struct Standings;

impl MergePart for Standings {
    fn name(&self) -> &'static str {
        "life_cycle_stages"
    }

    fn follows(&self, _db: &mut Db, _survivor: &str, _merged: &str) -> Answer<Follows> {
        Ok(Vec::new())
    }

    fn merge(&self, db: &mut Db, both: &Both<'_>, _moved: &Moved) -> Answer<Value> {
        life_cycle::drop_of(db, &[both.survivor, both.merged])?;
        Ok(Value::Null)
    }

    fn undo(&self, db: &mut Db, both: &Both<'_>, _undo: &mut Undo<'_>) -> Answer<()> {
        Ok(life_cycle::drop_of(db, &[both.survivor])?)
    }
}
