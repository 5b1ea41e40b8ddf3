//! Customers that an import makes: collected, then written together. The same rows as `customers::service::create`
//! writes for one.

use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};

use regulars_db::Db;
use regulars_db::customers::facts::Event;
use regulars_db::customers::metrics::Metrics;
use regulars_db::customers::profiles::{Customer, Identity};
use regulars_db::exchange::bulk;
use regulars_db::text::{AsText, Json};
use regulars_domain::customers::profiles::{CustomerKind, CustomerStatus, Source};
use regulars_domain::exchange::imports::CustomerRow;
use regulars_domain::identities::{IdentityKind, external_value, owner_key};
use regulars_domain::{ids, text};
use serde_json::json;

use super::context::Scene;
use super::options::kept;
use crate::customers::profiles::{figures, identities};
use crate::customers::tiers::Rule;
use crate::platform::clock;
use crate::platform::error::Answer;

/// An identity in its one form, and the partner of an external id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub kind: IdentityKind,
    pub partner: String,
    pub value: String,
}

impl Known {
    pub fn plain(kind: IdentityKind, value: &str) -> Known {
        Known { kind, partner: String::new(), value: value.to_owned() }
    }

    pub fn external(partner: &str, value: &str) -> Known {
        Known { kind: IdentityKind::External, partner: partner.to_owned(), value: value.to_owned() }
    }

    /// The key under which it has one owner.
    pub fn key(&self) -> String {
        match self.kind {
            IdentityKind::External => owner_key(self.kind, &external_value(&self.partner, &self.value)),
            kind => owner_key(kind, &self.value),
        }
    }
}

/// A customer row of whom nothing is known but the name.
pub fn nameless(name: String) -> CustomerRow {
    CustomerRow {
        name,
        external_id: None,
        phone: None,
        email: None,
        card: None,
        wechat: None,
        kind: CustomerKind::Consumer,
        language: None,
        gender: None,
        birthday: None,
        city: None,
        address: None,
        occupation: None,
        source: None,
        unit_code: None,
        tags: Vec::new(),
        note: None,
    }
}

/// Customers to be written.
#[derive(Default)]
pub struct Newcomers {
    customers: Vec<Customer>,
    metrics: Vec<Metrics>,
    identities: Vec<Identity>,
    owners: Vec<(String, String)>,
}

impl Newcomers {
    pub fn len(&self) -> i64 {
        i64::try_from(self.customers.len()).unwrap_or(i64::MAX)
    }

    /// How many of them have no identity among `seen`, to which theirs are added: a dry run makes none, so that each
    /// batch would make them anew.
    pub fn unseen(&self, seen: &mut HashSet<u64>) -> i64 {
        let mut by_customer: HashMap<&str, bool> = HashMap::new();
        for (key, id) in &self.owners {
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
        scene: &Scene,
        rule: &Rule,
        row: &CustomerRow,
        home_unit_id: Option<String>,
        known: &[Known],
    ) -> Answer<String> {
        let now = clock::now().naive_utc();
        let id = ids::make(ids::CUSTOMER);
        let birthday = row.birthday.as_ref();
        let customer = Customer {
            id: id.clone(),
            kind: AsText(row.kind),
            status: AsText(CustomerStatus::Prospect),
            name: row.name.clone(),
            name_key: text::normalise(&row.name),
            language: row.language.map(|language| language.as_str().to_owned()),
            gender: row.gender.map(AsText),
            birthday: birthday.map(kept).transpose()?,
            birth_month: birthday.and_then(|birthday| i32::try_from(birthday.month).ok()),
            city: row.city.clone(),
            address: row.address.clone(),
            occupation: row.occupation.clone(),
            source: Some(AsText(row.source.unwrap_or(Source::Import))),
            home_unit_id,
            owner_id: None,
            leader_kind: None,
            tags: Json(row.tags.clone()),
            attributes: Json::default(),
            note: row.note.clone(),
            merged_into: None,
            created_at: now,
            updated_at: now,
            version: 1,
        };
        self.metrics.push(figures::first(&customer, rule, scene.today()));
        self.customers.push(customer);
        for known in known {
            self.owners.push((known.key(), id.clone()));
            self.identities.push(Identity {
                id: ids::make(ids::IDENTITY),
                customer_id: id.clone(),
                kind: AsText(known.kind),
                partner: known.partner.clone(),
                value: known.value.clone(),
            });
        }
        Ok(id)
    }

    /// Writes them all.
    pub fn write(mut self, db: &mut Db, with_events: bool) -> Answer<()> {
        if self.customers.is_empty() {
            return Ok(());
        }
        // One order for all writers.
        self.owners.sort_unstable();
        bulk::take_owners(db, &self.owners)?;
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
        if with_events {
            bulk::insert_events(db, &self.customers.iter().map(told).collect::<Vec<_>>())?;
        }
        Ok(())
    }

    /// What search finds them by. Identities stand in the order of their customers.
    fn terms(&self) -> Vec<(&str, String)> {
        let mut terms = Vec::new();
        let mut rest = self.identities.as_slice();
        for customer in &self.customers {
            let count = rest.iter().take_while(|identity| identity.customer_id == customer.id).count();
            let (own, others) = rest.split_at(count);
            rest = others;
            let found = identities::all_terms(&customer.name, own);
            terms.extend(found.into_iter().map(|term| (customer.id.as_str(), term)));
        }
        terms
    }
}

fn told(customer: &Customer) -> Event {
    let source = customer.source.map(|source| source.as_str());
    Event {
        id: ids::make(ids::EVENT),
        customer_id: customer.id.clone(),
        kind: "customer.created".to_owned(),
        subject_id: customer.id.clone(),
        occurred_at: customer.created_at,
        data: json!({"kind": customer.kind.as_str(), "source": source}).to_string(),
    }
}
