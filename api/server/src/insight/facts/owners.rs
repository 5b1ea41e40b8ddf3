//! For whom a purchase was recorded, and whose it was at a moment. A merge gives the purchases of one customer to another, so
//! the rows say only whose they are now.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use regulars_db::Db;
use regulars_db::insight::facts;
use regulars_db::insight::facts::Merged;

use super::columns::number_of;
use crate::platform::error::Answer;

/// The part of a merge that says which purchases followed.
const PURCHASES: &str = "purchases";

/// Who was merged into whom, and which purchases changed hands.
#[derive(Default)]
pub struct Owners {
    merges: Vec<Merged>,
    /// For whom purchases were recorded, or to whom they went when a merge was undone, by the number of the purchase: of those
    /// that changed hands.
    recorded: HashMap<u64, u64>,
}

impl Owners {
    /// As the database knows it now.
    pub fn read(db: &mut Db) -> Answer<Owners> {
        let merges = facts::merges(db)?;
        let mut recorded = HashMap::new();
        for merge in &merges {
            let merged = number_of(&merge.merged_id);
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
        Ok(Owners { merges, recorded })
    }

    /// The number of the customer for whom a purchase was recorded, that of who has it otherwise.
    pub fn recorded_for(&self, sale: u64, customer: u64) -> u64 {
        self.recorded.get(&sale).copied().unwrap_or(customer)
    }

    /// Who had taken over whom at a moment, or has now: by the one who was taken over.
    pub fn taken_over(&self, known: Option<NaiveDateTime>) -> HashMap<u64, u64> {
        let holds = |merge: &&Merged| match known {
            None => merge.undone_at.is_none(),
            Some(known) => merge.merged_at <= known && merge.undone_at.is_none_or(|undone| undone > known),
        };
        let pair = |merge: &Merged| (number_of(&merge.merged_id), number_of(&merge.customer_id));
        self.merges.iter().filter(holds).map(pair).collect()
    }

    /// Every merge, oldest first, with those that were undone.
    pub fn merges(&self) -> &[Merged] {
        &self.merges
    }
}

/// The one who stands for a customer, after everybody who was taken over.
pub fn standing_for(customer: u64, taken_over: &HashMap<u64, u64>) -> u64 {
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
