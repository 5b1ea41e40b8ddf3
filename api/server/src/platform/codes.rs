//! Codes that no two things of a kind share.

use super::error::{Code, Error, Fault, FaultCode, Refusal};

/// What failed when a row was written: a code that another one has is told at its place.
pub fn code_taken(error: diesel::result::Error) -> Error {
    let error = Error::from(error);
    if error.is_unique() {
        Refusal::of(Code::CodeTaken).fault(Fault::at("/code", FaultCode::Taken)).into()
    } else {
        error
    }
}
