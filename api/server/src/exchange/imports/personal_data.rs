//! Where files of imports say something of a person. A file that does is dropped whole: what it brought in stays.

use std::io::Read;

use chrono::NaiveDateTime;
use regulars_db::Db;
use regulars_db::exchange::imports::{Filter, Import};
use regulars_db::exchange::{imports, personal};
use regulars_db::page::{After, Page};
use regulars_db::personal::Held;
use regulars_domain::exchange::imports::ImportState;

use super::content::Files;
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::personal_data::{Counts, PersonalData, Sought, Swept};

/// Imports, and noted rows, looked through at once.
const PAGE: i64 = 500;
/// Bytes of a file looked through at once.
const BLOCK: usize = 1 << 18;
/// Bytes of one block that are looked at again with the next: no text that is sought is longer.
const OVERLAP: usize = 1_024;
/// Chunks dropped in one transaction.
const CHUNKS: i64 = 16;

/// Files of imports.
pub struct ImportData;

impl PersonalData for ImportData {
    fn held(&self) -> &'static [Held] {
        personal::HELD
    }

    fn outdated_files(&self, db: &mut Db, before: NaiveDateTime) -> Answer<i64> {
        Ok(i64::try_from(personal::outdated(db, before)?.len()).unwrap_or(i64::MAX))
    }

    fn drop_files(&self, app: &App, before: NaiveDateTime) -> Answer<i64> {
        let mut dropped = 0;
        for id in app.store.read_now(|db| Ok::<_, Error>(personal::outdated(db, before)?))? {
            let found = app.store.read_now(|db| Ok::<_, Error>(imports::find(db, &id)?))?;
            if let Some(import) = found.filter(|import| !import.state.is_busy()) {
                drop_rows(app, &import.id)?;
                drop_file(app, import, false)?;
                dropped += 1;
            }
        }
        Ok(dropped)
    }

    fn sweep(&self, app: &App, sought: &Sought) -> Answer<Swept> {
        let mut swept = Swept::default();
        let (mut files, mut rows) = (0, 0);
        let mut page = Page { after: None, limit: PAGE };
        loop {
            let mut found = app.store.read_now(|db| Ok::<_, Error>(imports::list(db, &Filter::default(), &page)?))?;
            let has_more = regulars_db::page::cut(&mut found, PAGE);
            page.after = found.last().map(|import| After { key: String::new(), id: import.id.clone() });
            for import in found.into_iter().filter(|import| import.created_at <= sought.erased_at) {
                if import.state.is_busy() {
                    swept.again = true;
                    continue;
                }
                rows += noted_rows(app, sought, &import.id)?;
                files += i64::from(file(app, sought, import)?);
            }
            if !has_more {
                break;
            }
        }
        swept.counts = Counts::from([("import_files".to_owned(), files), ("import_rows".to_owned(), rows)]);
        Ok(swept)
    }
}

/// Drops the file of an import when it names the person; whether it did.
fn file(app: &App, sought: &Sought, import: Import) -> Answer<bool> {
    let shown = serde_json::to_string(&import.samples.0).map_err(|error| Error::Internal(error.to_string()))?;
    let named = sought.names(&import.file_name);
    if !named && !sought.names(&shown) && !says(app, sought, &import) {
        return Ok(false);
    }
    drop_file(app, import, named)?;
    Ok(true)
}

/// Drops the file of an import; `named`: its name as well.
fn drop_file(app: &App, import: Import, named: bool) -> Answer<()> {
    let begins_anew = !matches!(import.state.0, ImportState::Completed | ImportState::Undone);
    let file_name = if named { "—".to_owned() } else { import.file_name };
    let id = import.id.clone();
    app.store.write_now(move |db| {
        let now = clock::now().naive_utc();
        Ok::<_, Error>(personal::forget_file(db, &id, &file_name, begins_anew, now)?)
    })?;
    loop {
        let id = import.id.clone();
        if app.store.write_now(move |db| Ok::<_, Error>(imports::drop_chunks(db, &id, CHUNKS)?))? == 0 {
            return Ok(());
        }
    }
}

/// Drops every row of an import of which something is said.
fn drop_rows(app: &App, import_id: &str) -> Answer<()> {
    loop {
        let id = import_id.to_owned();
        if app.store.write_now(move |db| Ok::<_, Error>(imports::drop_rejections(db, &id, PAGE)?))? == 0 {
            return Ok(());
        }
    }
}

/// Whether the content of a file names the person. What cannot be read to its end is looked at as far as it can.
fn says(app: &App, sought: &Sought, import: &Import) -> bool {
    let mut content = Files::of(app).open(import);
    let mut kept: Vec<u8> = Vec::new();
    let mut block = vec![0; BLOCK];
    loop {
        match content.read(&mut block) {
            Ok(0) => return false,
            Ok(read) => kept.extend_from_slice(block.get(..read).unwrap_or_default()),
            Err(error) => {
                tracing::warn!(import = import.id, %error, "the file of an import cannot be looked through to its end");
                return false;
            }
        }
        if sought.names(&String::from_utf8_lossy(&kept)) {
            return true;
        }
        kept.drain(..kept.len().saturating_sub(OVERLAP));
    }
}

/// Forgets the rows of which something is said and that name the person; how many.
fn noted_rows(app: &App, sought: &Sought, import_id: &str) -> Answer<i64> {
    let (mut after, mut found) = (0, 0);
    loop {
        let page = app.store.read_now(|db| Ok::<_, Error>(personal::noted_rows(db, import_id, after, PAGE)?))?;
        let Some((last, ..)) = page.last() else { return Ok(found) };
        after = *last;
        let theirs: Vec<i64> = page
            .iter()
            .filter(|(_, content, errors)| sought.names(content) || sought.names(errors))
            .map(|(line, ..)| *line)
            .collect();
        if !theirs.is_empty() {
            found += i64::try_from(theirs.len()).unwrap_or(0);
            let id = import_id.to_owned();
            app.store.write_now(move |db| Ok::<_, Error>(personal::forget_rows(db, &id, &theirs)?))?;
        }
    }
}
