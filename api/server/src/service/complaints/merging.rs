//! Complaints and tasks follow their customer when two become one.

use std::collections::BTreeSet;

use regulars_db::Db;
use regulars_db::loyalty::memberships;
use regulars_db::service::merges;
use regulars_domain::customers::merges::FollowKind;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::customers::merges::parts::{Both, Follows, MergePart, Moved, Stayed, StayedKind, Undo, noted};
use crate::platform::error::Answer;

/// Complaints with all their parts, and tasks.
pub struct Cases;

/// The ids of what followed.
#[derive(Default, Serialize, Deserialize)]
struct Followed {
    complaints: Vec<String>,
    tasks: Vec<String>,
}

impl MergePart for Cases {
    fn name(&self) -> &'static str {
        "cases"
    }

    fn follows(&self, db: &mut Db, _survivor: &str, merged: &str) -> Answer<Follows> {
        let tasks = merges::tasks_of(db, merged)?.len();
        let tasks = i64::try_from(tasks).unwrap_or(i64::MAX);
        Ok(vec![(FollowKind::Complaints, merges::count(db, merged)?), (FollowKind::Tasks, tasks)])
    }

    fn merge(&self, db: &mut Db, both: &Both<'_>, _moved: &Moved) -> Answer<Value> {
        let followed =
            Followed { complaints: merges::complaints_of(db, both.merged)?, tasks: merges::tasks_of(db, both.merged)? };
        merges::give(db, both.merged, both.survivor, &followed.complaints)?;
        merges::give_tasks(db, both.merged, both.survivor, &followed.tasks)?;
        noted(&followed)
    }

    /// A complaint for which points were booked stays with the card that got them, whoever brought it.
    fn undo(&self, db: &mut Db, both: &Both<'_>, undo: &mut Undo<'_>) -> Answer<()> {
        let followed: Followed = undo.moved.part(self.name())?;
        let brought: BTreeSet<String> = followed.complaints.into_iter().collect();
        let mut going = brought.clone();
        for (complaint_id, card) in merges::booked_on(db, both.survivor)? {
            let holder = memberships::find(db, &card)?.map(|card| card.customer_id);
            if holder.as_deref() == Some(both.merged) {
                going.insert(complaint_id);
            } else if going.remove(&complaint_id) {
                undo.stayed.push(Stayed { kind: StayedKind::Complaint, id: complaint_id });
            }
        }
        merges::give(db, both.survivor, both.merged, &going.into_iter().collect::<Vec<_>>())?;
        Ok(merges::give_tasks(db, both.survivor, both.merged, &followed.tasks)?)
    }
}
