//! Putting an address on the list, and taking it off.

use regulars_db::Db;
use regulars_db::customers::identities;
use regulars_db::messaging::suppressions;
use regulars_db::messaging::suppressions::Suppression;
use regulars_db::text::AsText;
use regulars_domain::identities::owner_key;
use regulars_domain::ids;
use regulars_domain::messaging::messages::SuppressionReason;
use serde_json::json;

use super::views::{NewSuppression, SuppressionId};
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::organisation;
use crate::platform::text_fields;
use crate::platform::{audit, clock};

pub fn find(db: &mut Db, id: &SuppressionId) -> Answer<Suppression> {
    let found = match id {
        SuppressionId::Id(id) => suppressions::find_by_id(db, id)?,
        SuppressionId::Address(channel, address) => suppressions::find(db, *channel, address)?,
    };
    found.ok_or_else(|| Code::NotFound.into())
}

pub fn create(db: &mut Db, actor: &Actor, new: &NewSuppression) -> Answer<Suppression> {
    let region = organisation(db)?.default_phone_region;
    let address = new.channel.address(&new.address, &region);
    let address = address.map_err(|error| Fault::at("/address", FaultCode::Malformed).hint(error))?;
    let cause = new.cause.as_deref().map(|cause| text_fields::line("/cause", cause, 300)).transpose()?;
    let suppression = Suppression {
        id: ids::make(ids::SUPPRESSION),
        channel: AsText(new.channel),
        reason: AsText(new.reason.unwrap_or(SuppressionReason::ByHand)),
        cause,
        source_id: None,
        customer_id: identities::owner(db, &owner_key(new.channel.identity(), &address))?,
        address,
        recorded_at: clock::now().naive_utc(),
        recorded_by: actor.id.clone(),
    };
    if !suppressions::insert(db, &suppression)? {
        return Err(Refusal::of(Code::Conflict).fault(Fault::at("/address", FaultCode::Taken)).into());
    }
    let detail = json!({"reason": *suppression.reason});
    audit::record(db, actor, "suppressions.create", ("suppression", &suppression.id), &detail)?;
    Ok(suppression)
}

/// Takes an address off the list: from now on it gets messages again, as far as consent goes.
pub fn delete(db: &mut Db, actor: &Actor, id: &SuppressionId) -> Answer<()> {
    let suppression = find(db, id)?;
    suppressions::delete(db, suppression.channel.0, &suppression.address)?;
    let detail = json!({"reason": *suppression.reason});
    audit::record(db, actor, "suppressions.delete", ("suppression", &suppression.id), &detail)
}
