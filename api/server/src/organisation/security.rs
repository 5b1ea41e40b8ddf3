//! How people log in, as a versioned setting, and what of it counts for one of them.

use regulars_db::Db;
use regulars_db::organisation::second_factors;
use regulars_db::organisation::users::User;
use regulars_domain::organisation::security::SecurityPolicy;
use regulars_domain::permissions::Role;

use crate::platform::error::{Answer, Fault, FaultCode};
use crate::platform::identity::principal::Pending;
use crate::platform::versioned_setting;
use crate::platform::versioned_setting::Setting;

impl Setting for SecurityPolicy {
    const NAME: &'static str = "security";

    fn checked(self) -> Answer<SecurityPolicy> {
        self.check().map_err(|field| Fault::at(format!("/{field}"), FaultCode::OutOfRange))?;
        Ok(self)
    }
}

/// The policy as it counts now.
pub fn current(db: &mut Db) -> Answer<SecurityPolicy> {
    Ok(versioned_setting::current::<SecurityPolicy>(db)?.value)
}

/// What a user who holds these roles has to do before anything else.
pub fn pending(
    db: &mut Db,
    policy: &SecurityPolicy,
    user: &User,
    roles: impl IntoIterator<Item = Role>,
) -> Answer<Option<Pending>> {
    if user.password_is_temporary {
        return Ok(Some(Pending::NewPassword));
    }
    if !policy.needs_second_factor(roles) || second_factors::confirmed(db, &user.id)?.is_some() {
        return Ok(None);
    }
    Ok(Some(Pending::SecondFactor))
}
