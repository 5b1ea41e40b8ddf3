//! Org units: the tree of group, regions, stores and teams.

pub mod belonging;
pub mod named;
pub mod routes;
pub mod service;
pub mod views;

use regulars_db::Db;
use regulars_db::organisation::units;
use regulars_domain::permissions::UnitTree;

use crate::platform::error::Answer;

/// The unit tree, for grants and scopes.
pub fn unit_tree(db: &mut Db) -> Answer<UnitTree> {
    Ok(UnitTree::new(units::tree(db)?))
}
