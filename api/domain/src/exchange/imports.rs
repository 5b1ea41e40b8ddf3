//! Reading other people's files: which fields there are, which column holds which, and what a cell says.
//!
//! Pure: a row of text in, values or reasons out. Not here: opening, decoding and cutting files, and looking up whom or
//! what a row names.

mod cells;
mod fields;
mod guess;
mod mapping;
mod modes;
mod receipts;
mod rows;
mod said;
mod same;
mod target;

pub use cells::{
    CellError, DateForm, DateOrder, is_date_format, parse_amount, parse_date, parse_instant, parse_quantity,
    parse_time, write_birthday,
};
pub use fields::{Field, FieldKind, fields_of};
pub use guess::{HEADING_ROWS, guess_attributes, guess_mapping, heading_row};
pub use mapping::{LONGEST_SOURCE, Layout, MOST_SOURCES, Mapping, MappingError, Origin};
pub use modes::{ImportMode, LIVE_DAYS, mode_for};
pub use receipts::{Candidate, Receipt, ReceiptError, given_back};
pub use rows::{CustomerRow, PurchaseRow, Read, Reader, RowError};
pub use said::{LONGEST_WORD, SaidError, SaidWords};
pub use same::{FoundBy, Person, contradicts, may_be_one};
pub use target::Target;

crate::vocabulary! {
    /// What a file holds.
    pub enum ImportKind {
        Customers = "customers",
        Purchases = "purchases",
    }
}

crate::vocabulary! {
    /// How a file is written.
    pub enum ImportFormat {
        Csv = "csv",
        Ndjson = "ndjson",
    }
}

crate::vocabulary! {
    /// The characters of a file.
    pub enum Encoding {
        Utf8 = "utf-8",
        Gb18030 = "gb18030",
    }
}

crate::vocabulary! {
    /// How a file is packed.
    pub enum Compression {
        None = "none",
        Gzip = "gzip",
    }
}

crate::vocabulary! {
    /// How a row of a file ended.
    pub enum RowOutcome {
        /// A customer or purchase was made of it.
        Created = "created",
        /// What was known was changed by it.
        Changed = "changed",
        /// All of it was known.
        Unchanged = "unchanged",
        /// It contradicts what is known, or may be somebody who is known: a person decides.
        Held = "held",
        /// It cannot be taken as it is.
        Refused = "refused",
    }
}

crate::vocabulary! {
    /// How far an import has come.
    pub enum ImportState {
        /// There is no whole file yet.
        Draft = "draft",
        /// The file is whole and was not checked in its present form.
        Uploaded = "uploaded",
        /// A job reads every row and keeps nothing.
        Checking = "checking",
        /// Every row was read; what is wrong was told.
        Checked = "checked",
        /// A job keeps the rows.
        Running = "running",
        /// Every row was kept, or rejected with its reason.
        Completed = "completed",
        /// The job could not go on; it may be started again.
        Failed = "failed",
        /// Stopped while it ran; what was kept until then stays.
        Cancelled = "cancelled",
        /// A job takes back what it made.
        Undoing = "undoing",
        /// What it made is taken back.
        Undone = "undone",
    }
}

impl ImportState {
    /// Whether its file, mapping or options may be changed.
    pub fn is_editable(self) -> bool {
        matches!(self, Self::Draft | Self::Uploaded | Self::Checked | Self::Failed)
    }

    /// Whether a job is at work on it.
    pub fn is_busy(self) -> bool {
        matches!(self, Self::Checking | Self::Running | Self::Undoing)
    }

    /// Whether rows of it may have been kept that still count.
    pub fn has_kept(self) -> bool {
        matches!(self, Self::Running | Self::Completed | Self::Cancelled | Self::Failed)
    }
}
