//! Sealed facts: Parquet files in a folder beside the database, each of the sales that changed within a time, and a manifest
//! that says which of them hold.
//!
//! A later file replaces what an earlier one says of the same sale. The manifest is written last and takes the place of the
//! one before at once, so whatever is interrupted leaves the old one with its files. What cannot be trusted is not there:
//! all is read from the database, and sealed anew.

use std::collections::HashSet;
use std::fs;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use chrono::{DateTime, NaiveDateTime, Utc};
use regulars_db::Db;
use regulars_db::insight::facts;
use regulars_db::insight::facts::{Changed, Place};
use regulars_db::insight::takings::Source;
use regulars_db::platform::sandbox::organisation_of;
use regulars_domain::insight::facts::{FORWARD_AFTER, mark};
use serde::{Deserialize, Serialize};

use super::columns::Columns;
use super::files;
use super::files::{FactsWriter, fault};
use super::owners::Owners;
use crate::platform::config::Config;
use crate::platform::error::Answer;

/// Of the files and their columns; facts of another version are made anew.
const FORMAT: u32 = 1;
const MANIFEST: &str = "manifest.json";
const LOCK: &str = "lock";
/// Files, beyond which they are put together to one.
const MOST_FILES: usize = 8;
/// Sales read at a time.
const SOME: i64 = 20_000;
/// Behind every id.
const LAST_ID: &str = "~";

/// Where facts are sealed.
pub struct Folder {
    path: PathBuf,
}

/// What the folder holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Manifest {
    format: u32,
    /// The id of the organisation whose facts these are.
    database: String,
    /// Every sale that last changed then or before is in the files as it was.
    mark: NaiveDateTime,
    /// The newest sale in them: a database that does not know it was put back to an older copy.
    newest: Option<String>,
    /// Oldest first.
    files: Vec<Sealed>,
}

