//! For whom a purchase was recorded, and whose it was at a moment. A merge gives the purchases of one customer to another, so
//! the rows say only whose they are now.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use regulars_db::Db;
use regulars_db::insight::facts;
use regulars_db::insight::facts::Merged;

use super::columns::{NOBODY, number_of};
use super::people::People;
use crate::platform::error::Answer;

/// The part of a merge that says which purchases followed.
const PURCHASES: &str = "purchases";

/// Who was merged into whom, and which purchases changed hands.
#[derive(Default)]
pub struct Owners {
    merges: Vec<Merged>,
    /// For whom purchases were recorded, or to whom they went when a merge was undone, by the number of the purchase: of those
    /// that changed hands.
    recorded: HashMap<u64, u32>,
    /// The places of the merged and of the survivors, one for each merge.
    pairs: Vec<(u32, u32)>,
}

impl Owners {
    /// As the database knows it now.
    pub fn read(db: &mut Db, people: &People) -> Answer<Owners> {
        let merges = facts::merges(db)?;
        let mut recorded = HashMap::new();
        let place = |id: &str| people.place(id).unwrap_or(NOBODY);
        let pairs = merges.iter().map(|merge| (place(&merge.merged_id), place(&merge.customer_id))).collect();
        for merge in &merges {
            let merged = place(&merge.merged_id);
            let Some(undone_at) = merge.undone_at else {
                for id in merge.moved.get(PURCHASES).and_then(|ids| ids.as_array()).into_iter().flatten() {
                    recorded.entry(number_of(id.as_str().unwrap_or_default())).or_insert(merged);
                }
                continue;
            };
            // Recorded for both as one, and given to the one who came apart again.
            for id in facts::recorded_between(db, &merge.merged_id, merge.merged_at, undone_at)? {
                recorded.entry(number_of(&id)).or_insert(merged);
            }
        }
        Ok(Owners { merges, recorded, pairs })
    }

    /// The place of the customer for whom a purchase was recorded, that of who has it otherwise.
    pub fn recorded_for(&self, sale: u64, customer: u32) -> u32 {
        if self.recorded.is_empty() {
            return customer;
        }
        self.recorded.get(&sale).copied().unwrap_or(customer)
    }

    /// Who stands for each customer at a moment, or now, after everybody who was taken over; by their places.
    pub fn standing(&self, known: Option<NaiveDateTime>, people: &People) -> Vec<u32> {
        let holds = |merge: &Merged| match known {
            None => merge.undone_at.is_none(),
            Some(known) => merge.merged_at <= known && merge.undone_at.is_none_or(|undone| undone > known),
        };
        let taken_over: HashMap<u32, u32> =
            self.merges.iter().zip(&self.pairs).filter(|(merge, _)| holds(merge)).map(|(_, pair)| *pair).collect();
        let mut standing: Vec<u32> = (0..).take(people.len()).collect();
        for merged in taken_over.keys() {
            if let Some(one) = standing.get_mut(*merged as usize) {
                *one = last(*merged, &taken_over);
            }
        }
        standing
    }

    /// Every merge, oldest first, with those that were undone.
    pub fn merges(&self) -> &[Merged] {
        &self.merges
    }
}

/// The last who took over, beginning with a customer.
fn last(customer: u32, taken_over: &HashMap<u32, u32>) -> u32 {
    let mut one = customer;
    // Merges make no circle; should there be one, it is not followed for ever.
    for _ in 0..=taken_over.len() {
        match taken_over.get(&one) {
            Some(next) => one = *next,
            None => break,
        }
    }
    one
}
