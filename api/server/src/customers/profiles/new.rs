//! Making a customer: the same rows whoever asks for it. One is written row by row; many, of an import or the demo, are
//! collected and written together.

use chrono::NaiveDateTime;
use regulars_db::Db;
use regulars_db::customers::attributes;
use regulars_db::customers::attributes::Attribute;
use regulars_db::customers::bulk;
use regulars_db::customers::metrics;
use regulars_db::customers::metrics::Metrics;
use regulars_db::customers::profiles;
use regulars_db::customers::profiles::{Customer, Identity};
use regulars_db::platform::events::Event;
use regulars_db::text::{AsText, Json};
use regulars_domain::customers::events::CustomerCreated;
use regulars_domain::customers::profiles::{Birthday, CustomerKind, CustomerStatus};
use regulars_domain::identities::stored_key;
use regulars_domain::{ids, text};

use super::figures;
use super::identities::{Given, add_of, all_terms};
use super::lookups::Lookups;
use crate::platform::error::Answer;
use crate::platform::events;

/// A prospect of whom nothing is known but the name.
pub fn prospect(name: String, at: NaiveDateTime) -> Customer {
    Customer {
        id: ids::make(ids::CUSTOMER),
        kind: AsText(CustomerKind::Consumer),
        status: AsText(CustomerStatus::Prospect),
        name_key: text::normalise(&name),
        name,
        language: None,
        gender: None,
        birthday: None,
        birth_month: None,
        birth_key: None,
        city: None,
        address: None,
        occupation: None,
        source: None,
        home_unit_id: None,
        owner_id: None,
        leader_kind: None,
        tags: Json(Vec::new()),
        attributes: Json::default(),
        note: None,
        merged_into: None,
        created_at: at,
        updated_at: at,
        version: 1,
        took_over: false,
        referrer_id: None,
    }
}

/// Puts a birthday into a profile as it is stored, its month and key beside it for the lists of birthdays.
pub fn set_birthday(customer: &mut Customer, birthday: Option<&Birthday>) {
    customer.birthday = birthday.copied().map(Json);
    customer.birth_month = birthday.and_then(|birthday| i32::try_from(birthday.month).ok());
    customer.birth_key = birthday.map(Birthday::key);
}

/// Writes a new customer with identities as they were handed in; answers them as they are kept. One that somebody has
/// is 409.
pub fn insert(db: &mut Db, lookups: &Lookups, customer: &Customer, identities: &[Given<'_>]) -> Answer<Vec<Identity>> {
    lookups.check_free(db, identities)?;
    profiles::insert(db, customer)?;
    metrics::insert(db, &figures::first(customer, &lookups.rule, lookups.today()))?;
    let id = customer.id.as_str();
    bulk::add_tags(db, &customer.tags.iter().map(|tag| (id, tag.as_str())).collect::<Vec<_>>())?;
    bulk::insert_attributes(db, &attributes::rows(id, &customer.attributes).collect::<Vec<_>>())?;
    bulk::add_terms(db, &all_terms(&customer.name, &[]).into_iter().map(|term| (id, term)).collect::<Vec<_>>())?;
    let mut kept = Vec::with_capacity(identities.len());
    for given in identities {
        kept.push(add_of(db, &lookups.partners, id, given, lookups.region())?);
    }
    events::publish(db, &customer.id, &customer.id, customer.created_at, &created(customer))?;
    Ok(kept)
}

/// What is told of a new customer.
fn created(customer: &Customer) -> CustomerCreated {
    CustomerCreated { kind: customer.kind.0, source: customer.source.map(|source| source.0) }
}

/// New customers that are written together. Their identities are in their one form and free.
#[derive(Default)]
pub struct NewCustomers {
    customers: Vec<Customer>,
    metrics: Vec<Metrics>,
    identities: Vec<Identity>,
    /// By key of identity.
    owners: Vec<(String, String)>,
}

impl NewCustomers {
    /// Adds a customer with its figures and identities.
    pub fn add(&mut self, customer: Customer, metrics: Metrics, identities: Vec<Identity>) {
        self.owners.extend(identities.iter().map(|identity| {
            (stored_key(identity.kind.0, &identity.partner, &identity.value), identity.customer_id.clone())
        }));
        self.identities.extend(identities);
        self.metrics.push(metrics);
        self.customers.push(customer);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.customers.len()
    }

    /// The ids of all of them.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.customers.iter().map(|customer| customer.id.as_str())
    }

    /// The keys of their identities, each with its owner.
    pub fn owners(&self) -> &[(String, String)] {
        &self.owners
    }

    /// Writes them all.
    pub fn write(&self, db: &mut Db) -> Answer<()> {
        if self.customers.is_empty() {
            return Ok(());
        }
        // One order for all writers.
        let mut owners = self.owners.clone();
        owners.sort_unstable();
        bulk::take_owners(db, &owners)?;
        bulk::insert_customers(db, &self.customers)?;
        bulk::insert_metrics(db, &self.metrics)?;
        bulk::insert_identities(db, &self.identities)?;
        bulk::add_terms(db, &self.terms())?;
        let tags: Vec<(&str, &str)> = self
            .customers
            .iter()
            .flat_map(|customer| customer.tags.iter().map(|tag| (customer.id.as_str(), tag.as_str())))
            .collect();
        bulk::add_tags(db, &tags)?;
        let attributes: Vec<Attribute> =
            self.customers.iter().flat_map(|customer| attributes::rows(&customer.id, &customer.attributes)).collect();
        Ok(bulk::insert_attributes(db, &attributes)?)
    }

    /// What is told of them.
    pub fn events(&self) -> Answer<Vec<Event>> {
        let told =
            |customer: &Customer| events::event(&customer.id, &customer.id, customer.created_at, &created(customer));
        self.customers.iter().map(told).collect()
    }

    /// What search finds them by. Identities stand in the order of their customers.
    fn terms(&self) -> Vec<(&str, String)> {
        let mut terms = Vec::new();
        let mut rest = self.identities.as_slice();
        for customer in &self.customers {
            let count = rest.iter().take_while(|identity| identity.customer_id == customer.id).count();
            let (own, others) = rest.split_at(count);
            rest = others;
            let found = all_terms(&customer.name, own);
            terms.extend(found.into_iter().map(|term| (customer.id.as_str(), term)));
        }
        terms
    }
}