impl Manifest {
    /// Whether enough has settled since to be sealed.
    fn is_old(&self, now: DateTime<Utc>) -> bool {
        mark(now).naive_utc() - self.mark >= FORWARD_AFTER
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Sealed {
    name: String,
    rows: u64,
    crc32: u32,
}

/// Facts of the folder, and the moment up to which they go.
pub struct Held {
    pub columns: Columns,
    pub mark: NaiveDateTime,
}

impl Folder {
    /// That of a process with these settings; none: facts are read from the database whenever they are asked for.
    pub fn of(config: &Config) -> Option<Folder> {
        let beside = || {
            let mut name = config.database.file()?.into_os_string();
            name.push(".facts");
            Some(PathBuf::from(name))
        };
        config.facts_folder.clone().or_else(beside).map(|path| Folder { path })
    }

    /// Its facts, brought forward where they are old or cannot be trusted; none when there are none even then. One that
    /// cannot be written is told to the log, and costs time only.
    pub fn hold(&self, db: &mut Db, now: DateTime<Utc>, wanted: &[&str]) -> Answer<Option<Held>> {
        if let Some(manifest) = self.manifest(db)?.filter(|manifest| !manifest.is_old(now))
            && let Ok(columns) = self.columns(&manifest, wanted)
        {
            return Ok(Some(Held { columns, mark: manifest.mark }));
        }
        if let Err(error) = self.bring_forward(db, now) {
            tracing::warn!(%error, "facts cannot be sealed");
        }
        self.read(db, wanted)
    }

    /// Its facts as they are; none when there are none that can be trusted.
    pub fn read(&self, db: &mut Db, wanted: &[&str]) -> Answer<Option<Held>> {
        // Another process may put files together meanwhile.
        for _ in 0..2 {
            let Some(manifest) = self.manifest(db)? else { break };
            match self.columns(&manifest, wanted) {
                Ok(columns) => return Ok(Some(Held { columns, mark: manifest.mark })),
                Err(error) => tracing::warn!(%error, folder = %self.path.display(), "sealed facts cannot be read"),
            }
        }
        Ok(None)
    }

    /// Seals what has settled since, when that is long ago or what is there cannot be trusted.
    fn bring_forward(&self, db: &mut Db, now: DateTime<Utc>) -> Answer<()> {
        let mark = mark(now).naive_utc();
        let Some(_lock) = self.lock()? else { return Ok(()) };
        db.snapshot(|db| {
            let old = self.manifest(db)?.filter(|old| self.are_whole(old));
            if old.as_ref().is_some_and(|old| !old.is_old(now)) {
                return Ok(());
            }
            self.sweep(old.as_ref())?;
            let (sealed, newest) = self.seal(db, old.as_ref().map(|old| behind(old.mark)), mark)?;
            let database = organisation_of(db)?.unwrap_or_default();
            let mut manifest = Manifest { format: FORMAT, database, mark, newest, files: Vec::new() };
            if let Some(old) = old {
                manifest.newest = manifest.newest.or(old.newest);
                manifest.files = old.files;
            }
            // Nothing is said of an empty base: it may yet be filled with what happened long ago, as a demo is.
            if manifest.newest.is_none() {
                return Ok(());
            }
            manifest.files.extend(sealed);
            if manifest.files.len() > MOST_FILES {
                let columns = self.columns(&manifest, files::ALL)?;
                let whole = self.write(|writer| writer.write(&columns))?;
                manifest.files = whole.into_iter().collect();
            }
            self.put(&manifest)?;
            self.sweep(Some(&manifest))
        })
    }

    /// Whether the files are as they were written.
    fn are_whole(&self, manifest: &Manifest) -> bool {
        manifest.files.iter().all(|file| self.bytes(file).is_ok())
    }

    /// What a file holds, as it was written.
    fn bytes(&self, file: &Sealed) -> Answer<Bytes> {
        let bytes = fs::read(self.path.join(&file.name)).map_err(fault)?;
        if crc32fast::hash(&bytes) == file.crc32 {
            return Ok(Bytes::from(bytes));
        }
        Err(fault(format!("{} is damaged", file.name)))
    }

    /// Held by the one who writes; none while another process does. It ends with the process.
    fn lock(&self) -> Answer<Option<File>> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.path).map_err(fault)?;
        let path = self.path.join(LOCK);
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(fault)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(fault(error)),
        }
    }

    /// The manifest, when it is of this version and database.
    fn manifest(&self, db: &mut Db) -> Answer<Option<Manifest>> {
        let Ok(text) = fs::read(self.path.join(MANIFEST)) else { return Ok(None) };
        let Ok(manifest) = serde_json::from_slice::<Manifest>(&text) else { return Ok(None) };
        let is_own = manifest.format == FORMAT && organisation_of(db)?.is_some_and(|id| id == manifest.database);
        let is_known = match &manifest.newest {
            Some(newest) if is_own => facts::is_there(db, newest)?,
            _ => is_own,
        };
        Ok(is_known.then_some(manifest))
    }

    /// Columns of all files.
    fn columns(&self, manifest: &Manifest, wanted: &[&str]) -> Answer<Columns> {
        let mut all = Columns::default();
        let mut newer: HashSet<u64> = HashSet::new();
        for (place, file) in manifest.files.iter().enumerate().rev() {
            let columns = files::read(self.bytes(file)?, wanted)?;
            if u64::try_from(columns.len()).ok() != Some(file.rows) {
                return Err(fault(format!("{} has lost rows", file.name)));
            }
            all.append(&columns, &newer);
            if place > 0 {
                newer.extend(&columns.sale);
            }
        }
        Ok(all)
    }

    /// Writes the sales that changed behind a place and until a moment into a file; and says which is the newest.
    fn seal(
        &self,
        db: &mut Db,
        after: Option<Place>,
        until: NaiveDateTime,
    ) -> Answer<(Option<Sealed>, Option<String>)> {
        let owners = Owners::read(db)?;
        let mut newest: Option<Place> = None;
        let sealed = self.write(|writer| {
            for source in [Source::Customers, Source::Anonymous] {
                each_page(db, source, after.clone(), Some(until), &owners, |columns, last| {
                    newest = newest.take().max(last);
                    writer.write(columns)
                })?;
            }
            Ok(())
        })?;
        Ok((sealed, newest.map(|(_, id)| id)))
    }

    /// Writes a file, named by its content; none when it would be empty.
    fn write(&self, fill: impl FnOnce(&mut FactsWriter) -> Answer<()>) -> Answer<Option<Sealed>> {
        let new = self.path.join("new.parquet");
        let mut writer = FactsWriter::create(&new)?;
        fill(&mut writer)?;
        let rows = writer.close()?;
        if rows == 0 {
            fs::remove_file(&new).map_err(fault)?;
            return Ok(None);
        }
        let crc32 = crc32fast::hash(&fs::read(&new).map_err(fault)?);
        let name = format!("facts-{rows}-{crc32:08x}.parquet");
        fs::rename(&new, self.path.join(&name)).map_err(fault)?;
        Ok(Some(Sealed { name, rows, crc32 }))
    }

    /// Puts a manifest in the place of the one before.
    fn put(&self, manifest: &Manifest) -> Answer<()> {
        let new = self.path.join("manifest.new");
        let text = serde_json::to_vec_pretty(manifest).map_err(fault)?;
        let mut file = File::create(&new).map_err(fault)?;
        file.write_all(&text).and_then(|()| file.sync_all()).map_err(fault)?;
        fs::rename(&new, self.path.join(MANIFEST)).map_err(fault)?;
        sync_folder(&self.path)
    }

    /// Removes what no manifest names.
    fn sweep(&self, manifest: Option<&Manifest>) -> Answer<()> {
        let names = || manifest.iter().flat_map(|manifest| &manifest.files).map(|file| file.name.as_str());
        for entry in fs::read_dir(&self.path).map_err(fault)? {
            let entry = entry.map_err(fault)?;
            let name = entry.file_name();
            let is_kept =
                name.to_str().is_some_and(|name| [MANIFEST, LOCK].contains(&name) || names().any(|n| n == name));
            if !is_kept {
                fs::remove_file(entry.path()).map_err(fault)?;
            }
        }
        Ok(())
    }
}

fn sync_folder(path: &Path) -> Answer<()> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(fault)
}

/// Hands over the facts of sales that changed behind a place and until a moment, some at a time, each time with the place of
/// the newest sale among them.
pub fn each_page(
    db: &mut Db,
    source: Source,
    after: Option<Place>,
    until: Option<NaiveDateTime>,
    owners: &Owners,
    mut tell: impl FnMut(&Columns, Option<Place>) -> Answer<()>,
) -> Answer<()> {
    let mut after = after;
    loop {
        let (lines, next) = facts::lines(db, source, &Changed { after: after.clone(), until, limit: SOME })?;
        let mut columns = Columns::default();
        columns.add(&lines, owners);
        let newest = lines.iter().map(|line| (line.updated_at, line.sale_id.clone())).max();
        if !columns.is_empty() {
            tell(&columns, newest)?;
        }
        match next {
            Some(place) => after = Some(place),
            None => return Ok(()),
        }
    }
}

/// The place behind all sales that changed until a moment.
pub fn behind(mark: NaiveDateTime) -> Place {
    (mark, LAST_ID.to_owned())
}
