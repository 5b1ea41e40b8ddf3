//! Spending points: for members one sees, and at the counter for anybody of the chain who says the whole card or phone.

use regulars_db::Db;
use regulars_db::customers::metrics;
use regulars_db::customers::profiles as stored;
use regulars_db::customers::profiles::Customer;
use regulars_db::loyalty::memberships;
use regulars_db::loyalty::memberships::Membership;
use regulars_db::loyalty::points::Entry;
use regulars_domain::identities::IdentityKind;
use regulars_domain::loyalty::points::PointKind;
use regulars_domain::message;
use regulars_domain::permissions::Scope;
use serde_json::json;

use super::LedgerContext;
use super::ledger::{Account, Reason};
use super::service::{check_usable, lock};
use super::views::NewRedemption;
use crate::customers::profiles::named;
use crate::organisation::units::named as units;
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode};
use crate::platform::identity::Actor;
use crate::platform::organisation;
use crate::platform::organisation::Organisation;
use crate::platform::text_fields;

/// Points that were spent.
pub struct Redeemed {
    pub entry: Entry,
    /// As it is now.
    pub membership: Membership,
    pub customer: Customer,
    /// Whether it was done at the counter, where the customer is shown masked.
    pub at_counter: bool,
}

/// Spends points for a member. What has expired by today is dropped first.
pub fn redeem(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, new: &NewRedemption) -> Answer<Redeemed> {
    let organisation = organisation(db)?;
    let context = LedgerContext::of(&organisation, clock::now(), &actor.id);
    let unit_id = new.unit_id.as_deref().or(actor.unit_id.as_deref());
    let unit_id = units::visited(db, scope, unit_id, "/unit_id", context.today)?;
    let note = new.note.as_deref().map(|note| text_fields::line("/note", note, 200)).transpose()?;
    let said = said(new)?;
    let membership = match said {
        None => lock(db, actor, scope, id)?,
        Some((kind, value, pointer)) => at_counter(db, id, kind, value, pointer, &organisation)?,
    };
    check_usable(&membership)?;
    let mut account = Account::open(db, membership, &[], context)?;
    account.expire(db)?;
    let reason = Reason { unit_id, note, ..Reason::default() };
    let entry = account.spend(db, PointKind::Redeem, new.points, reason)?;
    let membership = account.close(db)?;
    let by = said.map(|(kind, ..)| kind);
    let detail = json!({"points": new.points, "entry_id": entry.id, "counter": by});
    audit::record(db, actor, "points.redeem", ("membership", id), &detail)?;
    let customer = stored::find_row(db, &membership.customer_id)?.map(|(customer, _)| customer);
    let customer = customer.ok_or(Code::NotFound)?;
    Ok(Redeemed { entry, membership, customer, at_counter: by.is_some() })
}

/// What the customer said at the counter: the kind, what was said, and where it stands in the body.
fn said(new: &NewRedemption) -> Answer<Option<(IdentityKind, &str, &'static str)>> {
    match (&new.phone, &new.card) {
        (None, None) => Ok(None),
        (Some(phone), None) => Ok(Some((IdentityKind::Phone, phone, "/phone"))),
        (None, Some(card)) => Ok(Some((IdentityKind::Card, card, "/card"))),
        (Some(_), Some(_)) => Err(Fault::at("/phone", FaultCode::Conflict)
            .hint(message!("expected at most one of `phone` and `card`", "`phone` 与 `card` 最多给出一项"))
            .into()),
    }
}

/// A membership of whoever has this phone or card, wherever they are at home; read behind the lock of their figures. To
/// who says another one it does not exist.
fn at_counter(
    db: &mut Db,
    id: &str,
    kind: IdentityKind,
    value: &str,
    pointer: &'static str,
    organisation: &Organisation,
) -> Answer<Membership> {
    let owner = named::owner(db, kind, value, &organisation.default_phone_region, pointer)?;
    let found = memberships::find(db, id)?.ok_or(Code::NotFound)?;
    if owner.as_ref() != Some(&found.customer_id) {
        return Err(Code::NotFound.into());
    }
    metrics::lock(db, &found.customer_id)?;
    memberships::find(db, id)?.ok_or_else(|| Error::from(Code::NotFound))
}
