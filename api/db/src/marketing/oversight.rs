//! What each campaign is held to, beside the campaign's own row: whoever writes it has that row locked.

use diesel::prelude::*;
use regulars_domain::marketing::campaigns::Oversight;

use crate::schema::campaign_oversight;
use crate::text::Json;
use crate::{Db, Result, on};

/// What a campaign is held to; nothing yet when it was planned by an earlier version.
pub fn of(db: &mut Db, campaign_id: &str) -> Result<Oversight> {
    let held: Option<Json<Oversight>> =
        on!(db, |c| campaign_oversight::table.find(campaign_id).select(campaign_oversight::held).first(c).optional())?;
    Ok(held.map(|held| held.0).unwrap_or_default())
}

/// Keeps what a campaign is held to from now on.
pub fn put(db: &mut Db, campaign_id: &str, held: Oversight) -> Result<()> {
    let held = Json(held);
    on!(db, |c| diesel::insert_into(campaign_oversight::table)
        .values((campaign_oversight::campaign_id.eq(campaign_id), campaign_oversight::held.eq(&held)))
        .on_conflict(campaign_oversight::campaign_id)
        .do_update()
        .set(campaign_oversight::held.eq(&held))
        .execute(c))
    .map(|_| ())
}
