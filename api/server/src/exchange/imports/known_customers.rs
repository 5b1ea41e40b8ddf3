//! The customers whom the rows of a batch are about: read together, changed in memory, and written together.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use regulars_db::Db;
use regulars_db::customers::attributes;
use regulars_db::customers::facts::Consent;
use regulars_db::customers::profiles::{Customer, Identity};
use regulars_db::customers::{bulk, facts, profiles};
use regulars_db::exchange::import_facts;
use regulars_db::exchange::import_facts::Fact;
use regulars_db::text::{AsText, Json};
use regulars_domain::customers::profiles::{ConsentChannel, check_tags};
use regulars_domain::exchange::imports::{CustomerRow, Field};
use regulars_domain::identities::{IdentityKind, stored_key};
use regulars_domain::message;
use regulars_domain::period::local_day;
use regulars_domain::text::normalise;
use regulars_domain::{ids, text};
use serde_json::{Map, Value};

use super::context::ImportContext;
use super::customers::owners_of;
use super::new_customers::{KnownIdentity, customer_of};
use super::reasons::Reason;
use crate::customers::profiles::{identities, new};
use crate::platform::clock;
use crate::platform::error::Answer;

/// Where a consent of a file is said to come from.
const SOURCE: &str = "import";

/// A customer as the batch knows it so far.
#[derive(Clone)]
pub struct Known {
    pub customer: Customer,
    pub identities: Vec<Identity>,
    consents: Vec<Consent>,
    /// Made by the batch.
    pub fresh: bool,
    /// What the batch adds or changes of one who was there.
    profile: bool,
    renamed: bool,
    retagged: bool,
    /// Some of its attributes differ.
    described: bool,
    added: Vec<Identity>,
    said: Vec<Consent>,
}

/// Everybody the rows of a batch name.
#[derive(Default)]
pub struct KnownCustomers {
    people: HashMap<String, Known>,
    /// By key of identity.
    owners: HashMap<String, String>,
    /// Ids by name as names are compared.
    names: HashMap<String, Vec<String>>,
    /// In the order of the file.
    made: Vec<String>,
}

impl KnownCustomers {
    /// Reads whom these rows may be about.
    pub fn read(db: &mut Db, rows: &[(&CustomerRow, Vec<KnownIdentity>)]) -> Answer<KnownCustomers> {
        let owners = owners_of(db, rows.iter().flat_map(|(_, known)| known))?;
        let mut wanted: BTreeSet<String> = owners.values().cloned().collect();
        wanted.extend(rows.iter().filter_map(|(row, _)| row.id.clone()));
        let bare = |(_, known): &&(&CustomerRow, Vec<KnownIdentity>)| known.is_empty();
        let keys: BTreeSet<String> = rows.iter().filter(bare).map(|(row, _)| normalise(&row.name)).collect();
        let namesakes = bulk::namesakes(db, &keys.iter().map(String::as_str).collect::<Vec<_>>())?;
        wanted.extend(namesakes.iter().map(|namesake| namesake.id.clone()));
        let mut known = KnownCustomers { owners, ..KnownCustomers::default() };
        for namesake in namesakes {
            known.names.entry(namesake.name_key).or_default().push(namesake.id);
        }
        known.read_people(db, wanted)?;
        let survivors: BTreeSet<String> =
            known.people.values().filter_map(|person| person.customer.merged_into.clone()).collect();
        known.read_people(db, survivors)?;
        Ok(known)
    }

    fn read_people(&mut self, db: &mut Db, ids: BTreeSet<String>) -> Answer<()> {
        let ids: Vec<&str> = ids.iter().map(String::as_str).filter(|id| !self.people.contains_key(*id)).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let mut identities: HashMap<String, Vec<Identity>> = HashMap::new();
        for identity in profiles::identities_of(db, &ids)? {
            identities.entry(identity.customer_id.clone()).or_default().push(identity);
        }
        let mut consents: HashMap<String, Vec<Consent>> = HashMap::new();
        for consent in facts::consents_of_many(db, &ids)? {
            consents.entry(consent.customer_id.clone()).or_default().push(consent);
        }
        for customer in profiles::of_ids(db, ids)? {
            let id = customer.id.clone();
            let identities = identities.remove(&id).unwrap_or_default();
            let consents = consents.remove(&id).unwrap_or_default();
            self.people.insert(id, Known::of(customer, identities, consents));
        }
        Ok(())
    }

