//! Who may get a message: what is known of customers, read for many at once, and judged by the rules of messages. Asked
//! when a source plans its messages and again before each leaves.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use regulars_db::Db;
use regulars_db::customers::erasures;
use regulars_db::messaging::recipients::Recipient;
use regulars_db::messaging::{deliveries, recipients, suppressions};
use regulars_domain::messaging::deliveries::{Cap, Person, QuietHours, SkipReason, check_eligibility};
use regulars_domain::messaging::messages::{Channel, MessagingPolicy, Purpose};
use regulars_domain::period::{local_day, parse_zone};

use crate::messaging::send_rules;
use crate::platform::error::Answer;
use crate::platform::identity::keys::Keys;
use crate::platform::organisation;

/// What is known of somebody when a message is planned, and again when it leaves.
pub struct Addressee {
    pub recipient: Recipient,
    erased_at: Option<NaiveDateTime>,
    suppressed: Option<SkipReason>,
    recent_count: i64,
}

/// By what somebody is judged.
pub struct Rules {
    pub purpose: Purpose,
    pub cap: Option<Cap>,
    pub quiet: Option<QuietHours>,
    /// Nothing is sent from then on.
    pub until: Option<NaiveDateTime>,
}

impl Rules {
    /// The organisation's rules for a purpose.
    pub fn of(policy: &MessagingPolicy, purpose: Purpose, until: Option<NaiveDateTime>) -> Rules {
        Rules { purpose, cap: Some(send_rules::cap(policy)), quiet: send_rules::quiet(policy, purpose), until }
    }

    /// Whether the message may leave at `due_at`.
    pub fn judge(&self, known: &Addressee, channel: Channel, due_at: NaiveDateTime) -> Result<(), SkipReason> {
        let person = Person {
            status: known.recipient.status,
            address: known.recipient.addresses.get(&channel).map(String::as_str),
            consent: known.recipient.consents.get(&channel).copied(),
            granted_at: known.recipient.granted_at.get(&channel).copied(),
            erased_at: known.erased_at,
            suppressed: known.suppressed,
            recent_count: known.recent_count,
        };
        check_eligibility(&person, self.purpose == Purpose::Marketing, self.cap)?;
        if self.until.is_some_and(|until| due_at >= until) {
            return Err(SkipReason::QuietHoursOver);
        }
        Ok(())
    }
}

/// What is known of these customers, in a constant number of statements; none of who cannot be read. Who does not exist is
/// left out.
pub fn known(
    db: &mut Db,
    keys: &Keys,
    channel: Channel,
    policy: &MessagingPolicy,
    now: NaiveDateTime,
    ids: &[&str],
) -> Answer<HashMap<String, Option<Addressee>>> {
    let mut unreadable = Vec::new();
    let today = local_day(now.and_utc(), organisation(db)?.time_zone);
    let recipients = readable(db, ids, today, &mut unreadable)?;
    let recent_count = deliveries::recent_count(db, channel, send_rules::counted_since(policy, now), ids)?;
    let addresses: Vec<&str> =
        recipients.iter().filter_map(|recipient| recipient.addresses.get(&channel)).map(String::as_str).collect();
    let suppressed: HashMap<String, SkipReason> = suppressions::of_addresses(db, channel, &addresses)?
        .into_iter()
        .map(|(address, reason)| (address, SkipReason::of(reason)))
        .collect();
    let erased = erased(db, keys, channel, &addresses)?;
    let known = recipients.into_iter().map(|recipient| {
        let address = recipient.addresses.get(&channel);
        let suppressed = address.and_then(|address| suppressed.get(address)).copied();
        let erased_at = address.and_then(|address| erased.get(address)).copied();
        let recent_count = recent_count.get(&recipient.customer_id).copied().unwrap_or(0);
        (recipient.customer_id.clone(), Some(Addressee { recipient, erased_at, suppressed, recent_count }))
    });
    Ok(known.chain(unreadable.into_iter().map(|id| (id, None))).collect())
}

/// When somebody was erased who was reached at these addresses, by address.
fn erased(db: &mut Db, keys: &Keys, channel: Channel, addresses: &[&str]) -> Answer<HashMap<String, NaiveDateTime>> {
    if addresses.is_empty() || !erasures::is_anybody(db)? {
        return Ok(HashMap::new());
    }
    let kind = channel.identity().as_str();
    let hashes: HashMap<String, &str> = addresses
        .iter()
        .flat_map(|address| keys.contact_hashes(kind, address).into_iter().map(|hash| (hash, *address)))
        .collect();
    let asked: Vec<&str> = hashes.keys().map(String::as_str).collect();
    let mut found: HashMap<String, NaiveDateTime> = HashMap::new();
    for (hash, at) in erasures::blocked(db, &asked)? {
        if let Some(address) = hashes.get(&hash) {
            let latest = found.entry((*address).to_owned()).or_insert(at);
            *latest = at.max(*latest);
        }
    }
    Ok(found)
}

/// Those of these customers that can be read: one that cannot must not hold back the others.
fn readable(db: &mut Db, ids: &[&str], today: NaiveDate, unreadable: &mut Vec<String>) -> Answer<Vec<Recipient>> {
    match (recipients::merge_facts(db, ids, today), ids) {
        (Err(diesel::result::Error::DeserializationError(error)), [id]) => {
            tracing::error!(customer = id, %error, "a customer cannot be read and is sent nothing");
            unreadable.push((*id).to_owned());
            Ok(Vec::new())
        }
        (Err(diesel::result::Error::DeserializationError(_)), _) => {
            let (some, others) = ids.split_at(ids.len() / 2);
            let mut found = readable(db, some, today, unreadable)?;
            found.extend(readable(db, others, today, unreadable)?);
            Ok(found)
        }
        (found, _) => Ok(found?),
    }
}

/// Where the customer is: at the home unit, as far as is known.
pub fn zone_of(recipient: &Recipient, organisation: Tz) -> Tz {
    let Some(name) = &recipient.time_zone else { return organisation };
    parse_zone(name).unwrap_or_else(|error| {
        tracing::error!(customer = recipient.customer_id, name, %error, "the home unit's time zone cannot be read");
        organisation
    })
}
