//! `regulars facts export`.

use std::path::Path;

use super::print;
use crate::insight::facts::export;
use crate::insight::facts::folder::Folder;
use crate::platform::app::open_store;
use crate::platform::config::Config;
use crate::platform::error::Answer;

/// Writes the facts as files and says how many there are.
pub fn export(config: &Config, folder: &Path) -> Answer<()> {
    let store = open_store(config)?;
    let sealed = Folder::of(config);
    let rows = store.read_now(|db| db.snapshot(|db| export::write(db, sealed.as_ref(), folder)))?;
    print(&format!("{rows} facts written to {}\n", folder.display()));
    Ok(())
}
