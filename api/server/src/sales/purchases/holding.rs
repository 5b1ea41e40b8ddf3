//! Holding a purchase whose customer nobody knows, and what becomes of its number when it is settled.

use regulars_db::Db;
use regulars_db::sales::held_purchases;
use regulars_db::sales::held_purchases::HeldPurchase;
use regulars_db::sales::purchases;
use regulars_db::sales::purchases::ExternalRef;
use regulars_db::text::AsText;
use regulars_domain::ids;
use regulars_domain::sales::held_purchases::HeldState;
use serde_json::json;

use super::lines::check_sold;
use super::lookups::{Lookups, key_of};
use super::record::{Draft, Outcome, differs, taken};
use super::views::{NewPurchase, NewPurchaseLine};
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::codes;
use crate::platform::error::{Answer, Code, Error};
use crate::platform::identity::Actor;

/// A purchase that is held, or was.
pub struct Holding {
    pub held: HeldPurchase,
    /// As they were sent; none once it is settled.
    pub lines: Vec<NewPurchaseLine>,
    /// False when it was there already.
    pub is_new: bool,
}

impl Holding {
    pub fn of(held: HeldPurchase, is_new: bool) -> Answer<Holding> {
        let lines = content_of(&held)?.map(|content| content.lines).unwrap_or_default();
        Ok(Holding { held, lines, is_new })
    }
}

/// What was sent; none once it is settled.
pub fn content_of(held: &HeldPurchase) -> Answer<Option<NewPurchase>> {
    let read =
        |text: &String| serde_json::from_str(text).map_err(|error| Error::Internal(format!("{}: {error}", held.id)));
    held.content.as_ref().map(read).transpose()
}

/// Holds a purchase that names its customer by this key of an identity. The same one sent again changes nothing.
pub(super) fn hold(
    db: &mut Db,
    lookups: &mut Lookups,
    actor: &Actor,
    new: &NewPurchase,
    draft: Draft,
    identity: String,
) -> Answer<Outcome> {
    let blank = draft.reference(&lookups.organisation, "");
    let held = row_of(actor, new, &draft, identity, blank.as_ref())?;
    let Some(reference) = blank.map(|reference| ExternalRef { subject_id: held.id.clone(), ..reference }) else {
        check_sold(db, lookups, draft.partner.as_deref(), (&draft.purchase, &draft.lines), new)?;
        return keep(db, actor, held);
    };
    let Some(known) = taken(db, lookups, &reference)? else {
        check_sold(db, lookups, draft.partner.as_deref(), (&draft.purchase, &draft.lines), new)?;
        let outcome = keep(db, actor, held)?;
        lookups.references.put(key_of(&reference), reference);
        return Ok(outcome);
    };
    if ids::is(ids::ANONYMOUS_SALE, &known.subject_id) {
        return released(db, &known, &reference);
    }
    let found = if ids::is(ids::HELD_PURCHASE, &known.subject_id) {
        held_purchases::find(db, &known.subject_id)?
    } else {
        None
    };
    let before = found.ok_or_else(|| differs(&known))?;
    if known.content() == reference.content() && before.identity == held.identity {
        return Ok(Outcome::Held(Box::new(Holding::of(before, false)?)));
    }
    if reference.revision <= known.revision {
        return Err(differs(&known));
    }
    check_sold(db, lookups, draft.partner.as_deref(), (&draft.purchase, &draft.lines), new)?;
    let after = HeldPurchase { id: before.id.clone(), version: before.version + 1, ..held };
    codes::written(held_purchases::update(db, &after, before.version))?;
    let reference = ExternalRef { subject_id: before.id, ..reference };
    purchases::revise_ref(db, &reference)?;
    lookups.references.put(key_of(&reference), reference);
    let detail = json!({"revision": after.revision, "net_minor": after.net_minor});
    audit::record(db, actor, "held_purchases.revise", ("held_purchase", &after.id), &detail)?;
    Ok(Outcome::Held(Box::new(Holding::of(after, false)?)))
}

