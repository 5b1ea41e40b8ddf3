//! Sealed facts: Parquet files in a folder beside the database, each of the sales that changed within a time, and a manifest
//! that says which of them hold.
//!
//! A later file replaces what an earlier one says of the same sale. The manifest is written last and takes the place of the
//! one before at once, so whatever is interrupted leaves the old one with its files. What cannot be trusted is not there:
//! all is read from the database, and sealed anew.

use std::fs;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDateTime, Utc};
use regulars_db::Db;
use regulars_db::insight::facts;
use regulars_db::insight::facts::{Changed, Place};
use regulars_db::insight::takings::Source;
use regulars_db::platform::sandbox::organisation_of;
use regulars_domain::insight::facts::{FORWARD_AFTER, mark};
use serde::{Deserialize, Serialize};

use super::columns::{Columns, Numbers};
use super::files;
use super::files::{Customers, FactsWriter, Table, fault};
use super::owners::Owners;
use super::people::{People, SealedPeople};
use super::tiers::Tiers;
use crate::platform::config::Config;
use crate::platform::error::Answer;

/// Of the files and their columns; facts of another version are made anew.
const FORMAT: u32 = 2;
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
    /// Everybody whom a fact may name.
    people: Option<Sealed>,
    /// The changes of tiers that were recorded then or before.
    tiers: Option<Sealed>,
}

impl Manifest {
    fn all(&self) -> impl Iterator<Item = &Sealed> {
        self.files.iter().chain(&self.people).chain(&self.tiers)
    }

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

/// Facts of the folder, and the moment up to which they go. Its files are open: they stay what they are.
pub struct Held {
    pub mark: NaiveDateTime,
    /// Oldest first.
    files: Vec<Table>,
    people: Option<Table>,
    tiers: Option<Table>,
}

impl Held {
    /// Who there was, and their changes of tiers.
    pub fn tables(&self) -> Answer<(SealedPeople, Tiers)> {
        let people = self.people.as_ref().map(SealedPeople::read).transpose()?.unwrap_or_default();
        let tiers = self.tiers.as_ref().map(Tiers::read).transpose()?.unwrap_or_default();
        Ok((people, tiers))
    }

    /// Hands over some columns, the sale's among them, some facts at a time, without those of sales of which something newer
    /// is known.
    pub fn each(
        &self,
        wanted: &[&str],
        mut newer: Numbers,
        mut tell: impl FnMut(&mut Columns) -> Answer<()>,
    ) -> Answer<()> {
        for (place, file) in self.files.iter().enumerate().rev() {
            let mut own = Vec::new();
            file.each(wanted, |columns| {
                if place > 0 {
                    own.extend_from_slice(&columns.sale);
                }
                columns.drop_sales(&newer);
                tell(columns)
            })?;
            newer.extend(own);
        }
        Ok(())
    }
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
    pub fn hold(&self, db: &mut Db, now: DateTime<Utc>) -> Answer<Option<Held>> {
        if let Some(manifest) = self.manifest(db)?.filter(|manifest| !manifest.is_old(now))
            && let Ok(held) = self.open(&manifest)
        {
            return Ok(Some(held));
        }
        if let Err(error) = self.bring_forward(db, now) {
            tracing::warn!(%error, "facts cannot be sealed");
        }
        self.read(db)
    }

