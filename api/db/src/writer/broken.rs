//! The end of all acknowledging: once the storage has failed under the writer, nothing is acknowledged any more until
//! the process is started again.
//!
//! The system may have dropped what it could not write and forgotten that it had to, so that the file opened again reads
//! well and syncs "cleanly" over a hole.

use std::fmt::Display;
use std::sync::{Arc, OnceLock};

/// How the storage failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageFailure {
    /// The write-ahead log could not be synced.
    Sync,
    /// SQLite met an I/O error: in a statement, in a commit or while it copied the log back.
    Io,
}

impl StorageFailure {
    /// The word for it, as `/readyz` tells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            StorageFailure::Sync => "storage_sync_failed",
            StorageFailure::Io => "storage_io_failed",
        }
    }
}

/// Whether and how the storage failed; shared by all threads of the writer.
#[derive(Clone, Default)]
pub(super) struct Broken(Arc<OnceLock<StorageFailure>>);

impl Broken {
    pub(super) fn get(&self) -> Option<StorageFailure> {
        self.0.get().copied()
    }

    /// Records a failure and tells the operator of the first one; answers the first one.
    pub(super) fn set(&self, failure: StorageFailure, error: &dyn Display) -> StorageFailure {
        *self.0.get_or_init(|| {
            tracing::error!(
                %error,
                reason = failure.as_str(),
                "the storage has failed: no write is acknowledged any more. Check the disk and restart the machine, so \
                 that the file is read from the disk and not from memory"
            );
            failure
        })
    }
}
