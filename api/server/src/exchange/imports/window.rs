//! A window of a file's rows, written in the order of their customers: what hangs on one customer lies together in the
//! database, so that a part of the window changes few of its pages. What is written is marked; a run that was killed
//! reads its window again and leaves out what is marked.

use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

use regulars_db::Store;
use regulars_domain::exchange::imports::ImportKind;
use serde::{Deserialize, Serialize};

use super::context::ImportContext;
use super::customers::owners_of;
use super::meaning;
use super::packed::PackedRows;
use super::purchases::known_of;
use super::rows::{Batch, Item, ParsedRow, Place, Rejected, Rows};
use crate::platform::error::Answer;

/// Rejected rows behind which a window ends: they are held with all that is said of them.
const REJECTED: usize = 40_000;

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

/// How a file is cut into windows. A run keeps the measure it began with: it must cut the same windows again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Measure {
    /// Rows of a window.
    rows: usize,
    /// Rows that are read and looked up at a time.
    slice: usize,
    /// Bytes of its cells behind which a window ends, however few rows it has.
    bytes: usize,
}

impl Default for Measure {
    fn default() -> Measure {
        Measure { rows: 250_000, slice: 10_000, bytes: 64 << 20 }
    }
}

impl Measure {
    /// That of a run that began when a window was read at once.
    pub fn whole(rows: usize) -> Measure {
        Measure { rows, slice: rows, bytes: usize::MAX }
    }
}

/// What is left to be written of a window. Its rows are held as they were read, and are read for what they mean again
/// when their part is written: what they mean takes many times as much memory.
pub struct Window {
    rows: PackedRows,
    rest: Rest,
    /// Rows that mean nothing; they go with the first part.
    rejected: Vec<Rejected>,
}

/// Some of a window, written in one transaction.
pub struct Part {
    pub batch: Batch<ParsedRow>,
    /// What is marked of the window once this is written, and where it begins: behind the last part the next one.
    pub marks: Marks,
    pub next: Option<Place>,
}

impl Window {
    /// The next window of a file, without what is marked, in the order in which it is to be written; none at the end.
    pub fn read(rows: &mut Rows<'_>, store: &Store, measure: Measure, marks: Marks) -> Answer<Option<Window>> {
        let mut window = Window { rows: PackedRows::default(), rest: Rest::default(), rejected: Vec::new() };
        let mut places: Vec<(Option<String>, Thing)> = Vec::new();
        let mut firsts = Firsts::default();
        let (mut taken, mut number) = (0, 0);
        while taken < measure.rows && window.rejected.len() < REJECTED && window.rows.bytes() < measure.bytes {
            let asked = measure.slice.min(measure.rows - taken);
            let Some(Batch { items, rejected, rows: read, next }) = rows.batch(asked)? else { break };
            window.rest.next = next;
            window.rejected.extend(rejected);
            for (item, place) in items.iter().zip(firsts.places(store, rows.context(), &items)?) {
                if !marks.has(number) {
                    places.push((place, Thing { number, first: window.rows.len(), rows: item.rows.len() }));
                    item.rows.iter().for_each(|row| window.rows.push(row));
                }
                number += 1;
            }
            let read = usize::try_from(read).unwrap_or(usize::MAX);
            taken += read;
            // The end of a pass over the file.
            if read < asked {
                break;
            }
        }
        if taken == 0 {
            return Ok(None);
        }
        // Stable: what has the same place stays in the order of the file.
        places.sort_by(|(one, _), (other, _)| (one.is_none(), one).cmp(&(other.is_none(), other)));
        window.rest.things = places.into_iter().map(|(_, thing)| thing).collect();
        if marks != Marks::default() {
            window.rejected.clear();
        }
        window.rest.marks = marks;
        Ok(Some(window))
    }

    /// The next part, of about `size` rows; none when all is written.
    pub fn part(&mut self, context: &ImportContext, kind: ImportKind, size: usize) -> Option<Part> {
        let rejected = std::mem::take(&mut self.rejected);
        if self.rest.things.is_empty() && rejected.is_empty() {
            return None;
        }
        let rows = i64::try_from(rejected.len()).unwrap_or(i64::MAX);
        let mut batch = Batch { items: Vec::new(), rejected, rows, next: Place::default() };
        for thing in self.rest.take(size.saturating_sub(batch.rejected.len()).max(1)) {
            let rows = (thing.first..thing.first + thing.rows).filter_map(|at| self.rows.get(at));
            meaning::read(context, kind, rows.map(Ok).collect(), &mut batch);
        }
        let (marks, next) = self.rest.reached();
        Some(Part { batch, marks, next })
    }
}

