//! The bounds of membership, as a versioned setting. A change counts for what is returned or given from then on.

use regulars_db::Db;
use regulars_domain::loyalty::policy::LoyaltyPolicy;

use crate::platform::error::{Answer, Fault, FaultCode};
use crate::platform::versioned_setting;
use crate::platform::versioned_setting::Setting;

impl Setting for LoyaltyPolicy {
    const NAME: &'static str = "loyalty";

    fn checked(self) -> Answer<LoyaltyPolicy> {
        self.check().map_err(|error| Fault::at(format!("/{}", error.0), FaultCode::OutOfRange))?;
        Ok(self)
    }
}

/// What counts now: one query.
pub fn current(db: &mut Db) -> Answer<LoyaltyPolicy> {
    Ok(versioned_setting::current::<LoyaltyPolicy>(db)?.value)
}
