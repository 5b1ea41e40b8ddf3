//! The rows that were not taken.

use regulars_db::exchange::imports;

use crate::platform::error::Answer;
use crate::platform::jobs::{Context, Step};

/// Rows dropped in one write, or sent in one piece.
pub const PART: i64 = 1_000;

/// Drops the rejections of a former try.
pub fn clear(context: &mut Context<'_>, import_id: &str) -> Answer<()> {
    loop {
        let id = import_id.to_owned();
        let dropped = context.step(move |db| {
            let value = imports::drop_rejections(db, &id, PART)?;
            Ok(Step { value, done: 0, total: None, checkpoint: None })
        })?;
        if dropped == 0 {
            return Ok(());
        }
    }
}
