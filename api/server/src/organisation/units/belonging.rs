//! What belongs to a unit, as the rule in `domain::permissions` has it: read and used from below, changed by who has the
//! right there.

use regulars_db::Db;
use regulars_domain::message;
use regulars_domain::permissions::Scope;

use super::unit_tree;
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};

/// The units whose things somebody with this reach reads; none: all.
pub fn readable(db: &mut Db, scope: &Scope) -> Answer<Option<Vec<String>>> {
    if *scope == Scope::All { Ok(None) } else { Ok(scope.readable(&unit_tree(db)?)) }
}

/// Refuses what belongs to a unit beside the reach: it does not exist for the caller.
pub fn check_readable(db: &mut Db, scope: &Scope, unit_id: &str) -> Answer<()> {
    let seen = readable(db, scope)?.is_none_or(|units| units.iter().any(|unit| unit == unit_id));
    if seen { Ok(()) } else { Err(Code::NotFound.into()) }
}

/// Refuses a change of what belongs to a unit out of reach: above, it is forbidden; beside, there is nothing.
pub fn check_changeable(db: &mut Db, scope: &Scope, unit_id: &str) -> Answer<()> {
    if scope.covers(Some(unit_id)) {
        return Ok(());
    }
    check_readable(db, scope, unit_id)?;
    let detail = message!(
        "this belongs to a unit above yours: you may use it, not change it",
        "此内容属于上级组织单元：您可以使用，不能修改"
    );
    Err(Refusal::of(Code::Forbidden).detail(detail).into())
}

/// The unit a new thing belongs to: the one that is named, or the one on top of the caller's reach.
pub fn owner(db: &mut Db, scope: &Scope, wanted: Option<&str>) -> Answer<String> {
    const AT: &str = "/unit_id";
    let tree = unit_tree(db)?;
    match wanted {
        Some(id) if tree.contains(id) && scope.covers(Some(id)) => Ok(id.to_owned()),
        Some(_) => Err(Fault::at(AT, FaultCode::NotFound).into()),
        None => scope.top(&tree).ok_or_else(|| {
            let hint = message!("you work in several units: name one", "您负责多个组织单元，请指定一个");
            Fault::at(AT, FaultCode::Required).hint(hint).into()
        }),
    }
}

/// The units whose things may be used by what belongs to this one: itself and all above it.
pub fn usable(db: &mut Db, unit_id: &str) -> Answer<Vec<String>> {
    Ok(unit_tree(db)?.path(unit_id))
}

/// What is below a unit: whose customers its things are about.
pub fn below(db: &mut Db, unit_id: &str) -> Answer<Scope> {
    Ok(Scope::subtree(unit_id, &unit_tree(db)?))
}

/// The units whose things a list shows; only what a thing of `usable_by` may use, when given. None: all.
pub fn listed(db: &mut Db, scope: &Scope, usable_by: Option<&str>) -> Answer<Option<Vec<String>>> {
    let readable = readable(db, scope)?;
    let Some(unit_id) = usable_by else { return Ok(readable) };
    let usable = usable(db, unit_id)?;
    Ok(Some(match readable {
        None => usable,
        Some(readable) => usable.into_iter().filter(|unit| readable.contains(unit)).collect(),
    }))
}

/// The unit that something is tried for: any that is read; when none is named, the one on top of the caller's reach, or
/// the whole organisation for who works in several.
pub fn tried(db: &mut Db, scope: &Scope, wanted: Option<&str>) -> Answer<String> {
    let tree = unit_tree(db)?;
    match wanted {
        Some(id) => {
            let seen =
                tree.contains(id) && scope.readable(&tree).is_none_or(|units| units.iter().any(|unit| unit == id));
            if seen { Ok(id.to_owned()) } else { Err(Fault::at("/unit_id", FaultCode::NotFound).into()) }
        }
        None => Ok(scope.top(&tree).or_else(|| tree.roots().pop()).unwrap_or_default()),
    }
}
