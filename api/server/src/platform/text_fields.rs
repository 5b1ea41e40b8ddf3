//! Text fields of a body: trimmed, and refused at their place when they hold what deceives.

use regulars_domain::text::{TextError, check_line};

use super::error::{Answer, Fault, FaultCode};

/// One line of 1 to `most` characters, trimmed; the fault stands at `pointer`.
pub fn line(pointer: &str, text: &str, most: usize) -> Answer<String> {
    check_line(text, most).map_err(|error| fault(pointer, error).into())
}

/// The fault a refused text is told as.
pub fn fault(pointer: &str, error: TextError) -> Fault {
    let code = match error {
        TextError::Empty => FaultCode::TooShort,
        TextError::TooLong(_) => FaultCode::TooLong,
        TextError::Control | TextError::Bidi => FaultCode::Malformed,
    };
    Fault::at(pointer, code).hint(error)
}
