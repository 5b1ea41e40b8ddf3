//! The working time of a unit: its own calendar, else that of the unit above, in its own time zone.

use regulars_db::Db;
use regulars_db::organisation::{calendars, units};
use regulars_domain::organisation::calendars::{Rule, Working};
use regulars_domain::period::parse_zone;

use crate::platform::error::{Answer, Error};

/// The unit's working time. Without any calendar up to the root it is that of an office.
pub fn of_unit(db: &mut Db, unit_id: &str) -> Answer<Working> {
    let unit = units::find(db, unit_id)?.ok_or_else(|| Error::Internal(format!("there is no unit {unit_id}")))?;
    let zone = parse_zone(&unit.time_zone).map_err(|error| Error::Internal(error.to_string()))?;
    let mut at = Some(unit);
    while let Some(unit) = at {
        if let Some(rule) = calendars::of_unit(db, &unit.id)? {
            return Ok(Working::new(rule, zone));
        }
        at = match &unit.parent_id {
            Some(parent_id) => units::find(db, parent_id)?,
            None => None,
        };
    }
    Ok(Working::new(Rule::office(), zone))
}
