//! `regulars verify`.

use super::print;
use crate::assembly;
use crate::assembly::verify;
use crate::platform::config::Config;
use crate::platform::error::{Answer, Error};

/// Prints every difference between what is kept and what the facts say; fails when there is one.
pub fn verify(config: Config) -> Answer<()> {
    let app = assembly::open(config)?;
    let report = verify::run_telling(&app.store, &app.config, |difference| print(&format!("{difference}\n")))?;
    if report.is_clean() {
        print(&format!("{} customers, {} purchases: all as the facts say\n", report.customers, report.purchases));
        return Ok(());
    }
    Err(Error::Internal(format!("{} differences", report.found)))
}
