//! Undoing a redemption: what it took goes back where it came from, with the last day it had. Once for each redemption;
//! asked again it books nothing more.

use regulars_db::Db;
use regulars_db::customers::metrics;
use regulars_db::loyalty::memberships;
use regulars_db::loyalty::memberships::Membership;
use regulars_db::loyalty::points;
use regulars_domain::loyalty::points::PointKind;
use regulars_domain::permissions::Scope;
use serde_json::json;

use super::LedgerContext;
use super::ledger::{Account, Reason};
use super::redemptions::{Redeemed, at_counter, holder, said};
use super::replay::draws_of;
use super::service::{check_open, find};
use super::views::NewReversal;
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::error::{Answer, Code};
use crate::platform::identity::Actor;
use crate::platform::organisation;
use crate::platform::text_fields;

/// Undoes a redemption: of a member one sees, of one's own units, or of whoever says the whole card or phone.
pub fn undo(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    (id, redemption_id): (&str, &str),
    new: &NewReversal,
) -> Answer<Redeemed> {
    let organisation = organisation(db)?;
    let context = LedgerContext::of(&organisation, clock::now(), &actor.id);
    let note = new.note.as_deref().map(|note| text_fields::line("/note", note, 200)).transpose()?;
    let found = memberships::find(db, id)?.ok_or(Code::NotFound)?;
    let redemption = points::find_entry(db, &found.customer_id, id, redemption_id)?;
    let redemption = redemption.filter(|entry| *entry.kind == PointKind::Redeem).ok_or(Code::NotFound)?;
    let by_card = said(new.phone.as_deref(), new.card.as_deref())?;
    let masked = match by_card {
        Some((kind, value, pointer)) => {
            at_counter(db, id, kind, value, pointer, &organisation)?;
            true
        }
        None => !is_seen(db, actor, scope, id, redemption.unit_id.as_deref())?,
    };
    metrics::lock(db, &found.customer_id)?;
    if let Some(entry) = points::undoing(db, &found.customer_id, &[redemption_id])?.pop() {
        let membership = present(db, id)?;
        let customer = holder(db, &membership)?;
        return Ok(Redeemed { entry, membership, customer, at_counter: masked, is_new: false });
    }
    let membership = present(db, id)?;
    check_open(&membership)?;
    let (draws, touched) = draws_of(db, &membership, &redemption)?;
    let mut account = Account::open(db, membership, &touched, context)?;
    let reason = Reason { unit_id: redemption.unit_id.clone(), note, ..Reason::default() };
    let entry = account.undo(db, &redemption, &draws, reason)?;
    let membership = account.close(db)?;
    let detail = json!({"points": entry.points, "entry_id": entry.id, "undoes_id": redemption.id,
        "counter": by_card.map(|(kind, ..)| kind)});
    audit::record(db, actor, "points.undo", ("membership", id), &detail)?;
    let customer = holder(db, &membership)?;
    Ok(Redeemed { entry, membership, customer, at_counter: masked, is_new: true })
}

/// Whether the caller sees the member; who only has the unit where the points were spent does not.
fn is_seen(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, unit_id: Option<&str>) -> Answer<bool> {
    match find(db, actor, scope, id) {
        Ok(_) => Ok(true),
        Err(error) if error.refusal().code == Code::NotFound && scope.covers(unit_id) => Ok(false),
        Err(error) => Err(error),
    }
}

/// As it is behind the lock.
fn present(db: &mut Db, id: &str) -> Answer<Membership> {
    memberships::find(db, id)?.ok_or_else(|| Code::NotFound.into())
}