fn keep(db: &mut Db, actor: &Actor, held: HeldPurchase) -> Answer<Outcome> {
    held_purchases::insert(db, &held)?;
    let detail = json!({"partner": held.partner, "unit_id": held.unit_id, "net_minor": held.net_minor});
    audit::record(db, actor, "held_purchases.hold", ("held_purchase", &held.id), &detail)?;
    Ok(Outcome::Held(Box::new(Holding::of(held, true)?)))
}

fn row_of(
    actor: &Actor,
    new: &NewPurchase,
    draft: &Draft,
    identity: String,
    reference: Option<&ExternalRef>,
) -> Answer<HeldPurchase> {
    let purchase = &draft.purchase;
    // Whoever records it later speaks for the same partner and of the same unit.
    let content = NewPurchase { partner: draft.partner.clone(), unit_id: purchase.unit_id.clone(), ..new.clone() };
    Ok(HeldPurchase {
        id: ids::make(ids::HELD_PURCHASE),
        state: AsText(HeldState::Held),
        partner: draft.partner.clone().unwrap_or_default(),
        external_id: purchase.external_id.clone(),
        revision: purchase.revision,
        fingerprint: reference.map(|reference| reference.fingerprint.clone()).unwrap_or_default(),
        unit_id: purchase.unit_id.clone(),
        identity: Some(identity),
        content: Some(serde_json::to_string(&content).map_err(|error| Error::Internal(error.to_string()))?),
        occurred_at: purchase.occurred_at,
        occurred_on: purchase.occurred_on,
        currency: purchase.currency,
        net_minor: purchase.net_minor,
        held_at: purchase.recorded_at,
        held_by: actor.id.clone(),
        problem: None,
        settled_at: None,
        settled_by: None,
        subject_id: None,
        version: 1,
    })
}

/// Settles what a partner's id stands for as a purchase or an anonymous sale, which has the same content (`blank`, without
/// who bought) or is a higher revision of it.
pub fn give_way(db: &mut Db, actor: &Actor, known: &ExternalRef, blank: &ExternalRef, subject_id: &str) -> Answer<()> {
    if known.content() != blank.content() && blank.revision <= known.revision {
        return Err(differs(known));
    }
    let held = held_purchases::find(db, &known.subject_id)?.ok_or(Code::Busy)?;
    settle(db, actor, held, subject_id)
}

/// Notes what a held purchase has become, and forgets who was named and what was sent.
pub fn settle(db: &mut Db, actor: &Actor, held: HeldPurchase, subject_id: &str) -> Answer<()> {
    let is_anonymous = ids::is(ids::ANONYMOUS_SALE, subject_id);
    let version = held.version;
    let settled = HeldPurchase {
        state: AsText(if is_anonymous { HeldState::Released } else { HeldState::Matched }),
        identity: None,
        content: None,
        problem: None,
        settled_at: Some(clock::now().naive_utc()),
        settled_by: Some(actor.id.clone()),
        subject_id: Some(subject_id.to_owned()),
        version: version + 1,
        ..held
    };
    codes::written(held_purchases::update(db, &settled, version))?;
    let (action, subject) = match is_anonymous {
        true => ("held_purchases.release", "anonymous_sale_id"),
        false => ("held_purchases.match", "purchase_id"),
    };
    audit::record(db, actor, action, ("held_purchase", &settled.id), &json!({subject: subject_id}))
}

/// What was held and has become an anonymous sale, sent again: it changes nothing.
pub(super) fn released(db: &mut Db, known: &ExternalRef, blank: &ExternalRef) -> Answer<Outcome> {
    match held_purchases::find_by_subject(db, &known.subject_id)? {
        Some(held) if known.content() == blank.content() => Ok(Outcome::Held(Box::new(Holding::of(held, false)?))),
        _ => Err(differs(known)),
    }
}
