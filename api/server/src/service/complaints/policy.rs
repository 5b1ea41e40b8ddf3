//! The bounds complaints are handled by, as a versioned setting. A change counts for clocks that begin, and judgements
//! that are made, from then on.

use regulars_db::Db;
use regulars_domain::service::complaints::Policy;

use crate::platform::error::{Answer, Fault, FaultCode};
use crate::platform::versioned_setting;
use crate::platform::versioned_setting::{Setting, VersionedSetting};

impl Setting for Policy {
    const NAME: &'static str = "complaint_policy";

    fn checked(self) -> Answer<Policy> {
        self.check().map_err(|error| Fault::at(format!("/{}", error.0), FaultCode::OutOfRange))?;
        Ok(self)
    }
}

/// The policy with its version: one query.
pub fn current(db: &mut Db) -> Answer<VersionedSetting<Policy>> {
    versioned_setting::current(db)
}
