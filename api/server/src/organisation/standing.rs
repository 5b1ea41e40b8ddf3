//! Who somebody is when they give something away: the person behind a key, the roles a person holds over a unit, and who
//! holds a right over one.

use regulars_db::Db;
use regulars_db::organisation::{api_keys, users};
use regulars_domain::ids;
use regulars_domain::permissions::{Action, Role, allows};

use super::units::unit_tree;
use crate::platform::error::Answer;

/// Keys that made keys; more than these are not followed.
const GENERATIONS: usize = 16;

/// Who made the key that acted; anybody else is themselves.
pub fn maker_of(db: &mut Db, id: &str) -> Answer<String> {
    let mut at = id.to_owned();
    for _ in 0..GENERATIONS {
        if !ids::is(ids::KEY, &at) {
            break;
        }
        let Some(key) = api_keys::find(db, &at)? else { break };
        at = key.created_by;
    }
    Ok(at)
}

/// The roles a person holds over a unit, by their assignments to it and above it; without a unit those to the whole
/// organisation.
pub fn roles_over(db: &mut Db, user_id: &str, unit_id: Option<&str>) -> Answer<Vec<Role>> {
    let tree = unit_tree(db)?;
    let held = users::assignments_of(db, &[user_id.to_owned()])?;
    let covers = |assigned: &str| match unit_id {
        Some(unit_id) => tree.subtree(assigned).iter().any(|unit| unit == unit_id),
        None => tree.is_root(assigned),
    };
    Ok(held.into_iter().filter(|row| covers(&row.unit_id)).map(|row| row.role.0).collect())
}

/// Holds a person until the transaction ends, so that what they give away at the same time is counted one after the
/// other.
pub fn hold(db: &mut Db, user_id: &str) -> Answer<()> {
    Ok(users::hold(db, &[user_id.to_owned()])?)
}

/// The active users who hold a right over a unit, each with how many units above it they hold it; without a unit those
/// who hold it over the whole organisation.
pub fn holders_over(db: &mut Db, action: Action, unit_id: Option<&str>) -> Answer<Vec<(usize, String)>> {
    let tree = unit_tree(db)?;
    let path = unit_id.map_or_else(|| tree.roots(), |unit_id| tree.path(unit_id));
    let held = users::active_in(db, &path)?;
    let able = held.into_iter().filter(|row| allows(row.role.0, action));
    let distance = |unit_id: &str| path.iter().rev().position(|unit| unit == unit_id).unwrap_or(path.len());
    Ok(able.map(|row| (distance(&row.unit_id), row.user_id)).collect())
}
