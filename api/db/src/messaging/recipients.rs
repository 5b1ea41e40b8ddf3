//! What messages need to know of customers, for many at once in a constant number of statements.

use std::collections::{BTreeMap, HashMap};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use regulars_domain::customers::consents::Weight;
use regulars_domain::customers::profiles::{ConsentChannel, CustomerStatus};
use regulars_domain::customers::tiers::TierClass;
use regulars_domain::identities::IdentityKind;
use regulars_domain::loyalty::memberships::MembershipState;
use regulars_domain::messaging::messages::Channel;
use regulars_domain::messaging::templates::MergeFacts;
use regulars_domain::period::counted_at;
use regulars_domain::text::Language;

use crate::dialect::keyed;
use crate::loyalty::points;
use crate::schema::{
    consents, customer_identities, customer_metrics, customers, membership_levels, memberships, units,
};
use crate::text::AsText;
use crate::{Db, Result, on};

/// A customer as a message sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    pub customer_id: String,
    pub status: CustomerStatus,
    /// The language the customer wants; none when it never said one that we speak.
    pub language: Option<Language>,
    /// The time zone of the home unit; none without one.
    pub time_zone: Option<String>,
    /// Where it is reached; of several addresses of a channel the first that was known.
    pub addresses: BTreeMap<Channel, String>,
    /// What it said of each channel, as far as it counts; a channel it never spoke of is not there.
    pub consents: BTreeMap<Channel, bool>,
    /// When the consents were given that are a yes.
    pub granted_at: BTreeMap<Channel, NaiveDateTime>,
    /// Without the organisation's name and the link to unsubscribe: they are the same for all, or made for each message.
    pub facts: MergeFacts,
}

/// What is read of a customer's row, its figures and its home unit.
type Base = (
    String,
    AsText<CustomerStatus>,
    String,
    Option<AsText<Language>>,
    Option<String>,
    Option<AsText<TierClass>>,
    Option<(String, String)>,
);

/// These customers as messages see them on a day; who does not exist is left out.
pub fn merge_facts(db: &mut Db, customer_ids: &[&str], today: NaiveDate) -> Result<Vec<Recipient>> {
    let base: Vec<Base> = on!(db, |c| customers::table
        .inner_join(customer_metrics::table)
        .left_join(units::table.on(units::id.nullable().eq(customers::home_unit_id)))
        .filter(keyed(customers::id, customer_ids))
        .order(customers::id)
        .select((
            customers::id,
            customers::status,
            customers::name,
            customers::language,
            customers::city,
            customer_metrics::tier,
            (units::name, units::time_zone).nullable(),
        ))
        .load(c))?;
    let mut recipients: Vec<Recipient> = base.into_iter().map(recipient).collect();
    let places: HashMap<String, usize> =
        recipients.iter().enumerate().map(|(place, recipient)| (recipient.customer_id.clone(), place)).collect();
    let mut with = |customer_id: &str, set: &mut dyn FnMut(&mut Recipient)| {
        if let Some(recipient) = places.get(customer_id).and_then(|&place| recipients.get_mut(place)) {
            set(recipient);
        }
    };
    for (customer_id, kind, value) in addresses(db, customer_ids)? {
        if let Some(channel) = Channel::ALL.iter().find(|channel| channel.identity() == kind.0) {
            with(&customer_id, &mut |recipient| {
                recipient.addresses.entry(*channel).or_insert_with(|| value.clone());
            });
        }
    }
    for (customer_id, channel, granted, at) in decided(db, customer_ids)? {
        if let Some(channel) = Channel::ALL.iter().find(|known| known.consent() == channel.0) {
            with(&customer_id, &mut |recipient| {
                recipient.consents.insert(*channel, granted);
                match granted {
                    true => recipient.granted_at.insert(*channel, at),
                    false => recipient.granted_at.remove(channel),
                };
            });
        }
    }
    for (customer_id, balance, level) in cards(db, customer_ids, today)? {
        with(&customer_id, &mut |recipient| {
            recipient.facts.points_balance.get_or_insert(balance);
            recipient.facts.level_name = recipient.facts.level_name.take().or_else(|| level.clone());
        });
    }
    Ok(recipients)
}

fn recipient((customer_id, status, name, language, city, tier, unit): Base) -> Recipient {
    let (unit_name, time_zone) = unit.unzip();
    let tier = tier.map(|tier| tier.0).filter(|tier| *tier != TierClass::None);
    Recipient {
        customer_id,
        status: status.0,
        language: language.map(|language| language.0),
        time_zone,
        addresses: BTreeMap::new(),
        consents: BTreeMap::new(),
        granted_at: BTreeMap::new(),
        facts: MergeFacts {
            customer_name: Some(name),
            customer_city: city,
            customer_tier: tier.map(|tier| tier.as_str().to_owned()),
            unit_name,
            ..MergeFacts::default()
        },
    }
}

/// Phones, e-mails and open ids, in the order they became known.
fn addresses(db: &mut Db, customer_ids: &[&str]) -> Result<Vec<(String, AsText<IdentityKind>, String)>> {
    let kinds = Channel::ALL.iter().map(|channel| channel.identity().as_str());
    on!(db, |c| customer_identities::table
        .filter(keyed(customer_identities::customer_id, customer_ids))
        .filter(customer_identities::kind.eq_any(kinds.clone()))
        .order((customer_identities::customer_id, customer_identities::id))
        .select((customer_identities::customer_id, customer_identities::kind, customer_identities::value))
        .load(c))
}

/// A decision: whose, on what, what, and from when it counts.
type Decided = (String, AsText<ConsentChannel>, bool, NaiveDateTime);

/// The decisions of each channel, the one that counts last.
fn decided(db: &mut Db, customer_ids: &[&str]) -> Result<Vec<Decided>> {
    type Said = (String, AsText<ConsentChannel>, bool, NaiveDateTime, NaiveDateTime);
    let mut said: Vec<Said> = on!(db, |c| consents::table
        .filter(keyed(consents::customer_id, customer_ids))
        .order(consents::id)
        .select((
            consents::customer_id,
            consents::channel,
            consents::granted,
            consents::occurred_at,
            consents::recorded_at,
        ))
        .load(c))?;
    said.sort_by_key(|(.., granted, told, recorded)| Weight::of(*told, *recorded, *granted));
    let counted =
        |(customer_id, channel, granted, told, recorded)| (customer_id, channel, granted, counted_at(told, recorded));
    Ok(said.into_iter().map(counted).collect())
}

/// Points, but for what has expired by this day, and level of each card in use, the oldest card first.
fn cards(db: &mut Db, customer_ids: &[&str], today: NaiveDate) -> Result<Vec<(String, i64, Option<String>)>> {
    let overdue = points::overdue(db, customer_ids, today)?;
    let cards: Vec<(String, String, i64, Option<String>)> = on!(db, |c| memberships::table
        .left_join(membership_levels::table.on(membership_levels::id.nullable().eq(memberships::level_id)))
        .filter(keyed(memberships::customer_id, customer_ids))
        .filter(memberships::state.ne(MembershipState::Closed.as_str()))
        .order((memberships::customer_id, memberships::id))
        .select((memberships::id, memberships::customer_id, memberships::balance, membership_levels::name.nullable()))
        .load(c))?;
    let shown =
        |(id, customer_id, balance, level): (String, _, i64, _)| (customer_id, balance - overdue.of(&id), level);
    Ok(cards.into_iter().map(shown).collect())
}
