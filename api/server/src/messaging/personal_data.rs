//! What the area of messages holds of a person.

use regulars_db::Db;
use regulars_db::messaging::personal;
use regulars_db::personal::Held;
use regulars_domain::customers::erasures::Objection;
use regulars_domain::messaging::messages::Channel;
use regulars_domain::text::Message;

use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::personal_data::{Counts, Person, PersonalData};

/// Messages, and addresses that get none.
pub struct MessagingData;

impl PersonalData for MessagingData {
    fn held(&self) -> &'static [Held] {
        personal::HELD
    }

    /// What came of a message that is leaving would be written after it, with the address.
    fn objection(&self, db: &mut Db, ids: &[String]) -> Answer<Option<Message>> {
        let is_leaving = personal::is_leaving(db, ids, clock::now().naive_utc())?;
        Ok(is_leaving.then(|| Objection::Leaving.into()))
    }

    /// Nothing leaves any more, and the list of addresses forgets them: the hashes say more.
    fn erase(&self, db: &mut Db, person: &Person) -> Answer<Counts> {
        personal::call_off(db, &person.ids, person.now)?;
        let mut forgotten = 0;
        for channel in Channel::ALL {
            let reached = person.identities.iter().filter(|(kind, _)| *kind == channel.identity());
            let addresses: Vec<&str> = reached.map(|(_, value)| value.as_str()).collect();
            forgotten += personal::forget_addresses(db, *channel, &addresses)?;
        }
        Ok(Counts::from([("suppressions".to_owned(), forgotten)]))
    }
}