    pub fn get(&self, id: &str) -> Option<&Known> {
        self.people.get(id)
    }

    pub fn owner(&self, known: &KnownIdentity) -> Option<&String> {
        self.owners.get(&known.key())
    }

    /// Living people of a name.
    pub fn namesakes(&self, name: &str) -> impl Iterator<Item = &Known> {
        let ids = self.names.get(&normalise(name)).map(Vec::as_slice).unwrap_or_default();
        ids.iter().filter_map(|id| self.people.get(id))
    }

    /// Makes a customer of a row; what is left out of it is answered.
    pub fn make(
        &mut self,
        context: &ImportContext,
        row: &CustomerRow,
        home: Option<String>,
        known: &[KnownIdentity],
    ) -> Vec<Reason> {
        let customer = customer_of(row, home);
        let id = customer.id.clone();
        let identities = known.iter().map(|known| known.of(&id)).collect();
        let mut person = Known { fresh: true, ..Known::of(customer, identities, Vec::new()) };
        let mut warnings = person.describe(context, row);
        warnings.extend(person.say(context, row));
        self.owners.extend(known.iter().map(|known| (known.key(), id.clone())));
        self.names.entry(person.customer.name_key.clone()).or_default().push(id.clone());
        self.people.insert(id.clone(), person);
        self.made.push(id);
        warnings
    }

    /// Lets a customer be as a row has it: what is empty in the row stays as it is. Answers whether that changed
    /// anything, and what was left out.
    pub fn change(
        &mut self,
        context: &ImportContext,
        id: &str,
        row: &CustomerRow,
        home: Option<&String>,
        known: &[KnownIdentity],
    ) -> (bool, Vec<Reason>) {
        let Some(person) = self.people.get_mut(id) else { return (false, Vec::new()) };
        let before = person.changes();
        let mut warnings = person.apply(row, home);
        warnings.extend(person.describe(context, row));
        warnings.extend(person.say(context, row));
        for known in known {
            if let std::collections::hash_map::Entry::Vacant(free) = self.owners.entry(known.key()) {
                free.insert(id.to_owned());
                let identity = known.of(id);
                person.identities.push(identity.clone());
                person.added.push(identity);
            }
        }
        (person.changes() != before, warnings)
    }

    /// Those the batch made, in the order of the file, with their consents.
    pub fn made(&self) -> impl Iterator<Item = &Known> {
        self.made.iter().filter_map(|id| self.people.get(id))
    }

