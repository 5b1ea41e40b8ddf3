//! The rows that were not taken: as many are kept as somebody might mend, the others are counted.

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
/// Rejected rows that are kept of an import, and bytes of them with their reasons.
const MOST: Room = Room { rows: 100_000, bytes: 64 << 20 };

/// How many rejected rows are kept, or may still be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    rows: usize,
    bytes: usize,
}

impl Room {
    /// The rows for which there is still room beside those kept, which they are added to, and how many there is none for.
    pub fn take(&mut self, rejections: Vec<Rejection>) -> (Vec<Rejection>, i64) {
        self.take_of(MOST, rejections)
    }

    fn take_of(&mut self, most: Room, rejections: Vec<Rejection>) -> (Vec<Rejection>, i64) {
        let all = rejections.len();
        let fits = |rejection: &Rejection| {
            let bytes = rejection.content.len() + rejection.errors.len();
            let fits = self.rows < most.rows && self.bytes + bytes <= most.bytes;
            if fits {
                self.rows += 1;
                self.bytes += bytes;
            }
            fits
        };
        let taken: Vec<Rejection> = rejections.into_iter().filter(fits).collect();
        let left = i64::try_from(all - taken.len()).unwrap_or(i64::MAX);
        (taken, left)
    }
}

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

#[cfg(test)]
mod tests {
    use regulars_db::text::AsText;

    use super::*;

    #[test]
    fn rows_are_kept_up_to_a_number_and_a_size() {
        let row = |line: i64, bytes: usize| Rejection {
            import_id: String::new(),
            line,
            content: "x".repeat(bytes),
            errors: "[]".to_owned(),
            outcome: AsText(RowOutcome::Refused),
        };
        let lines = |rows: &[Rejection]| rows.iter().map(|row| row.line).collect::<Vec<_>>();
        let most = Room { rows: 3, bytes: 100 };
        let mut room = Room::default();
        let (kept, left) = room.take_of(most, vec![row(1, 48), row(2, 60), row(3, 8)]);
        assert_eq!((lines(&kept), left), (vec![1, 3], 1), "a smaller one may still fit");
        let (kept, left) = room.take_of(most, vec![row(4, 8), row(5, 8)]);
        assert_eq!((lines(&kept), left), (vec![4], 1));
    }
}
