//! What customers are created with: settings, and what the bodies name. For one customer it is read when it is needed;
//! for many it is read ahead, a query for each kind.

use chrono::{DateTime, NaiveDate, Utc};
use regulars_db::Db;
use regulars_db::customers::profiles::Identity;
use regulars_db::organisation::users;
use regulars_domain::identities::stored_key;
use regulars_domain::period::local_day;
use regulars_domain::permissions::Scope;

use super::identities;
use super::named;
use super::service::given_identities;
use super::views::NewCustomer;
use crate::customers::attributes::values::Definitions;
use crate::customers::tiers;
use crate::customers::tiers::Rule;
use crate::organisation::partners::named::Partners;
use crate::organisation::units::named as units;
use crate::organisation::units::named::Units;
use crate::platform::clock;
use crate::platform::error::{Answer, Fault, FaultCode};
use crate::platform::identity::Actor;
use crate::platform::known::{Known, distinct};
use crate::platform::organisation;
use crate::platform::organisation::Organisation;

/// See the module.
pub struct Lookups {
    pub organisation: Organisation,
    pub rule: Rule,
    /// When all of it is recorded.
    pub now: DateTime<Utc>,
    pub units: Units,
    pub partners: Partners,
    /// The attributes there are, once somebody has one.
    definitions: Option<Definitions>,
    /// Who may own customers.
    users: Known<String>,
    /// Who has the identities, by key; none when they were not read ahead.
    owners: Option<Known<String>>,
}

impl Lookups {
    /// For one customer: only the settings are read now.
    pub fn new(db: &mut Db) -> Answer<Lookups> {
        Ok(Lookups::of(organisation(db)?, tiers::rule(db)?))
    }

    /// The same with settings that are read already.
    pub fn of(organisation: Organisation, rule: Rule) -> Lookups {
        Lookups {
            organisation,
            rule,
            now: clock::now(),
            units: Units::default(),
            partners: Partners::default(),
            definitions: None,
            users: Known::default(),
            owners: None,
        }
    }

    /// For many: everything that creating them would look up.
    pub fn read_ahead(db: &mut Db, actor: &Actor, scope: &Scope, items: &[NewCustomer]) -> Answer<Lookups> {
        let mut lookups = Lookups::new(db)?;
        let own_unit = actor.unit_id.as_deref().or(units::only(scope));
        lookups.units =
            Units::read_ahead(db, items.iter().filter_map(|item| item.home_unit_id.as_deref().or(own_unit)))?;
        let partners = items.iter().flat_map(|item| &item.external_ids).map(|external| external.partner.as_str());
        lookups.partners = Partners::read_ahead(db, partners)?;
        let users = distinct(items.iter().filter_map(|item| item.owner_id.as_deref()));
        if !users.is_empty() {
            let found = users::ids_of(db, users.iter().copied())?;
            lookups.users = Known::read(users, found.into_iter().map(|id| (id.clone(), id)));
        }
        let mut keys = Vec::new();
        for given in items.iter().flat_map(given_identities) {
            // What is wrong is told by the item.
            keys.extend(identities::read(db, &lookups.partners, &given, lookups.region()).ok().map(|read| read.key));
        }
        lookups.owners = Some(named::owners(db, keys.iter().map(String::as_str))?);
        Ok(lookups)
    }

    /// The organisation-local day.
    pub fn today(&self) -> NaiveDate {
        local_day(self.now, self.organisation.time_zone)
    }

    /// Where a phone number without country code is dialled.
    pub fn region(&self) -> &str {
        &self.organisation.default_phone_region
    }

    /// The attributes there are.
    pub fn definitions(&mut self, db: &mut Db) -> Answer<&Definitions> {
        match &mut self.definitions {
            Some(known) => Ok(known),
            unread => Ok(unread.insert(Definitions::read(db)?)),
        }
    }

    /// A user who is to own a customer.
    pub fn owner(&self, db: &mut Db, id: &str) -> Answer<String> {
        let found = self.users.get(id, || Ok(users::find(db, id)?.map(|user| user.id)))?;
        found.ok_or_else(|| Fault::at("/owner_id", FaultCode::NotFound).into())
    }

    /// Refuses the first identity that somebody is known to have, as taking it would, before anything is written.
    pub fn check_free(&self, db: &mut Db, given: &[identities::Given<'_>]) -> Answer<()> {
        let Some(owners) = &self.owners else { return Ok(()) };
        for given in given {
            let read = identities::read(db, &self.partners, given, self.region())?;
            if let Some(holder) = owners.peek(&read.key) {
                return Err(identities::taken(given, holder.clone()));
            }
        }
        Ok(())
    }

    /// Notes that these identities have been taken.
    pub fn took(&mut self, identities: &[Identity]) {
        let Some(owners) = &mut self.owners else { return };
        for identity in identities {
            let key = stored_key(identity.kind.0, &identity.partner, &identity.value);
            owners.put(key, identity.customer_id.clone());
        }
    }
}
