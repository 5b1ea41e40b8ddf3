//! The bounds within which messages go out, as a versioned setting. A change counts for what is planned or sent from then
//! on.

use regulars_db::Db;
use regulars_domain::messaging::messages::MessagingPolicy;

use crate::platform::error::{Answer, Fault, FaultCode};
use crate::platform::versioned_setting;
use crate::platform::versioned_setting::{Setting, VersionedSetting};

impl Setting for MessagingPolicy {
    const NAME: &'static str = "messaging";

    fn checked(self) -> Answer<MessagingPolicy> {
        self.check().map_err(|error| Fault::at(format!("/{}", error.0), FaultCode::OutOfRange))?;
        Ok(self)
    }
}

/// The policy with its version: one query.
pub fn current(db: &mut Db) -> Answer<VersionedSetting<MessagingPolicy>> {
    versioned_setting::current(db)
}