    /// Writes what the batch changes of those who were there, and what the others said.
    pub fn write(mut self, db: &mut Db, context: &ImportContext) -> Answer<()> {
        let mut changed: Vec<Known> = self.people.drain().map(|(_, person)| person).collect();
        changed.sort_unstable_by(|one, other| one.customer.id.cmp(&other.customer.id));
        let consents: Vec<Consent> = changed.iter().flat_map(|person| person.said.clone()).collect();
        changed.retain(|person| !person.fresh);
        let now = clock::now().naive_utc();
        for person in changed.iter_mut().filter(|person| person.profile) {
            person.customer.updated_at = now;
            person.customer.version += 1;
        }
        let profiles: Vec<&Customer> =
            changed.iter().filter(|person| person.profile).map(|person| &person.customer).collect();
        bulk::update_profiles(db, &profiles)?;
        let added: Vec<Identity> = changed.iter().flat_map(|person| person.added.clone()).collect();
        let key = |identity: &Identity| stored_key(identity.kind.0, &identity.partner, &identity.value);
        let mut owners: Vec<(String, String)> =
            added.iter().map(|identity| (key(identity), identity.customer_id.clone())).collect();
        owners.sort_unstable();
        bulk::take_owners(db, &owners)?;
        bulk::insert_identities(db, &added)?;
        let ids: Vec<&str> = changed.iter().filter(|one| !one.added.is_empty()).map(|one| &*one.customer.id).collect();
        bulk::advance(db, &ids, now)?;
        let fact = |kind, id: &str, customer_id: &str| Fact::of(&context.import_id, kind, id, customer_id);
        let mut made: Vec<Fact> =
            added.iter().map(|identity| fact(import_facts::IDENTITY, &identity.id, &identity.customer_id)).collect();
        let touched = changed.iter().filter(|person| person.profile || !person.said.is_empty());
        let notes = touched.map(|person| fact(import_facts::CHANGE, &ids::make(ids::IMPORT), &person.customer.id));
        made.extend(notes);
        import_facts::insert(db, &made)?;
        let terms: Vec<(&str, String)> = added
            .iter()
            .flat_map(|identity| {
                identities::terms_of(identity).into_iter().map(move |term| (&*identity.customer_id, term))
            })
            .collect();
        bulk::add_terms(db, &terms)?;
        for person in &changed {
            let id = &person.customer.id;
            if person.renamed {
                profiles::put_terms(db, id, &identities::all_terms(&person.customer.name, &person.identities))?;
            }
            if person.retagged {
                profiles::put_tags(db, id, &person.customer.tags)?;
            }
            if person.described {
                attributes::put(db, id, &person.customer.attributes)?;
            }
        }
        Ok(bulk::insert_consents(db, &consents)?)
    }
}

impl Known {
    fn of(customer: Customer, identities: Vec<Identity>, consents: Vec<Consent>) -> Known {
        Known {
            customer,
            identities,
            consents,
            fresh: false,
            profile: false,
            renamed: false,
            retagged: false,
            described: false,
            added: Vec::new(),
            said: Vec::new(),
        }
    }

    /// Kind and value of each identity.
    pub fn named_by(&self) -> Vec<(IdentityKind, &str)> {
        self.identities.iter().map(|identity| (identity.kind.0, identity.value.as_str())).collect()
    }

    /// How much of it has changed so far: equal before and after means that nothing did.
    fn changes(&self) -> (Profile, usize, usize) {
        (Profile::of(&self.customer), self.identities.len(), self.said.len())
    }

    fn apply(&mut self, row: &CustomerRow, home: Option<&String>) -> Vec<Reason> {
        let before = Profile::of(&self.customer);
        let customer = &mut self.customer;
        if customer.name != row.name {
            customer.name.clone_from(&row.name);
            customer.name_key = text::normalise(&row.name);
            self.renamed = true;
        }
        customer.language = row.language.map(AsText).or(customer.language.take());
        customer.gender = row.gender.map(AsText).or(customer.gender.take());
        if let Some(birthday) = &row.birthday {
            new::set_birthday(customer, Some(birthday));
        }
        for (own, given) in [
            (&mut customer.city, &row.city),
            (&mut customer.address, &row.address),
            (&mut customer.occupation, &row.occupation),
            (&mut customer.note, &row.note),
        ] {
            if given.is_some() {
                own.clone_from(given);
            }
        }
        customer.source = row.source.map(AsText).or(customer.source.take());
        if let Some(home) = home {
            customer.home_unit_id = Some(home.clone());
        }
        let mut warnings = self.tag(row);
        if row.kind.is_some_and(|kind| kind != self.customer.kind.0) {
            let said = message!("the kind of a customer who is known is not changed", "不会更改已有客户的类型");
            warnings.push(Reason::of(Field::Kind, "kind_differs", said));
        }
        self.profile |= Profile::of(&self.customer) != before;
        warnings
    }

    /// Gives the customer the attributes of a row, as far as customers of the kind have them.
    fn describe(&mut self, context: &ImportContext, row: &CustomerRow) -> Vec<Reason> {
        let mut warnings = Vec::new();
        for (key, value) in &row.attributes {
            let definition = context.attributes.iter().find(|definition| definition.key == *key);
            match definition.map(|definition| definition.check_settable(self.customer.kind.0)) {
                Some(Ok(())) => {
                    let before = self.customer.attributes.0.insert(key.clone(), value.clone());
                    self.described |= before.as_ref() != Some(value);
                }
                Some(Err(error)) => warnings.push(Reason::of(Field::Attributes, "attribute", error.hint)),
                None => {}
            }
        }
        self.profile |= self.described;
        warnings
    }

