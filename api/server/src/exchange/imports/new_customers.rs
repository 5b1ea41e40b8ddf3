//! Customers that an import makes: collected, then written together.

use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};

use regulars_db::Db;
use regulars_db::customers::profiles::{Customer, Identity};
use regulars_db::exchange::import_facts as facts;
use regulars_db::exchange::import_facts::Fact;
use regulars_db::text::{AsText, Json};
use regulars_domain::customers::profiles::{CustomerKind, Source};
use regulars_domain::exchange::imports::CustomerRow;
use regulars_domain::identities::{IdentityKind, stored_key};
use regulars_domain::ids;

use super::context::ImportContext;
use super::run::Booking;
use crate::customers::profiles::new::NewCustomers;
use crate::customers::profiles::{figures, new};
use crate::customers::tiers::Rule;
use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::events;

/// An identity in its one form, and the partner of an external id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownIdentity {
    pub kind: IdentityKind,
    pub partner: String,
    pub value: String,
}

impl KnownIdentity {
    pub fn plain(kind: IdentityKind, value: &str) -> KnownIdentity {
        KnownIdentity { kind, partner: String::new(), value: value.to_owned() }
    }

    pub fn external(partner: &str, value: &str) -> KnownIdentity {
        KnownIdentity { kind: IdentityKind::External, partner: partner.to_owned(), value: value.to_owned() }
    }

    /// As a customer has it.
    pub fn of(&self, customer_id: &str) -> Identity {
        Identity {
            id: ids::make(ids::IDENTITY),
            customer_id: customer_id.to_owned(),
            kind: AsText(self.kind),
            partner: self.partner.clone(),
            value: self.value.clone(),
        }
    }

    /// The key under which it has one owner.
    pub fn key(&self) -> String {
        stored_key(self.kind, &self.partner, &self.value)
    }
}

/// A customer row of whom nothing is known but the name.
pub fn nameless(name: String) -> CustomerRow {
    CustomerRow { name, ..CustomerRow::default() }
}

/// The customer a row makes.
pub fn customer_of(row: &CustomerRow, home_unit_id: Option<String>) -> Customer {
    let mut customer = Customer {
        kind: AsText(row.kind.unwrap_or(CustomerKind::Consumer)),
        language: row.language.map(AsText),
        gender: row.gender.map(AsText),
        city: row.city.clone(),
        address: row.address.clone(),
        occupation: row.occupation.clone(),
        source: Some(AsText(row.source.unwrap_or(Source::Import))),
        home_unit_id,
        tags: Json(row.tags.clone()),
        note: row.note.clone(),
        ..new::prospect(row.name.clone(), clock::now().naive_utc())
    };
    new::set_birthday(&mut customer, row.birthday.as_ref());
    customer
}

/// Customers to be written.
#[derive(Default)]
pub struct Newcomers(NewCustomers);

impl Newcomers {
    pub fn len(&self) -> i64 {
        i64::try_from(self.0.count()).unwrap_or(i64::MAX)
    }

    /// How many of them have no identity among `seen`, to which theirs are added: a dry run makes none, so that each
    /// batch would make them anew.
    pub fn unseen(&self, seen: &mut HashSet<u64>) -> i64 {
        let mut by_customer: HashMap<&str, bool> = HashMap::new();
        for (key, id) in self.0.owners() {
            let mut hasher = DefaultHasher::new();
            key.hash(&mut hasher);
            let fresh = seen.insert(hasher.finish());
            *by_customer.entry(id).or_insert(true) &= fresh;
        }
        let known = by_customer.values().filter(|fresh| !**fresh).count();
        self.len() - i64::try_from(known).unwrap_or(0)
    }

    /// Adds a customer with identities that are free; answers its id.
    pub fn add(
        &mut self,
        context: &ImportContext,
        rule: &Rule,
        row: &CustomerRow,
        home_unit_id: Option<String>,
        known: &[KnownIdentity],
    ) -> Answer<String> {
        let customer = customer_of(row, home_unit_id);
        let id = customer.id.clone();
        let identities = known.iter().map(|known| known.of(&id)).collect();
        self.add_made(context, rule, customer, identities);
        Ok(id)
    }

    /// Adds a customer who is made already.
    pub fn add_made(&mut self, context: &ImportContext, rule: &Rule, customer: Customer, identities: Vec<Identity>) {
        let metrics = figures::first(&customer, rule, context.today());
        self.0.add(customer, metrics, identities);
    }

    /// Writes them all, and that the import made them.
    pub fn write(self, db: &mut Db, context: &ImportContext, how: Booking<'_>) -> Answer<()> {
        self.0.write(db)?;
        let made = |id: &str| Fact::of(&context.import_id, facts::CUSTOMER, id, id);
        facts::insert(db, &self.0.ids().map(made).collect::<Vec<_>>())?;
        if how.with_events {
            events::publish_all(db, &self.0.events()?)?;
        }
        Ok(())
    }
}
