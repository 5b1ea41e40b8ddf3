//! What was expected of two customers holds of neither once they are one: the next fit says what is expected then.

use regulars_db::Db;
use regulars_db::insight::life_time_values;
use serde_json::Value;

use crate::customers::merges::parts::{Both, Follows, MergePart, Moved, Undo};
use crate::platform::error::Answer;

/// What is expected of them.
pub struct Expectations;

impl MergePart for Expectations {
    fn name(&self) -> &'static str {
        "life_time_values"
    }

    fn follows(&self, _db: &mut Db, _survivor: &str, _merged: &str) -> Answer<Follows> {
        Ok(Vec::new())
    }

    fn merge(&self, db: &mut Db, both: &Both<'_>, _moved: &Moved) -> Answer<Value> {
        for customer in [both.survivor, both.merged] {
            life_time_values::drop_of(db, customer)?;
        }
        Ok(Value::Null)
    }

    fn undo(&self, db: &mut Db, both: &Both<'_>, _undo: &mut Undo<'_>) -> Answer<()> {
        Ok(life_time_values::drop_of(db, both.survivor)?)
    }
}
