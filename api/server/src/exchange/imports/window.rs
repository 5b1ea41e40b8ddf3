//! A window of a file's rows, written in the order of their customers: what hangs on one customer lies together in the
//! database, so that a part of the window changes few of its pages. What is written is marked; a run that was killed
//! reads its window again and leaves out what is marked.

use std::collections::{HashSet, VecDeque};

use regulars_db::Store;
use serde::{Deserialize, Serialize};

use super::context::ImportContext;
use super::customers::owners_of;
use super::purchases::known_of;
use super::rows::{Batch, Item, ParsedRow, Place, Rejected};
use crate::platform::error::Answer;

/// Rows read at a time: more of them lie closer together, fewer take less memory (about 1 kB a row).
pub const ROWS: usize = 40_000;

/// The things of a window that are written, by their number in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Marks(Vec<u64>);

impl Marks {
    fn has(&self, number: usize) -> bool {
        self.0.get(number / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    fn set(&mut self, number: usize) {
        if self.0.len() <= number / 64 {
            self.0.resize(number / 64 + 1, 0);
        }
        if let Some(word) = self.0.get_mut(number / 64) {
            *word |= 1 << (number % 64);
        }
    }
}

/// What is left to be written of a window.
pub struct Window {
    rest: VecDeque<(usize, Item<ParsedRow>)>,
    /// Rows that mean nothing; they go with the first part.
    rejected: Vec<Rejected>,
    marks: Marks,
    next: Place,
}

/// Some of a window, written in one transaction.
pub struct Part {
    pub batch: Batch<ParsedRow>,
    /// What is marked of the window once this is written, and where it begins: behind the last part the next one.
    pub marks: Marks,
    pub next: Option<Place>,
}

impl Window {
    /// The rows of `batch` that are not marked, in the order in which they are to be written.
    pub fn of(store: &Store, context: &ImportContext, batch: Batch<ParsedRow>, marks: Marks) -> Answer<Window> {
        let Batch { items, rejected, next, .. } = batch;
        let places = places(store, context, &items)?;
        let mut rest: Vec<(Option<String>, usize, Item<ParsedRow>)> = places
            .into_iter()
            .zip(items)
            .enumerate()
            .filter(|(number, _)| !marks.has(*number))
            .map(|(number, (place, item))| (place, number, item))
            .collect();
        // Stable: what has the same place stays in the order of the file.
        rest.sort_by(|(one, ..), (other, ..)| (one.is_none(), one).cmp(&(other.is_none(), other)));
        let rejected = if marks == Marks::default() { rejected } else { Vec::new() };
        Ok(Window { rest: rest.into_iter().map(|(_, number, item)| (number, item)).collect(), rejected, marks, next })
    }

    /// The next part, of about `size` rows; none when all is written.
    pub fn part(&mut self, size: usize) -> Option<Part> {
        let rejected = std::mem::take(&mut self.rejected);
        if self.rest.is_empty() && rejected.is_empty() {
            return None;
        }
        let mut batch = Batch { rows: 0, items: Vec::new(), rejected, next: Place::default() };
        let mut rows = batch.rejected.len();
        while rows < size || batch.items.is_empty() {
            let Some((number, item)) = self.rest.pop_front() else { break };
            self.marks.set(number);
            rows += item.rows.len();
            batch.items.push(item);
        }
        batch.rows = i64::try_from(rows).unwrap_or(i64::MAX);
        let next = self.rest.is_empty().then(|| self.next.clone());
        let marks = if next.is_some() { Marks::default() } else { self.marks.clone() };
        Some(Part { batch, marks, next })
    }
}

/// The customer whom each thing belongs to for certain, whatever is written before it: who has its first identity.
/// None for those whom the rows before them decide; they come last, in the order of the file. A partner's id that
/// stands in the window twice is one of them: its first row must be the one that counts.
fn places(store: &Store, context: &ImportContext, items: &[Item<ParsedRow>]) -> Answer<Vec<Option<String>>> {
    let mut seen = HashSet::new();
    let mut firsts = Vec::with_capacity(items.len());
    for item in items {
        firsts.push(match &item.value {
            ParsedRow::Purchase(receipt) => match receipt.head() {
                Some(row) if row.external_id.as_ref().is_none_or(|id| seen.insert(id)) => {
                    known_of(context, row)?.into_iter().next()
                }
                _ => None,
            },
            ParsedRow::Customer(_) => None,
        });
    }
    let owners = store.read_now(|db| owners_of(db, firsts.iter().flatten()))?;
    Ok(firsts.iter().map(|first| owners.get(&first.as_ref()?.key()).cloned()).collect())
}

#[cfg(test)]
mod tests {
    use regulars_domain::exchange::imports::Receipt;

    use super::*;
    use crate::exchange::imports::rows::Row;

    fn item(rows: i64) -> Item<ParsedRow> {
        let row = |number| Row { number, line: number, cells: Vec::new(), warnings: Vec::new() };
        Item { rows: (1..=rows).map(row).collect(), value: ParsedRow::Purchase(Receipt::default()) }
    }

    fn window(rows: &[i64], rejected: usize) -> Window {
        let row = || Row { number: 1, line: 1, cells: Vec::new(), warnings: Vec::new() };
        let reject = || Rejected::refused(row(), Vec::new());
        Window {
            rest: rows.iter().map(|rows| item(*rows)).enumerate().collect(),
            rejected: (0..rejected).map(|_| reject()).collect(),
            marks: Marks::default(),
            next: Place { rows: 99, ..Place::default() },
        }
    }

    #[test]
    fn parts_hold_every_row_once_and_the_last_moves_on() {
        let mut window = window(&[1, 3, 1, 1, 1], 2);
        let first = window.part(4).unwrap();
        assert_eq!((first.batch.rows, first.batch.items.len(), first.batch.rejected.len()), (6, 2, 2));
        assert!(first.next.is_none() && first.marks.has(0) && first.marks.has(1) && !first.marks.has(2));
        let second = window.part(2).unwrap();
        assert_eq!((second.batch.rows, second.batch.rejected.len()), (2, 0));
        let last = window.part(9).unwrap();
        assert_eq!((last.batch.rows, last.next.unwrap().rows), (1, 99));
        assert_eq!(last.marks, Marks::default());
        assert!(window.part(9).is_none());
    }

    #[test]
    fn a_window_of_rejected_rows_is_one_part() {
        let mut window = window(&[], 3);
        let only = window.part(1).unwrap();
        assert_eq!((only.batch.rows, only.next.unwrap().rows), (3, 99));
        assert!(window.part(1).is_none());
    }

    #[test]
    fn marks_are_kept_as_they_are() {
        let mut marks = Marks::default();
        [0, 63, 64, 200].into_iter().for_each(|number| marks.set(number));
        let kept: Marks = serde_json::from_str(&serde_json::to_string(&marks).unwrap()).unwrap();
        assert_eq!((0..300).filter(|number| kept.has(*number)).collect::<Vec<_>>(), [0, 63, 64, 200]);
    }
}
