//! `regulars secret rotate`.

use super::print;
use crate::platform::app;
use crate::platform::config::Config;
use crate::platform::error::{Answer, Error};
use crate::platform::identity::secrets;

pub fn rotate(config: &Config) -> Answer<()> {
    let store = app::open_store(config)?;
    store.migrate().map_err(|error| Error::Internal(error.to_string()))?;
    secrets::rotate(config, &store)?;
    print("a new secret is there: start every process of the installation again\n");
    Ok(())
}
