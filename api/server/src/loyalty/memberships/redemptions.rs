//! Spending points: for members one sees, and at the counter for anybody of the chain who says the whole card or phone.

use regulars_db::Db;
use regulars_db::customers::metrics;
use regulars_db::customers::profiles as stored;
use regulars_db::customers::profiles::Customer;
use regulars_db::loyalty::memberships;
use regulars_db::loyalty::memberships::Membership;
use regulars_db::loyalty::points;
use regulars_db::loyalty::points::Entry;
use regulars_db::platform::external_refs;
use regulars_db::platform::external_refs::ExternalRef;
use regulars_domain::identities::IdentityKind;
use regulars_domain::ids;
use regulars_domain::loyalty::points::PointKind;
use regulars_domain::message;
use regulars_domain::permissions::Scope;
use serde_json::json;

use super::LedgerContext;
use super::ledger::{Account, Reason};
use super::service::{check_usable, lock};
use super::views::NewRedemption;
use crate::customers::profiles::named;
use crate::organisation::partners::named as partners;
use crate::organisation::units::named as units;
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::identity::keys::digest;
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
    /// False when it was there already.
    pub is_new: bool,
}

/// Spends points for a member. What has expired by today is dropped first. The same redemption (by a partner's own id)
/// sent again spends nothing more.
pub fn redeem(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, new: &NewRedemption) -> Answer<Redeemed> {
    let organisation = organisation(db)?;
    let context = LedgerContext::of(&organisation, clock::now(), &actor.id);
    let unit_id = new.unit_id.as_deref().or(actor.unit_id.as_deref());
    let unit_id = units::visited(db, scope, unit_id, "/unit_id", context.today)?;
    let note = new.note.as_deref().map(|note| text_fields::line("/note", note, 200)).transpose()?;
    let said = said(new.phone.as_deref(), new.card.as_deref())?;
    let membership = match said {
        None => lock(db, actor, scope, id)?,
        Some((kind, value, pointer)) => at_counter(db, id, kind, value, pointer, &organisation)?,
    };
    let at_counter = said.is_some();
    let partner = partners::speaking(db, actor, new.partner.as_deref())?;
    let entry_id = ids::make(ids::POINTS);
    let reference = reference_of(&membership, new, partner, &entry_id)?;
    if let Some(reference) = &reference
        && !external_refs::take_ref(db, reference)?
    {
        return again(db, reference, at_counter);
    }
    check_usable(&membership)?;
    let mut account = Account::open(db, membership, &[], context)?;
    account.expire(db)?;
    let external = reference.map(|reference| (reference.partner, reference.external_id));
    let reason = Reason { id: Some(entry_id), unit_id, note, external, ..Reason::default() };
    let entry = account.spend(db, PointKind::Redeem, new.points, reason)?;
    let membership = account.close(db)?;
    let by = said.map(|(kind, ..)| kind);
    let detail = json!({"points": new.points, "entry_id": entry.id, "counter": by});
    audit::record(db, actor, "points.redeem", ("membership", id), &detail)?;
    let customer = holder(db, &membership)?;
    Ok(Redeemed { entry, membership, customer, at_counter, is_new: true })
}

/// Whose membership it is.
pub fn holder(db: &mut Db, membership: &Membership) -> Answer<Customer> {
    let found = stored::find_row(db, &membership.customer_id)?.map(|(customer, _)| customer);
    found.ok_or_else(|| Error::from(Code::NotFound))
}

/// What a partner's id of a redemption will stand for.
fn reference_of(
    membership: &Membership,
    new: &NewRedemption,
    partner: Option<String>,
    entry_id: &str,
) -> Answer<Option<ExternalRef>> {
    let Some(external_id) = &new.external_id else { return Ok(None) };
    let Some(partner) = partner else {
        return Err(Fault::at("/partner", FaultCode::Required)
            .hint(message!(
                "an external id is of a partner: use its API key or name it",
                "外部编号属于某个合作方：请使用其 API 密钥或指明合作方"
            ))
            .into());
    };
    if !ids::is_external_id(external_id) {
        return Err(Fault::at("/external_id", FaultCode::Malformed).into());
    }
    Ok(Some(ExternalRef {
        kind: external_refs::REDEMPTION.to_owned(),
        partner,
        external_id: external_id.clone(),
        subject_id: entry_id.to_owned(),
        customer_id: membership.customer_id.clone(),
        revision: 1,
        fingerprint: ExternalRef::fingerprint_of(digest(
            &json!(["redemption 1", membership.id, new.points]).to_string(),
        )),
    }))
}

/// The redemption as it was booked the first time.
fn again(db: &mut Db, wanted: &ExternalRef, at_counter: bool) -> Answer<Redeemed> {
    let known = external_refs::find_ref(db, &wanted.kind, &wanted.partner, &wanted.external_id)?.ok_or(Code::Busy)?;
    if known.content() != wanted.content() {
        return Err(Refusal::of(Code::RedemptionDiffers).member("redemption_id", known.subject_id).into());
    }
    let entry = points::entry_of(db, &known.customer_id, &known.subject_id)?.ok_or(Code::Busy)?;
    let membership = memberships::find(db, &entry.membership_id)?.ok_or(Code::Busy)?;
    let customer = holder(db, &membership)?;
    Ok(Redeemed { entry, membership, customer, at_counter, is_new: false })
}

/// The id of a redemption behind a partner's own; a key sees its own partner's ids only.
pub fn behind(db: &mut Db, actor: &Actor, (partner, external_id): (&str, &str)) -> Answer<String> {
    if actor.partner.as_deref().is_some_and(|own| own != partner) {
        return Err(Code::NotFound.into());
    }
    let known = external_refs::find_ref(db, external_refs::REDEMPTION, partner, external_id)?;
    Ok(known.ok_or(Code::NotFound)?.subject_id)
}

/// What the customer said at the counter: the kind, what was said, and where it stands in the body.
pub fn said<'a>(
    phone: Option<&'a str>,
    card: Option<&'a str>,
) -> Answer<Option<(IdentityKind, &'a str, &'static str)>> {
    match (phone, card) {
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
pub fn at_counter(
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
