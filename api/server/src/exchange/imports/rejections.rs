//! The rows that were not taken.

use regulars_db::exchange::imports;
use regulars_db::exchange::imports::Rejection;
use regulars_domain::exchange::imports::RowOutcome;
use serde::{Deserialize, Serialize};

use crate::platform::error::Answer;
use crate::platform::jobs::{Context, Step};

/// How the rows ended that were not taken.
pub const NOT_TAKEN: [RowOutcome; 2] = [RowOutcome::Held, RowOutcome::Refused];

/// Rows dropped in one write, or sent in one piece.
pub const PART: i64 = 1_000;

/// Rows taken with a warning that are kept of an import; more are counted only.
const WARNINGS: usize = 20_000;

/// How many rows with a warning are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Warnings(usize);

impl Warnings {
    /// Leaves out the rows with a warning for which there is no room any more.
    pub fn cut(&mut self, rows: &mut Vec<Rejection>) {
        rows.retain(|row| {
            let warning = !NOT_TAKEN.contains(&row.outcome.0);
            self.0 += usize::from(warning);
            !warning || self.0 <= WARNINGS
        });
    }
}

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
