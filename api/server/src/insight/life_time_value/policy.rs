//! What life-time value is reckoned by, as a versioned setting. A change asks for a new fit.

use regulars_db::Db;
use regulars_domain::insight::life_time_value::LifeTimeValuePolicy;

use super::fit::FitLifeTimeValue;
use crate::platform::error::{Answer, Fault, FaultCode};
use crate::platform::jobs;
use crate::platform::versioned_setting::Setting;

impl Setting for LifeTimeValuePolicy {
    const NAME: &'static str = "life_time_value";
    const REPEATS: bool = false;

    fn checked(self) -> Answer<LifeTimeValuePolicy> {
        self.check().map_err(|field| Fault::at(format!("/{field}"), FaultCode::OutOfRange))?;
        Ok(self)
    }

    /// Every customer is scored again.
    fn recompute(db: &mut Db, by: &str) -> Answer<Option<String>> {
        Ok(Some(jobs::enqueue(db, &FitLifeTimeValue {}, by)?.id))
    }
}
