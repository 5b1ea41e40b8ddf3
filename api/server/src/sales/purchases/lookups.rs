//! What purchases are recorded with: settings, what the bodies name, and the state of the customers who buy. For one
//! purchase it is read when it is needed; for many it is read ahead, a query for each kind.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use regulars_db::Db;
use regulars_db::loyalty::points;
use regulars_db::sales::bulk;
use regulars_db::sales::purchases;
use regulars_db::sales::purchases::ExternalRef;
use regulars_domain::identities::external_value;
use regulars_domain::period::local_day;

use super::views::NewPurchase;
use crate::catalogue::products::named::Products;
use crate::customers::profiles::figures::Figures;
use crate::customers::profiles::named as customers;
use crate::customers::profiles::named::Customers;
use crate::customers::tiers;
use crate::customers::tiers::Rule;
use crate::loyalty::memberships::LedgerContext;
use crate::loyalty::memberships::cards::Cards;
use crate::organisation::partners::named::Partners;
use crate::organisation::units::named::Units;
use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::identity::Actor;
use crate::platform::known::{Known, distinct};
use crate::platform::organisation;
use crate::platform::organisation::Organisation;
use crate::sales::assortments::named::Assortments;

/// See the module.
pub struct Lookups {
    pub organisation: Organisation,
    pub rule: Rule,
    /// When all of it is recorded.
    pub now: DateTime<Utc>,
    pub units: Units,
    pub partners: Partners,
    pub products: Products,
    /// Which units sell what.
    pub assortments: Assortments,
    /// Whatever the units sell, all of it is taken.
    pub sells_anything: bool,
    pub customers: Customers,
    /// By customer.
    pub figures: Known<Figures>,
    pub cards: Cards,
    /// What the partners' ids stand for, by [`key_of`].
    pub references: Known<ExternalRef>,
    /// What purchases that are there already have earned: points by membership, by purchase.
    pub earned: Known<HashMap<String, i64>>,
}

impl Lookups {
    /// For one purchase: only the settings are read now.
    pub fn new(db: &mut Db) -> Answer<Lookups> {
        Ok(Lookups {
            organisation: organisation(db)?,
            rule: tiers::rule(db)?,
            now: clock::now(),
            units: Units::default(),
            partners: Partners::default(),
            products: Products::default(),
            assortments: Assortments::default(),
            sells_anything: false,
            customers: Customers::default(),
            figures: Known::default(),
            cards: Cards::default(),
            references: Known::default(),
            earned: Known::default(),
        })
    }

    /// For many: everything that recording them would look up, but for what a new revision replaces.
    pub fn read_ahead(db: &mut Db, actor: &Actor, items: &[NewPurchase]) -> Answer<Lookups> {
        let mut lookups = Lookups::new(db)?;
        let own_unit = actor.unit_id.as_deref();
        let units = items.iter().filter_map(|item| item.unit_id.as_deref().or(own_unit));
        lookups.units = Units::read_ahead(db, units)?;
        if actor.partner.is_none() {
            let named = items.iter().filter_map(|item| item.partner.as_deref());
            lookups.partners = Partners::read_ahead(db, named)?;
        }
        let lines = || items.iter().flat_map(|item| &item.lines);
        let (ids, codes) = (lines().filter_map(|line| line.product_id.as_deref()), lines());
        let codes = codes.filter_map(|line| line.product_code.as_deref());
        lookups.products = Products::read_ahead(db, ids, codes)?;
        let units = items.iter().filter_map(|item| item.unit_id.as_deref().or(own_unit));
        lookups.assortments = Assortments::read_ahead(db, units, lookups.products.ids())?;
        let keys = lookups.identities(actor, items);
        let ids = items.iter().filter_map(|item| item.customer_id.as_deref());
        lookups.customers = Customers::read_ahead(db, ids, keys.iter().map(String::as_str))?;
        lookups.references = references(db, actor, items)?;
        lookups.earned = earned(db, &lookups.references)?;
        lookups.read_customers(db)?;
        Ok(lookups)
    }

    /// The organisation-local day.
    pub fn today(&self) -> NaiveDate {
        local_day(self.now, self.organisation.time_zone)
    }

    pub fn ledger<'a>(&self, actor: &'a Actor) -> LedgerContext<'a> {
        LedgerContext::of(&self.organisation, self.now, &actor.id)
    }

    /// The keys of the identities by which the items name customers; what is wrong is told by the item.
    fn identities(&self, actor: &Actor, items: &[NewPurchase]) -> Vec<String> {
        let region = &self.organisation.default_phone_region;
        let key =
            |item: &NewPurchase| customers::key_named(item.customer.as_ref()?, partner_of(actor, item), region).ok();
        items.iter().filter_map(key).collect()
    }

    /// Locks the figures of all customers, and reads what is judged behind that lock.
    fn read_customers(&mut self, db: &mut Db) -> Answer<()> {
        let today = self.today();
        self.figures = Figures::read_ahead(db, self.customers.ids(), &self.rule, today)?;
        self.cards = Cards::read_ahead(db, self.customers.ids(), today)?;
        Ok(())
    }
}

/// What these purchases have earned by their present content.
fn earned(db: &mut Db, references: &Known<ExternalRef>) -> Answer<Known<HashMap<String, i64>>> {
    let known: HashMap<&str, &ExternalRef> =
        references.rows().map(|reference| (reference.subject_id.as_str(), reference)).collect();
    if known.is_empty() {
        return Ok(Known::default());
    }
    let customers = distinct(known.values().map(|reference| reference.customer_id.as_str()));
    let ids = distinct(known.keys().copied());
    let mut found: HashMap<String, HashMap<String, i64>> =
        ids.iter().map(|id| ((*id).to_owned(), HashMap::new())).collect();
    for (id, revision, membership_id, points) in points::earned_by(db, &customers, &ids)? {
        let is_present = known.get(id.as_str()).is_some_and(|reference| reference.revision == revision);
        if is_present && let Some(of) = found.get_mut(&id) {
            of.insert(membership_id, points);
        }
    }
    Ok(Known::read([], found))
}

/// The key of what a partner's id stands for.
pub fn key_of(reference: &ExternalRef) -> String {
    external_value(&reference.partner, &reference.external_id)
}

/// The partner whose ids an item holds, whether or not it may.
fn partner_of<'a>(actor: &'a Actor, item: &'a NewPurchase) -> Option<&'a str> {
    actor.partner.as_deref().or(item.partner.as_deref())
}

/// What the items' ids stand for: a query for each partner.
fn references(db: &mut Db, actor: &Actor, items: &[NewPurchase]) -> Answer<Known<ExternalRef>> {
    let mut by_partner: HashMap<&str, Vec<&str>> = HashMap::new();
    for item in items {
        if let (Some(partner), Some(external_id)) = (partner_of(actor, item), item.external_id.as_deref()) {
            by_partner.entry(partner).or_default().push(external_id);
        }
    }
    let mut found = Vec::new();
    for (partner, external_ids) in by_partner {
        found.extend(bulk::refs(db, purchases::PURCHASE, partner, &distinct(external_ids))?);
    }
    Ok(Known::read([], found.into_iter().map(|reference| (key_of(&reference), reference))))
}
