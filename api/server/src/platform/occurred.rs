//! When a fact happened: as the caller says, within bounds, else now.

use chrono::{DateTime, SubsecRound, Utc};
use regulars_domain::period::{OccurredAtError, check_occurred_at};

use crate::platform::error::{Answer, Fault, FaultCode};

/// The moment said, to the millisecond; `now` when nothing was said. `pointer` is where the body says it.
pub fn moment(said: Option<DateTime<Utc>>, now: DateTime<Utc>, pointer: &str) -> Answer<DateTime<Utc>> {
    let at = said.unwrap_or(now).trunc_subsecs(3);
    check_occurred_at(at, now).map_err(|error| fault(error, pointer))?;
    Ok(at)
}

/// What is wrong with the time of a fact.
pub fn fault(error: OccurredAtError, pointer: &str) -> Fault {
    let code = match error {
        OccurredAtError::TooEarly => FaultCode::TooOld,
        OccurredAtError::InFuture => FaultCode::InFuture,
    };
    Fault::at(pointer, code).hint(error)
}
