//! What the customers' area holds of a person.

use regulars_db::Db;
use regulars_db::customers::{identities, personal, profiles};
use regulars_db::personal::Held;
use regulars_domain::identities::stored_key;

use crate::platform::error::Answer;
use crate::platform::personal_data::{Counts, Person, PersonalData};

/// Profiles, identities, consents, interactions and figures.
pub struct CustomerData;

impl PersonalData for CustomerData {
    fn held(&self) -> &'static [Held] {
        personal::HELD
    }

    /// What they were recognised by is free again.
    fn erase(&self, db: &mut Db, person: &Person) -> Answer<Counts> {
        let ids: Vec<&str> = person.ids.iter().map(String::as_str).collect();
        let known = profiles::identities_of(db, &ids)?;
        let keys: Vec<String> = known.iter().map(|one| stored_key(one.kind.0, &one.partner, &one.value)).collect();
        identities::disown(db, &keys, &person.ids)?;
        Ok(Counts::new())
    }
}
