//! Memberships in great number.

use diesel::prelude::*;

use crate::dialect::bulk::bulk_inserts;
use crate::loyalty::memberships::{LevelChange, Membership};
use crate::loyalty::points::{Entry, Lot};
use crate::schema::{membership_level_changes, memberships, point_entries, point_lots};

bulk_inserts! {
    /// Memberships.
    insert_memberships(Membership) into memberships;
    /// Levels as they change.
    insert_level_changes(LevelChange) into membership_level_changes;
    /// Points by where they came from.
    insert_lots(Lot) into point_lots;
    /// Rows of the ledger.
    insert_entries(Entry) into point_entries;
}
