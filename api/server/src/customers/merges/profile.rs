//! The profile of two customers that become one, and what it is after an undo.

use regulars_db::customers::profiles::Customer;
use regulars_db::text::{AsText, Json};
use regulars_domain::customers::merges::{Choices, MergeField, MergeSide, note, side_of, tags, taken, undone};
use regulars_domain::customers::profiles::{Birthday, CustomerStatus, Gender, LeaderKind, Source};
use regulars_domain::text::{Language, normalise};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::customers::profiles::new::set_birthday;

/// Characters of a note.
const LONGEST_NOTE: usize = 4000;
/// Tags of a customer.
const MOST_TAGS: usize = 50;

/// What a merge changes of a customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    name: String,
    language: Option<Language>,
    gender: Option<Gender>,
    birthday: Option<Birthday>,
    city: Option<String>,
    address: Option<String>,
    occupation: Option<String>,
    source: Option<Source>,
    home_unit_id: Option<String>,
    owner_id: Option<String>,
    leader_kind: Option<LeaderKind>,
    tags: Vec<String>,
    attributes: Map<String, Value>,
    note: Option<String>,
}

/// What both were before.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Before {
    pub survivor: Profile,
    pub survivor_status: CustomerStatus,
    pub merged_status: CustomerStatus,
    /// The old ids that led to the one who was merged.
    pub led: Vec<String>,
}

impl Profile {
    pub fn of(customer: &Customer) -> Profile {
        Profile {
            name: customer.name.clone(),
            language: customer.language.map(|word| word.0),
            gender: customer.gender.map(|word| word.0),
            birthday: customer.birthday.as_ref().map(|birthday| birthday.0),
            city: customer.city.clone(),
            address: customer.address.clone(),
            occupation: customer.occupation.clone(),
            source: customer.source.map(|word| word.0),
            home_unit_id: customer.home_unit_id.clone(),
            owner_id: customer.owner_id.clone(),
            leader_kind: customer.leader_kind.map(|word| word.0),
            tags: customer.tags.0.clone(),
            attributes: customer.attributes.0.clone(),
            note: customer.note.clone(),
        }
    }

    /// The profile of both together.
    pub fn joined(survivor: &Profile, merged: &Profile, choices: &Choices) -> Profile {
        let takes_name = side_of(choices, MergeField::Name, true, true) == MergeSide::Merged;
        Profile {
            name: if takes_name { merged.name.clone() } else { survivor.name.clone() },
            language: taken(choices, MergeField::Language, &survivor.language, &merged.language),
            gender: taken(choices, MergeField::Gender, &survivor.gender, &merged.gender),
            birthday: taken(choices, MergeField::Birthday, &survivor.birthday, &merged.birthday),
            city: taken(choices, MergeField::City, &survivor.city, &merged.city),
            address: taken(choices, MergeField::Address, &survivor.address, &merged.address),
            occupation: taken(choices, MergeField::Occupation, &survivor.occupation, &merged.occupation),
            source: taken(choices, MergeField::Source, &survivor.source, &merged.source),
            home_unit_id: taken(choices, MergeField::HomeUnit, &survivor.home_unit_id, &merged.home_unit_id),
            owner_id: taken(choices, MergeField::Owner, &survivor.owner_id, &merged.owner_id),
            leader_kind: taken(choices, MergeField::LeaderKind, &survivor.leader_kind, &merged.leader_kind),
            tags: tags(&survivor.tags, &merged.tags, MOST_TAGS),
            attributes: attributes(choices, &survivor.attributes, &merged.attributes),
            note: note(choices, &survivor.note, &merged.note, LONGEST_NOTE),
        }
    }

    /// What a profile is after the undo of a merge that made `after` of it: what was changed since stays.
    pub fn undone(before: Profile, after: &Profile, now: Profile) -> Profile {
        Profile {
            name: undone(before.name, &after.name, now.name),
            language: undone(before.language, &after.language, now.language),
            gender: undone(before.gender, &after.gender, now.gender),
            birthday: undone(before.birthday, &after.birthday, now.birthday),
            city: undone(before.city, &after.city, now.city),
            address: undone(before.address, &after.address, now.address),
            occupation: undone(before.occupation, &after.occupation, now.occupation),
            source: undone(before.source, &after.source, now.source),
            home_unit_id: undone(before.home_unit_id, &after.home_unit_id, now.home_unit_id),
            owner_id: undone(before.owner_id, &after.owner_id, now.owner_id),
            leader_kind: undone(before.leader_kind, &after.leader_kind, now.leader_kind),
            tags: undone(before.tags, &after.tags, now.tags),
            attributes: undone(before.attributes, &after.attributes, now.attributes),
            note: undone(before.note, &after.note, now.note),
        }
    }

    /// Puts it into a customer.
    pub fn put_into(self, customer: &mut Customer) {
        customer.name_key = normalise(&self.name);
        customer.name = self.name;
        customer.language = self.language.map(AsText);
        customer.gender = self.gender.map(AsText);
        set_birthday(customer, self.birthday.as_ref());
        customer.city = self.city;
        customer.address = self.address;
        customer.occupation = self.occupation;
        customer.source = self.source.map(AsText);
        customer.home_unit_id = self.home_unit_id;
        customer.owner_id = self.owner_id;
        customer.leader_kind = self.leader_kind.map(AsText);
        customer.tags = Json(self.tags);
        customer.attributes = Json(self.attributes);
        customer.note = self.note;
    }
}

fn attributes(choices: &Choices, survivor: &Map<String, Value>, merged: &Map<String, Value>) -> Map<String, Value> {
    let (first, second) = match choices.get(&MergeField::Attributes) {
        Some(MergeSide::Merged) => (merged, survivor),
        _ => (survivor, merged),
    };
    let mut all = first.clone();
    for (name, value) in second {
        all.entry(name.clone()).or_insert_with(|| value.clone());
    }
    all
}