/// Rows of a window that mean one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Thing {
    /// Of the window, from 0; rejected rows are not counted.
    number: usize,
    /// Its first row among those that are held, and how many there are.
    first: usize,
    rows: usize,
}

/// The things of a window that are not written, in the order in which they are, and which are.
#[derive(Debug, Default)]
struct Rest {
    things: VecDeque<Thing>,
    marks: Marks,
    /// Where the next window begins.
    next: Place,
}

impl Rest {
    /// Takes things of about `size` rows, at least one if there is one, and marks them.
    fn take(&mut self, size: usize) -> Vec<Thing> {
        let mut taken = Vec::new();
        let mut rows = 0;
        while rows < size {
            let Some(thing) = self.things.pop_front() else { break };
            self.marks.set(thing.number);
            rows += thing.rows;
            taken.push(thing);
        }
        taken
    }

    /// What is marked, and where the next window begins when nothing is left of this one.
    fn reached(&self) -> (Marks, Option<Place>) {
        if self.things.is_empty() { (Marks::default(), Some(self.next.clone())) } else { (self.marks.clone(), None) }
    }
}

/// Finds the customer whom each thing of a window belongs to for certain, whatever is written before it: who has its
/// first identity. None for those whom the rows before them decide; they come last, in the order of the file. A
/// partner's id that stands in the window twice is one of them: its first row must be the one that counts.
#[derive(Default)]
struct Firsts {
    /// Hashes of the partners' ids so far; two that have the same cost the second one its place, no more.
    seen: HashSet<u64>,
}

impl Firsts {
    fn places(
        &mut self,
        store: &Store,
        context: &ImportContext,
        items: &[Item<ParsedRow>],
    ) -> Answer<Vec<Option<String>>> {
        let mut firsts = Vec::with_capacity(items.len());
        for item in items {
            firsts.push(match &item.value {
                ParsedRow::Purchase(receipt) => match receipt.head() {
                    Some(row) if row.external_id.as_deref().is_none_or(|id| self.is_new(id)) => {
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

    fn is_new(&mut self, id: &str) -> bool {
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        self.seen.insert(hasher.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rest(rows: &[usize]) -> Rest {
        let first = |number: usize| rows.iter().take(number).sum();
        let things = rows.iter().enumerate().map(|(number, rows)| Thing { number, first: first(number), rows: *rows });
        Rest { things: things.collect(), next: Place { rows: 99, ..Place::default() }, ..Rest::default() }
    }

    #[test]
    fn parts_hold_every_thing_once_and_the_last_moves_on() {
        let mut rest = rest(&[1, 3, 1, 1, 1]);
        let numbers = |taken: Vec<Thing>| taken.iter().map(|thing| thing.number).collect::<Vec<_>>();
        assert_eq!(numbers(rest.take(2)), [0, 1]);
        let (marks, next) = rest.reached();
        assert!(next.is_none() && marks.has(0) && marks.has(1) && !marks.has(2));
        assert_eq!(numbers(rest.take(2)), [2, 3]);
        assert_eq!(numbers(rest.take(9)), [4]);
        let (marks, next) = rest.reached();
        assert_eq!((marks, next.unwrap().rows), (Marks::default(), 99));
        assert_eq!(rest.take(9), []);
    }

    #[test]
    fn a_thing_is_taken_however_many_rows_it_has() {
        let mut rest = rest(&[500, 1]);
        assert_eq!(rest.take(1), [Thing { number: 0, first: 0, rows: 500 }]);
        assert_eq!(rest.take(1), [Thing { number: 1, first: 500, rows: 1 }]);
    }

    #[test]
    fn a_partners_id_is_new_once() {
        let mut firsts = Firsts::default();
        assert_eq!(["A", "B", "A"].map(|id| firsts.is_new(id)), [true, true, false]);
    }

    #[test]
    fn marks_are_kept_as_they_are() {
        let mut marks = Marks::default();
        [0, 63, 64, 200].into_iter().for_each(|number| marks.set(number));
        let kept: Marks = serde_json::from_str(&serde_json::to_string(&marks).unwrap()).unwrap();
        assert_eq!((0..300).filter(|number| kept.has(*number)).collect::<Vec<_>>(), [0, 63, 64, 200]);
    }
}
