//! What other areas do when two customers become one, and when that is undone.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use regulars_db::Db;
use regulars_domain::customers::merges::FollowKind;
use regulars_domain::period::local_day;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::customers::tiers::Rule;
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::organisation::Organisation;

/// The two customers, and when and by whom they become one or come apart.
pub struct Both<'a> {
    /// Whose id stays.
    pub survivor: &'a str,
    pub merged: &'a str,
    pub organisation: &'a Organisation,
    pub rule: &'a Rule,
    pub now: DateTime<Utc>,
    /// Who does it.
    pub by: &'a str,
}

impl Both<'_> {
    /// The organisation-local day.
    pub fn today(&self) -> NaiveDate {
        local_day(self.now, self.organisation.time_zone)
    }
}

/// What an undo goes by.
pub struct Undo<'a> {
    /// When they were merged.
    pub merged_at: NaiveDateTime,
    /// The keys of the identities that came with the merged one.
    pub keys: &'a [String],
    /// What followed, by part.
    pub moved: &'a Moved,
    /// What was recorded since and stays with the survivor.
    pub stayed: Vec<Stayed>,
}

/// Something that was recorded between merge and undo and stays with the survivor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = StayedWithSurvivor)]
pub struct Stayed {
    pub kind: StayedKind,
    /// The id of the fact.
    pub id: String,
}

regulars_domain::vocabulary! {
    /// What can stay with the survivor when a merge is undone.
    pub enum StayedKind {
        /// A purchase that named no identity of the one who was merged.
        Purchase = "purchase",
        /// A complaint for which points were booked on a card of the survivor.
        Complaint = "complaint",
    }
}

/// What followed, by part.
#[derive(Clone, Debug, Default)]
pub struct Moved(Map<String, Value>);

impl Moved {
    /// As it was kept.
    pub fn of(kept: &Value) -> Moved {
        Moved(kept.as_object().cloned().unwrap_or_default())
    }

    /// What a part noted; nothing when it was not there yet.
    pub fn part<T: DeserializeOwned + Default>(&self, name: &str) -> Answer<T> {
        let noted = self.0.get(name).cloned().map(serde_json::from_value).transpose();
        noted.map(Option::unwrap_or_default).map_err(|error| Error::Internal(format!("what followed a merge: {error}")))
    }

    pub(super) fn note(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    pub(super) fn into_value(self) -> Value {
        Value::Object(self.0)
    }
}

/// What a part notes of its work.
pub fn noted(value: &impl Serialize) -> Answer<Value> {
    serde_json::to_value(value).map_err(|error| Error::Internal(format!("what follows a merge: {error}")))
}

/// How many of what would follow.
pub type Follows = Vec<(FollowKind, i64)>;

/// The facts of one area.
pub trait MergePart: Send + Sync {
    /// The name by which it finds again what it noted.
    fn name(&self) -> &'static str;

    /// What would follow.
    fn follows(&self, db: &mut Db, survivor: &str, merged: &str) -> Answer<Follows>;

    /// Lets the facts follow; the figures of both are locked. Answers what is needed to undo it. `moved` is what the parts
    /// before it noted.
    fn merge(&self, db: &mut Db, both: &Both<'_>, moved: &Moved) -> Answer<Value>;

    /// Gives the facts back.
    fn undo(&self, db: &mut Db, both: &Both<'_>, undo: &mut Undo<'_>) -> Answer<()>;
}

/// Every part, in the order in which they are called, for a merge and for an undo.
#[derive(Clone, Copy)]
pub struct MergeParts(pub &'static [&'static dyn MergePart]);

impl MergeParts {
    /// The parts of this process.
    pub fn of(app: &App) -> Answer<MergeParts> {
        let handed_over = app.composition.part::<MergeParts>().copied();
        handed_over.ok_or_else(|| Error::Internal("no parts of merges are handed over".to_owned()))
    }
}
