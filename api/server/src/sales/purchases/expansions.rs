//! What purchases are shown with when it is asked for, by one query for each kind.

use std::collections::HashMap;

use regulars_db::Db;
use regulars_db::catalogue::products;
use regulars_db::customers::profiles;
use regulars_db::sales::purchases::{Line, Purchase};
use regulars_domain::permissions::{Action, Scope};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use validator::Validate;

use super::views::PurchaseView;
use crate::catalogue::products::views::ProductView;
use crate::customers::profiles::contact;
use crate::customers::profiles::expansions::units_of;
use crate::customers::profiles::service::sees;
use crate::customers::profiles::views::CustomerView;
use crate::organisation::units::views::UnitView;
use crate::platform::error::Answer;
use crate::platform::expand::{Expand, Expansion};
use crate::platform::identity::Actor;
use crate::platform::known::distinct;
use crate::platform::organisation;

regulars_domain::vocabulary! {
    /// What a purchase is shown with.
    pub enum PurchaseExpansion {
        /// Who bought.
        Customer = "customer",
        /// Where it was sold.
        Unit = "unit",
        /// What was sold, in each line.
        Products = "products",
    }
}

impl Expansion for PurchaseExpansion {
    fn needs(self) -> Action {
        match self {
            PurchaseExpansion::Customer => Action::CustomersRead,
            PurchaseExpansion::Unit => Action::UnitsRead,
            PurchaseExpansion::Products => Action::ProductsRead,
        }
    }
}

/// How a purchase is asked for.
#[derive(Debug, Default, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct PurchaseExpansionQuery {
    /// What else to show, with commas between: `customer`, `unit`, `products`.
    #[param(value_type = Vec<PurchaseExpansion>, required = false)]
    pub expand: Expand<PurchaseExpansion>,
}

/// What is shown besides, by id.
#[derive(Default)]
pub struct Beside {
    customers: HashMap<String, CustomerView>,
    units: HashMap<String, UnitView>,
    products: HashMap<String, ProductView>,
}

impl Beside {
    /// Reads what these purchases are shown with.
    pub fn read(
        db: &mut Db,
        actor: &Actor,
        expand: &Expand<PurchaseExpansion>,
        purchases: &[Purchase],
        lines: &[Line],
    ) -> Answer<Beside> {
        let mut beside = Beside::default();
        if let Some(scope) = expand.scope(actor, PurchaseExpansion::Customer) {
            beside.customers = customers_of(db, actor, scope, purchases)?;
        }
        if let Some(scope) = expand.scope(actor, PurchaseExpansion::Unit) {
            beside.units = units_of(db, scope, purchases.iter().filter_map(|purchase| purchase.unit_id.as_deref()))?;
        }
        if expand.scope(actor, PurchaseExpansion::Products).is_some() {
            let currency = organisation(db)?.base_currency;
            let ids = distinct(lines.iter().filter_map(|line| line.product_id.as_deref()));
            let view = |product: products::Product| (product.id.clone(), ProductView::of(product, currency));
            beside.products = products::of_ids(db, ids)?.into_iter().map(view).collect();
        }
        Ok(beside)
    }

    /// Puts them into a view.
    pub fn put(&self, mut view: PurchaseView) -> PurchaseView {
        view.customer = self.customers.get(&view.customer_id).cloned().map(Box::new);
        view.unit = view.unit_id.as_ref().and_then(|id| self.units.get(id).cloned());
        for line in &mut view.lines {
            line.product = line.product_id.as_ref().and_then(|id| self.products.get(id).cloned());
        }
        view
    }
}

/// Those who bought and may be seen, by id.
fn customers_of(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    purchases: &[Purchase],
) -> Answer<HashMap<String, CustomerView>> {
    let ids = distinct(purchases.iter().map(|purchase| purchase.customer_id.as_str()));
    let own: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
    let rows = profiles::find_rows(db, &own)?;
    let identities = profiles::identities_of(db, &ids)?;
    let currency = organisation(db)?.base_currency;
    let seen = rows.into_iter().filter(|(customer, _)| sees(actor, scope, customer));
    Ok(seen
        .map(|(customer, metrics)| {
            let masked = contact::is_masked(actor, &customer);
            (customer.id.clone(), CustomerView::new(customer, &metrics, &identities, currency).masked_if(masked))
        })
        .collect())
}