    /// Its facts as they are; none when there are none that can be trusted.
    pub fn read(&self, db: &mut Db) -> Answer<Option<Held>> {
        // Another process may put files together meanwhile.
        for _ in 0..2 {
            let Some(manifest) = self.manifest(db)? else { break };
            match self.open(&manifest) {
                Ok(held) => return Ok(Some(held)),
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
            let old = self.manifest(db)?.and_then(|old| Some((self.open(&old).ok()?, old)));
            if old.as_ref().is_some_and(|(_, old)| !old.is_old(now)) {
                return Ok(());
            }
            self.sweep(old.as_ref().map(|(_, old)| old))?;
            let (held, old) = old.unzip();
            let after = held.as_ref().map(|held| held.mark);
            let (people, mut tiers) = held.as_ref().map(Held::tables).transpose()?.unwrap_or_default();
            let people = People::new(people, facts::people(db, after)?);
            let mut recorded = facts::tiers(db, after)?;
            recorded.retain(|change| change.recorded_at <= mark);
            tiers.add(&recorded, &people);
            let (sealed, newest) = self.seal(db, after.map(behind), mark, &people)?;
            let (mut files, before) = old.map(|old| (old.files, old.newest)).unwrap_or_default();
            // Nothing is said of an empty base: it may yet be filled with what happened long ago, as a demo is.
            let Some(newest) = newest.or(before) else { return Ok(()) };
            files.extend(sealed);
            let mut manifest = Manifest {
                format: FORMAT,
                database: organisation_of(db)?.unwrap_or_default(),
                mark,
                newest: Some(newest),
                files,
                people: self.write("people", |path| people.write(path))?,
                tiers: self.write("tiers", |path| tiers.write(path))?,
            };
            if manifest.files.len() > MOST_FILES {
                let held = self.open(&manifest)?;
                let whole = self
                    .write_facts(|writer| held.each(files::ALL, Numbers::default(), |columns| writer.write(columns)))?;
                manifest.files = whole.into_iter().collect();
            }
            self.put(&manifest)?;
            self.sweep(Some(&manifest))
        })
    }

    /// Opens every file of a manifest, each as it was written.
    fn open(&self, manifest: &Manifest) -> Answer<Held> {
        let open = |sealed: &Sealed| {
            let path = self.path.join(&sealed.name);
            files::verify(&path, sealed.crc32)?;
            Table::open(&path, sealed.rows)
        };
        Ok(Held {
            mark: manifest.mark,
            files: manifest.files.iter().map(open).collect::<Answer<_>>()?,
            people: manifest.people.as_ref().map(open).transpose()?,
            tiers: manifest.tiers.as_ref().map(open).transpose()?,
        })
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

    /// Writes the sales that changed behind a place and until a moment into a file; and says which is the newest.
    fn seal(
        &self,
        db: &mut Db,
        after: Option<Place>,
        until: NaiveDateTime,
        people: &People,
    ) -> Answer<(Option<Sealed>, Option<String>)> {
        let owners = Owners::read(db, people)?;
        let mut newest: Option<Place> = None;
        let sealed = self.write_facts(|writer| {
            for source in [Source::Customers, Source::Anonymous] {
                each_page(db, source, after.clone(), Some(until), (people, &owners), |columns, last| {
                    newest = newest.take().max(last);
                    writer.write(columns)
                })?;
            }
            Ok(())
        })?;
        Ok((sealed, newest.map(|(_, id)| id)))
    }

    /// Writes facts to a file; none when there are none.
    fn write_facts(&self, fill: impl FnOnce(&mut FactsWriter<'_>) -> Answer<()>) -> Answer<Option<Sealed>> {
        self.write("facts", |path| {
            let mut writer = FactsWriter::create(path, Customers::Places)?;
            fill(&mut writer)?;
            writer.close()
        })
    }

    /// Writes a file, named by its content; none when it has no rows.
    fn write(&self, kind: &str, fill: impl FnOnce(&Path) -> Answer<u64>) -> Answer<Option<Sealed>> {
        let new = self.path.join("new.parquet");
        let rows = fill(&new)?;
        if rows == 0 {
            fs::remove_file(&new).map_err(fault)?;
            return Ok(None);
        }
        let crc32 = files::checksum(&new)?;
        let name = format!("{kind}-{rows}-{crc32:08x}.parquet");
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
        let names = || manifest.iter().flat_map(|manifest| manifest.all()).map(|file| file.name.as_str());
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
    (people, owners): (&People, &Owners),
    mut tell: impl FnMut(&Columns, Option<Place>) -> Answer<()>,
) -> Answer<()> {
    let mut after = after;
    loop {
        let (lines, next) = facts::lines(db, source, &Changed { after: after.clone(), until, limit: SOME })?;
        let mut columns = Columns::default();
        columns.add(&lines, people, owners);
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
