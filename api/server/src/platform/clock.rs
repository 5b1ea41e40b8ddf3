//! The one place where the clock is read.

use chrono::{DateTime, SubsecRound, Utc};

/// Now, in whole milliseconds: what is stored and sent is the same.
#[expect(clippy::disallowed_methods, reason = "the clock is read here")]
pub fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(3)
}
