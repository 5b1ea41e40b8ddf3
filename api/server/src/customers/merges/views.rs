//! Merges as they are asked for and shown.

use regulars_db::customers::merges::Merge;
use regulars_domain::customers::merges::{Choices, FollowKind, MergeField, MergeSide};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::parts::Stayed;
use crate::customers::profiles::views::CustomerView;
use crate::platform::time::Time;

/// Who is to be merged into the customer, and how.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMerge {
    /// The other one: its id leads to the customer from then on. Or `ext:{partner}:{external_id}`.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "cus_01JD3Q5V8N0000000000000001")]
    pub merged_id: String,
    /// Whose value counts, by field; the customer's own where nothing is said, or the other's where it has none.
    #[serde(default)]
    pub choices: MergeChoices,
    /// The version of the customer that was looked at: 409 when it was changed since.
    pub survivor_version: Option<i32>,
    /// The version of the other one that was looked at: 409 when it was changed since.
    pub merged_version: Option<i32>,
}

/// Whose value counts. Tags of both are kept, and so are both notes while nothing is chosen and they fit.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MergeChoices {
    pub name: Option<MergeSide>,
    pub language: Option<MergeSide>,
    pub gender: Option<MergeSide>,
    pub birthday: Option<MergeSide>,
    pub city: Option<MergeSide>,
    pub address: Option<MergeSide>,
    pub occupation: Option<MergeSide>,
    pub source: Option<MergeSide>,
    pub home_unit: Option<MergeSide>,
    pub owner: Option<MergeSide>,
    pub leader_kind: Option<MergeSide>,
    /// Of attributes both have; those of one only are kept.
    pub attributes: Option<MergeSide>,
    pub note: Option<MergeSide>,
}

impl MergeChoices {
    /// As the rules take them.
    pub fn of(self) -> Choices {
        let all = [
            (MergeField::Name, self.name),
            (MergeField::Language, self.language),
            (MergeField::Gender, self.gender),
            (MergeField::Birthday, self.birthday),
            (MergeField::City, self.city),
            (MergeField::Address, self.address),
            (MergeField::Occupation, self.occupation),
            (MergeField::Source, self.source),
            (MergeField::HomeUnit, self.home_unit),
            (MergeField::Owner, self.owner),
            (MergeField::LeaderKind, self.leader_kind),
            (MergeField::Attributes, self.attributes),
            (MergeField::Note, self.note),
        ];
        all.into_iter().filter_map(|(field, side)| Some((field, side?))).collect()
    }
}

/// What a merge would make.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergePreview {
    /// Whose id stays, as it is now.
    pub survivor: CustomerView,
    /// The other one, as it is now.
    pub merged: CustomerView,
    /// What would become of both: figures and tier as they would be.
    pub result: CustomerView,
    /// What would follow.
    pub follows: Vec<Followed>,
}

/// How many of a kind would follow.
#[derive(Debug, Serialize, ToSchema)]
pub struct Followed {
    pub kind: FollowKind,
    pub count: i64,
}

/// Two customers that became one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Merge)]
pub struct MergeView {
    #[schema(example = "mrg_01JD3Q5V8N0000000000000000")]
    pub id: String,
    /// Whose id stayed.
    pub survivor_id: String,
    /// Whose id leads to the survivor.
    pub merged_id: String,
    /// What the other one was called.
    #[schema(example = "王小明")]
    pub merged_name: String,
    pub merged_at: Time,
    /// Who did it.
    pub merged_by: String,
    /// None while it counts.
    pub undone_at: Option<Time>,
    pub undone_by: Option<String>,
    /// What was recorded between merge and undo and stayed with the survivor.
    pub stayed: Vec<Stayed>,
}

/// Who was merged into a customer, newest first: the last 100.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergeList {
    pub data: Vec<MergeView>,
}

impl MergeView {
    pub fn of(merge: Merge, merged_name: String) -> MergeView {
        let stayed = merge.stayed.and_then(|stayed| serde_json::from_value(stayed.0).ok());
        MergeView {
            id: merge.id,
            survivor_id: merge.customer_id,
            merged_id: merge.merged_id,
            merged_name,
            merged_at: merge.merged_at.into(),
            merged_by: merge.merged_by,
            undone_at: merge.undone_at.map(Time::from),
            undone_by: merge.undone_by,
            stayed: stayed.unwrap_or_default(),
        }
    }
}
