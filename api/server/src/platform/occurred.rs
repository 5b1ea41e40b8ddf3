//! When a fact happened: as the caller says, within bounds, else now.

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use chrono_tz::Tz;
use regulars_domain::period::{OccurredAtError, check_occurred_at, counted_at, local_day};

use crate::platform::error::{Answer, Fault, FaultCode};

/// The moment said, to the millisecond; `now` when nothing was said. `pointer` is where the body says it.
pub fn moment(said: Option<DateTime<Utc>>, now: DateTime<Utc>, pointer: &str) -> Answer<DateTime<Utc>> {
    let at = said.unwrap_or(now).trunc_subsecs(3);
    check_occurred_at(at, now).map_err(|error| fault(error, pointer))?;
    Ok(at)
}

/// The organisation-local day of a moment: one that is still to come counts from its recording, which is now.
pub fn day(at: DateTime<Utc>, now: DateTime<Utc>, zone: Tz) -> NaiveDate {
    local_day(counted_at(at, now), zone)
}

/// What is wrong with the time of a fact.
pub fn fault(error: OccurredAtError, pointer: &str) -> Fault {
    let code = match error {
        OccurredAtError::TooEarly => FaultCode::TooOld,
        OccurredAtError::InFuture => FaultCode::InFuture,
    };
    Fault::at(pointer, code).hint(error)
}