    /// Adds the tags of a row to those that are there.
    fn tag(&mut self, row: &CustomerRow) -> Vec<Reason> {
        let own: HashSet<&String> = self.customer.tags.iter().collect();
        if row.tags.iter().all(|tag| own.contains(tag)) {
            return Vec::new();
        }
        let all: Vec<String> = self.customer.tags.iter().chain(&row.tags).cloned().collect();
        match check_tags(&all) {
            Ok(tags) => {
                self.customer.tags = Json(tags);
                self.retagged = true;
                Vec::new()
            }
            Err(error) => vec![Reason::of(Field::Tags, "tags", error)],
        }
    }

    /// Notes what a row says the customer agreed to or withdrew. A yes of which nobody knows when it was said decides
    /// only where nothing was said before; a no always does.
    fn say(&mut self, context: &ImportContext, row: &CustomerRow) -> Vec<Reason> {
        let now = clock::now();
        let mut warnings = Vec::new();
        for &(channel, granted) in &row.consents {
            let own = || self.consents.iter().filter(move |consent| consent.channel.0 == channel);
            let newest = own().max_by_key(|consent| (consent.occurred_at, !consent.granted));
            let same = match row.consented_at {
                Some(at) => own().any(|consent| consent.granted == granted && consent.occurred_at == at.naive_utc()),
                None => newest.is_some_and(|newest| newest.granted == granted),
            };
            if same {
                continue;
            }
            if granted && row.consented_at.is_none() && newest.is_some() {
                let said = message!(
                    "the customer said no before; a yes counts with the day on which it was said",
                    "该客户此前已拒绝；写明同意日期后才会采用"
                );
                warnings.push(Reason::of(field_of(channel), "refused_before", said));
                continue;
            }
            let consent = self.consent(context, channel, granted, row.consented_at.unwrap_or(now), now);
            self.consents.push(consent.clone());
            self.said.push(consent);
        }
        warnings
    }

    fn consent(
        &self,
        context: &ImportContext,
        channel: ConsentChannel,
        granted: bool,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Consent {
        Consent {
            id: ids::make(ids::CONSENT),
            customer_id: self.customer.id.clone(),
            channel: AsText(channel),
            granted,
            source: SOURCE.to_owned(),
            wording_version: None,
            occurred_at: at.naive_utc(),
            occurred_on: local_day(at, context.organisation.time_zone),
            recorded_at: now.naive_utc(),
            recorded_by: context.by.clone(),
        }
    }
}

fn field_of(channel: ConsentChannel) -> Field {
    match channel {
        ConsentChannel::Email => Field::ConsentEmail,
        ConsentChannel::Sms => Field::ConsentSms,
        ConsentChannel::Phone => Field::ConsentPhone,
        ConsentChannel::Wechat => Field::ConsentWechat,
        ConsentChannel::Post => Field::ConsentPost,
    }
}

/// What an import may change of a profile, to compare it before and after.
#[derive(PartialEq)]
struct Profile(Vec<Option<String>>, Vec<String>, Map<String, Value>);

impl Profile {
    fn of(customer: &Customer) -> Profile {
        let word = |word: Option<&'static str>| word.map(str::to_owned);
        let birthday = customer.birthday.as_ref().map(|birthday| format!("{:?}", birthday.0));
        Profile(
            vec![
                Some(customer.name.clone()),
                word(customer.language.as_ref().map(|word| word.0.as_str())),
                word(customer.gender.as_ref().map(|word| word.0.as_str())),
                birthday,
                customer.city.clone(),
                customer.address.clone(),
                customer.occupation.clone(),
                word(customer.source.as_ref().map(|word| word.0.as_str())),
                customer.home_unit_id.clone(),
                customer.note.clone(),
            ],
            customer.tags.0.clone(),
            customer.attributes.0.clone(),
        )
    }
}
