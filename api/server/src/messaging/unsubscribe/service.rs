//! The end of marketing on one channel, as the customer wants it.

use regulars_db::Db;
use regulars_db::customers::facts;
use regulars_db::customers::facts::Consent;
use regulars_db::customers::profiles;
use regulars_db::customers::profiles::Customer;
use regulars_db::messaging::deliveries;
use regulars_db::text::AsText;
use regulars_domain::ids;
use regulars_domain::period::local_day;

use crate::messaging::links::Unsubscribe;
use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::organisation;

/// The source of the withdrawal, and who recorded it: nobody was logged in.
const SOURCE: &str = "unsubscribe";

/// Writes the customer's no to the channel, which holds for whatever address they have then. Doing it twice changes nothing
/// the second time.
pub fn withdraw(db: &mut Db, about: &Unsubscribe) -> Answer<()> {
    let Some(customer) = living(db, &about.customer_id)? else { return Ok(()) };
    let now = clock::now();
    deliveries::unsubscribe(db, &about.customer_id, &about.delivery_id, now.naive_utc())?;
    let channel = about.channel.consent();
    let last = facts::consents_of(db, &customer.id)?.into_iter().find(|consent| consent.channel.0 == channel);
    if last.is_none_or(|consent| consent.granted) {
        let consent = Consent {
            id: ids::make(ids::CONSENT),
            customer_id: customer.id.clone(),
            channel: AsText(channel),
            granted: false,
            source: SOURCE.to_owned(),
            wording_version: None,
            occurred_at: now.naive_utc(),
            occurred_on: local_day(now, organisation(db)?.time_zone),
            recorded_at: now.naive_utc(),
            recorded_by: SOURCE.to_owned(),
        };
        facts::insert_consent(db, &consent)?;
    }
    Ok(())
}

/// Whom the customer is now: a link is good for ever, also when the customer was merged into another since.
fn living(db: &mut Db, customer_id: &str) -> Answer<Option<Customer>> {
    let mut found = profiles::lock(db, customer_id)?;
    // A chain of mergers is as long as there are customers at most; one of eight has gone wrong.
    for _ in 0..8 {
        match found.as_ref().and_then(|customer| customer.merged_into.clone()) {
            Some(into) => found = profiles::lock(db, &into)?,
            None => break,
        }
    }
    Ok(found)
}
