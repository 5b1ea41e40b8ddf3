//! Who sees how a customer is reached. Others are shown phones, e-mails, other identities and the address masked, and may
//! have them revealed for a reason.

use regulars_db::Db;
use regulars_db::customers::profiles;
use regulars_db::customers::profiles::{Customer, Identity};
use regulars_domain::permissions::{Action, Scope};
use serde_json::json;

use super::service::{find, sees};
use crate::platform::error::Answer;
use crate::platform::identity::Actor;
use crate::platform::identity::principal::Kind;
use crate::platform::{audit, text_fields};

/// Whether this caller is shown masked how the customer is reached. Programs are not: what they may read is what their key
/// was made for.
pub fn is_masked(actor: &Actor, customer: &Customer) -> bool {
    let held = actor.grants.scope(Action::CustomersContact);
    actor.kind == Kind::User && !held.is_some_and(|scope| sees(actor, scope, customer))
}

/// How a customer is reached, for a reason that is noted.
pub fn reveal(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, reason: &str) -> Answer<(Customer, Vec<Identity>)> {
    let customer = find(db, actor, scope, id)?;
    let reason = text_fields::line("/reason", reason, 300)?;
    let identities = profiles::identities_of(db, &[&customer.id])?;
    audit::record(db, actor, "customers.reveal", ("customer", &customer.id), &json!({"reason": reason}))?;
    Ok((customer, identities))
}
