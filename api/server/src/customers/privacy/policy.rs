//! How long what is held on persons is kept, as a versioned setting.

use regulars_domain::customers::retention::RetentionPolicy;

use crate::platform::error::{Answer, Fault, FaultCode};
use crate::platform::versioned_setting::Setting;

impl Setting for RetentionPolicy {
    const NAME: &'static str = "retention";

    fn checked(self) -> Answer<RetentionPolicy> {
        self.check().map_err(|field| Fault::at(format!("/{field}"), FaultCode::OutOfRange))?;
        Ok(self)
    }
}
