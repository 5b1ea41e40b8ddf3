//! What kind of trouble a database error is. Told apart by diesel's kind and by text, never by a constraint's name
//! alone: a distributed PostgreSQL gives none and SQLite names columns.

use std::fmt::Display;

use diesel::result::{DatabaseErrorKind, Error};

use crate::writer::StorageFailure;

/// The kinds that something different is done about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No such row.
    Missing,
    /// A key is taken.
    Unique,
    /// The row named by a foreign key is not there, or is still named.
    ForeignKey,
    /// Serialization failure or deadlock: the same unit of work may succeed when run again.
    Again,
    /// Another transaction held a row for longer than the lock time-out.
    Locked,
    /// The database cannot be reached, or the connection was lost.
    Gone,
    /// No space left.
    Full,
    /// The disk failed: what it holds is in doubt, and trying again does not help.
    Io,
    /// Everything else: a defect of ours.
    Defect,
}

/// SQLite's text for every error of the file system but for one of no space.
const IO_ERROR: &str = "disk I/O error";

impl Fault {
    pub fn of(error: &Error) -> Fault {
        match error {
            Error::NotFound => Fault::Missing,
            Error::BrokenTransactionManager => Fault::Gone,
            Error::DatabaseError(kind, info) => match kind {
                DatabaseErrorKind::UniqueViolation => Fault::Unique,
                DatabaseErrorKind::ForeignKeyViolation => Fault::ForeignKey,
                DatabaseErrorKind::SerializationFailure => Fault::Again,
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => Fault::Gone,
                _ => Fault::of_text(info.message()),
            },
            Error::RollbackErrorOnCommit { commit_error, .. } => Fault::of(commit_error),
            _ => Fault::Defect,
        }
    }

    fn of_text(message: &str) -> Fault {
        const TEXTS: [(&str, Fault); 18] = [
            ("deadlock detected", Fault::Again),
            ("could not serialize", Fault::Again),
            ("lock timeout", Fault::Locked),
            ("database is locked", Fault::Locked),
            ("database table is locked", Fault::Locked),
            ("database or disk is full", Fault::Full),
            ("No space left on device", Fault::Full),
            (IO_ERROR, Fault::Io),
            ("Input/output error", Fault::Io),
            // A new connection may be one that can write, as after a fail-over.
            ("readonly database", Fault::Gone),
            ("read-only transaction", Fault::Gone),
            ("server closed the connection", Fault::Gone),
            ("connection to server", Fault::Gone),
            ("terminating connection", Fault::Gone),
            ("no connection to the server", Fault::Gone),
            ("SSL connection has been closed", Fault::Gone),
            ("the database system is", Fault::Gone),
            ("unable to open database file", Fault::Gone),
        ];
        TEXTS.iter().find(|(text, _)| message.contains(text)).map_or(Fault::Defect, |(_, fault)| *fault)
    }
}

/// What an error of a unit of work must tell the door that runs it.
pub trait Failure: From<Error> + Display + Send + 'static {
    /// The database's part in it; none when the unit of work itself said no.
    fn fault(&self) -> Option<Fault>;

    /// The unit of work could not be run: no connection is to be had.
    fn unavailable(reason: String) -> Self;

    /// The unit of work is not acknowledged, because the storage has failed.
    fn storage_failed(failure: StorageFailure) -> Self;

    /// The unit of work panicked: a defect of ours, and nothing of it was kept.
    fn panicked() -> Self;
}

impl Failure for Error {
    fn fault(&self) -> Option<Fault> {
        Some(Fault::of(self))
    }

    fn unavailable(reason: String) -> Self {
        Error::DatabaseError(DatabaseErrorKind::ClosedConnection, Box::new(reason))
    }

    fn storage_failed(failure: StorageFailure) -> Self {
        Error::DatabaseError(DatabaseErrorKind::Unknown, Box::new(format!("{IO_ERROR}: {}", failure.as_str())))
    }

    fn panicked() -> Self {
        Error::QueryBuilderError("a unit of work panicked".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_error_is_told_apart_by_its_text() {
        for (text, fault) in [
            ("database or disk is full", Fault::Full),
            ("could not extend file \"base/5/1259\": No space left on device", Fault::Full),
            ("disk I/O error", Fault::Io),
            ("could not read blocks 3..3 in file \"base/5/1259\": Input/output error", Fault::Io),
            ("attempt to write a readonly database", Fault::Gone),
            ("cannot execute INSERT in a read-only transaction", Fault::Gone),
            ("canceling statement due to lock timeout", Fault::Locked),
            ("syntax error at or near \"selec\"", Fault::Defect),
        ] {
            let error = Error::DatabaseError(DatabaseErrorKind::Unknown, Box::new(text.to_owned()));
            assert_eq!(Fault::of(&error), fault, "{text}");
        }
        assert_eq!(Fault::of(&Error::storage_failed(StorageFailure::Sync)), Fault::Io);
    }
}
