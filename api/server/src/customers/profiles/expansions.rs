//! What customers are shown with when it is asked for, by one query for each kind.

use std::collections::HashMap;

use regulars_db::Db;
use regulars_db::organisation::{units, users};
use regulars_domain::permissions::{Action, Scope};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::views::CustomerView;
use crate::organisation::units::views::UnitView;
use crate::platform::error::Answer;
use crate::platform::expand::{Expand, Expansion};
use crate::platform::identity::Actor;
use crate::platform::known::distinct;

regulars_domain::vocabulary! {
    /// What a customer is shown with.
    pub enum CustomerExpansion {
        /// The unit where the customer is at home.
        HomeUnit = "home_unit",
        /// Who looks after the customer.
        Owner = "owner",
    }
}

impl Expansion for CustomerExpansion {
    fn needs(self) -> Action {
        match self {
            CustomerExpansion::HomeUnit => Action::UnitsRead,
            CustomerExpansion::Owner => Action::UsersRead,
        }
    }
}

/// How a customer is asked for.
#[derive(Debug, Default, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct CustomerExpansionQuery {
    /// What else to show, with commas between: `home_unit`, `owner`.
    #[param(value_type = Vec<CustomerExpansion>, required = false)]
    pub expand: Expand<CustomerExpansion>,
}

/// A person of the organisation, by name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CustomerOwner {
    pub id: String,
    pub name: String,
}

/// What is shown besides, by id.
#[derive(Default)]
pub struct Beside {
    units: HashMap<String, UnitView>,
    owners: HashMap<String, CustomerOwner>,
}

impl Beside {
    /// Reads what customers with these homes and owners are shown with.
    pub fn read<'a>(
        db: &mut Db,
        actor: &Actor,
        expand: &Expand<CustomerExpansion>,
        customers: impl Iterator<Item = (Option<&'a str>, Option<&'a str>)> + Clone,
    ) -> Answer<Beside> {
        let mut beside = Beside::default();
        if let Some(scope) = expand.scope(actor, CustomerExpansion::HomeUnit) {
            beside.units = units_of(db, scope, customers.clone().filter_map(|(home, _)| home))?;
        }
        if expand.scope(actor, CustomerExpansion::Owner).is_some() {
            let ids = distinct(customers.filter_map(|(_, owner)| owner));
            let owner = |(id, name): (String, String)| (id.clone(), CustomerOwner { id, name });
            beside.owners = users::names_of(db, ids)?.into_iter().map(owner).collect();
        }
        Ok(beside)
    }

    /// Puts them into a view.
    pub fn put(&self, mut view: CustomerView) -> CustomerView {
        view.home_unit = view.home_unit_id.as_ref().and_then(|id| self.units.get(id).cloned());
        view.owner = view.owner_id.as_ref().and_then(|id| self.owners.get(id).cloned());
        view
    }
}

/// Those of these units that may be seen, by id.
pub fn units_of<'a>(
    db: &mut Db,
    scope: &Scope,
    ids: impl Iterator<Item = &'a str>,
) -> Answer<HashMap<String, UnitView>> {
    let ids = distinct(ids.filter(|id| scope.covers(Some(*id))));
    let found = if ids.is_empty() { Vec::new() } else { units::of_ids(db, ids)? };
    Ok(found.into_iter().map(|unit| (unit.id.clone(), UnitView::from(unit))).collect())
}
