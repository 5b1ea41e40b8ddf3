//! Codes that no two things of a kind share.

use super::error::{Answer, Code, Error, Fault, FaultCode, Refusal};

/// What failed when a row was written: a code that another one has is told at its place.
pub fn code_taken(error: diesel::result::Error) -> Error {
    taken_at(error, "/code")
}

/// The same of a code that stands at another place.
pub fn taken_at(error: diesel::result::Error, pointer: &str) -> Error {
    let error = Error::from(error);
    if error.is_unique() {
        Refusal::of(Code::CodeTaken).fault(Fault::at(pointer, FaultCode::Taken)).into()
    } else {
        error
    }
}

/// A row that was written over the version it was read at: false means that somebody was faster, and a code that another
/// one has is told at its place.
pub fn written(outcome: Result<bool, diesel::result::Error>) -> Answer<()> {
    if outcome.map_err(code_taken)? { Ok(()) } else { Err(Code::Stale.into()) }
}
