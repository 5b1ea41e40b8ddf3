//! Decisions on held purchases: whose they are, or that they are nobody's.

use std::sync::Arc;

use regulars_db::Db;
use regulars_db::sales::held_purchases;
use regulars_db::sales::held_purchases::HeldPurchase;
use regulars_domain::identities::IdentityKind;
use regulars_domain::message;
use regulars_domain::permissions::Scope;
use regulars_domain::sales::held_purchases::HeldState;

use super::views::HeldPurchaseMatch;
use crate::customers::profiles::identities;
use crate::customers::profiles::identities::Given;
use crate::customers::profiles::named;
use crate::platform::error::{Answer, Code, Error, Refusal};
use crate::platform::identity::Actor;
use crate::platform::identity::principal::Principal;
use crate::platform::organisation;
use crate::sales::purchases::holding;
use crate::sales::purchases::lookups::Lookups;
use crate::sales::purchases::record;
use crate::sales::purchases::views::NewPurchase;

/// One of a unit in scope.
pub fn find(db: &mut Db, scope: &Scope, id: &str) -> Answer<HeldPurchase> {
    held_purchases::find(db, id)?
        .filter(|held| scope.covers(held.unit_id.as_deref()))
        .ok_or_else(|| Code::NotFound.into())
}

/// It is a purchase of this customer. With `keep_identity` the customer has from now on what the purchase named them by.
pub fn match_to(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, said: &HeldPurchaseMatch) -> Answer<HeldPurchase> {
    let held = find(db, scope, id)?;
    let content = open(&held)?;
    let customer_id = named::own_id(db, actor, &said.customer_id, "/customer_id")?;
    let customer = named::by_id(db, &customer_id, "/customer_id")?;
    if said.keep_identity == Some(true) {
        keep_identity(db, &customer.id, &content)?;
    }
    let new = NewPurchase { customer_id: Some(customer.id), customer: None, ..content };
    settle_as(db, actor, held, &new)
}

/// It is nobody's: an anonymous sale.
pub fn release(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<HeldPurchase> {
    let held = find(db, scope, id)?;
    let new = NewPurchase { customer_id: None, customer: None, anonymous: Some(true), ..open(&held)? };
    settle_as(db, actor, held, &new)
}

/// Records what was held as it is said to be now, on its own date.
pub(super) fn settle_as(db: &mut Db, actor: &Actor, held: HeldPurchase, new: &NewPurchase) -> Answer<HeldPurchase> {
    let mut lookups = Lookups::new(db)?;
    lookups.sells_anything = true;
    // Who may see the row may settle it, wherever it was sold and whoever sent it.
    let outcome = record::record(db, &mut lookups, &of_no_partner(actor), &Scope::All, new)?;
    let settled = again(db, &held.id)?;
    if *settled.state == HeldState::Held && outcome.id() != held.id {
        holding::settle(db, actor, settled, outcome.id())?;
    }
    again(db, &held.id)
}

/// The same caller, who speaks for no partner and of no unit: the content says both.
fn of_no_partner(actor: &Actor) -> Actor {
    Actor(Arc::new(Principal {
        kind: actor.kind,
        id: actor.id.clone(),
        name: actor.name.clone(),
        grants: actor.grants.clone(),
        ..Principal::nobody()
    }))
}

fn again(db: &mut Db, id: &str) -> Answer<HeldPurchase> {
    held_purchases::find(db, id)?.ok_or_else(|| Error::from(Code::NotFound))
}

/// What was sent, of one that is not settled yet.
pub(super) fn open(held: &HeldPurchase) -> Answer<NewPurchase> {
    holding::content_of(held)?.ok_or_else(|| {
        Refusal::of(Code::Conflict)
            .detail(message!("it was settled already", "该购买已处理"))
            .member("state", held.state.as_str())
            .into()
    })
}

/// Gives the customer the identity that was named; somebody else's is 409.
fn keep_identity(db: &mut Db, customer_id: &str, content: &NewPurchase) -> Answer<()> {
    let Some(named) = &content.customer else { return Ok(()) };
    let partner = content.partner.as_deref();
    let given = [
        (IdentityKind::Phone, None, &named.phone),
        (IdentityKind::Card, None, &named.card),
        (IdentityKind::Email, None, &named.email),
        (IdentityKind::External, partner, &named.external_id),
    ];
    let region = organisation(db)?.default_phone_region;
    for (kind, partner, value) in given {
        if let Some(value) = value {
            let given = Given { kind, partner, value, pointer: "/keep_identity".to_owned() };
            identities::add(db, customer_id, &given, &region)?;
        }
    }
    Ok(())
}
