//! Makes durable what the writer committed, while the writer goes on to the next group.
//!
//! The writer's connection does not sync at COMMIT: the frames are in the write-ahead log, in order and each with a
//! checksum over all before it, so whatever part of the log survives a loss of power is a beginning of it. This thread
//! syncs the log and only then answers who waits. SQLite itself still syncs the log before it copies pages from it into
//! the database file, and its header before it begins the log anew.
//!
//! A sync that failed is the end of all acknowledging ([`super::broken`]).

use std::fs::File;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use super::Work;
use super::broken::{Broken, StorageFailure};

/// Groups that may wait to be made durable; the writer waits when there are more.
const WAITING: usize = 8;

/// Work that is committed and waits to be durable.
pub(super) struct Committed(pub(super) Vec<Box<dyn Work>>);

/// Starts the thread for the log of the database at `path`; it ends when the sender is dropped.
pub(super) fn start(path: &str, broken: Broken) -> io::Result<mpsc::SyncSender<Committed>> {
    let (committed, waiting) = mpsc::sync_channel::<Committed>(WAITING);
    let mut log = Log { path: PathBuf::from(format!("{path}-wal")), open: None };
    let thread = move || {
        while let Ok(Committed(mut members)) = waiting.recv() {
            members.extend(waiting.try_iter().flat_map(|Committed(more)| more));
            if broken.get().is_none()
                && let Err(error) = log.sync()
            {
                broken.set(StorageFailure::Sync, &error);
            }
            match broken.get() {
                None => members.into_iter().for_each(Work::answer),
                Some(failure) => members.into_iter().for_each(|work| work.refuse(failure)),
            }
        }
    };
    std::thread::Builder::new().name("log".to_owned()).spawn(thread)?;
    Ok(committed)
}

/// The write-ahead log as a file of our own to sync. SQLite keeps its locks on other files.
struct Log {
    path: PathBuf,
    open: Option<Open>,
}

struct Open {
    file: File,
    /// Which file it is: SQLite removes the log when its last connection is closed, and makes a new one.
    inode: u64,
}

impl Log {
    fn sync(&mut self) -> io::Result<()> {
        let inode = match std::fs::metadata(&self.path) {
            Ok(found) => found.ino(),
            // SQLite makes it at the first transaction.
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.open.is_none() => return Ok(()),
            Err(error) => return Err(error),
        };
        let open = match self.open.take().filter(|open| open.inode == inode) {
            Some(open) => open,
            None => {
                let file = File::open(&self.path)?;
                sync_folder(&self.path)?;
                Open { file, inode }
            }
        };
        open.file.sync_data()?;
        self.open = Some(open);
        Ok(())
    }
}

/// A new file is durable when its name is.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
