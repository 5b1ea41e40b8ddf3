//! The bounds complaints are handled by, as a versioned setting; the defaults while nobody has set them.

use regulars_db::Db;
use regulars_domain::service::complaints::Policy;

use crate::platform::error::{Answer, Fault, FaultCode};
use crate::platform::identity::Actor;
use crate::platform::organisation;
use crate::platform::version::ExpectedVersion;
use crate::platform::versioned_setting;
use crate::platform::versioned_setting::{Kept, Place};

/// The name under which the setting is kept.
pub const NAME: &str = "complaint_policy";

/// The policy with its version: one query.
pub fn current(db: &mut Db) -> Answer<Kept<Policy>> {
    versioned_setting::current(db, NAME)
}

/// Sets the policy. It counts for clocks that begin, and judgements that are made, from now on.
pub fn change(db: &mut Db, actor: &Actor, expected: &ExpectedVersion, wanted: &Policy) -> Answer<Kept<Policy>> {
    wanted.check().map_err(|error| Fault::at(format!("/{}", error.0), FaultCode::OutOfRange).hint(error))?;
    let version = current(db)?.version;
    expected.check(version)?;
    let time_zone = organisation(db)?.time_zone;
    versioned_setting::change(db, actor, Place { name: NAME, after: version, time_zone, job_id: None }, *wanted)
}
