//! The organisation's tree: which unit may stand where, and which units stand below one another.
//!
//! One tree, one root (domain, Organisation). Not here: who may see a unit, see [`permissions`](crate::permissions).

mod closing;

use std::collections::{HashMap, HashSet};

pub use closing::{ClosedError, UnitFact, check_open};

crate::vocabulary! {
    /// What a unit of the organisation is.
    pub enum UnitKind {
        /// 集团/总部, the root.
        Group = "group",
        /// 区域中心.
        Region = "region",
        /// 门店.
        Store = "store",
        /// A team of the group or of a region, such as quality or finance.
        Team = "team",
    }
}

crate::vocabulary! {
    /// Who owns a store.
    pub enum Ownership {
        /// 直营.
        Own = "own",
        Franchise = "franchise",
        /// 创业店.
        Venture = "venture",
        /// 经纪人.
        Agent = "agent",
    }
}

crate::vocabulary! {
    /// Whether a unit still works.
    pub enum UnitState {
        Active = "active",
        Closed = "closed",
    }
}

/// Why a unit cannot stand where it was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlacementError {
    #[error("the group is the root and has no parent")]
    GroupHasNoParent,
    #[error("a {0} needs a parent")]
    ParentMissing(UnitKind),
    #[error("a {kind} cannot stand under a {parent}")]
    WrongParent { kind: UnitKind, parent: UnitKind },
    #[error("a store needs an ownership")]
    OwnershipMissing,
    #[error("only a store has an ownership, a {0} has none")]
    OwnershipUnexpected(UnitKind),
}

/// Whether a unit of this kind and ownership may stand under a parent of that kind. That the group is only one is
/// checked where the units are counted.
pub fn check_placement(
    kind: UnitKind,
    ownership: Option<Ownership>,
    parent: Option<UnitKind>,
) -> Result<(), PlacementError> {
    use UnitKind::{Group, Region, Store, Team};
    match (kind, parent) {
        (Group, None) => {}
        (Group, Some(_)) => return Err(PlacementError::GroupHasNoParent),
        (_, None) => return Err(PlacementError::ParentMissing(kind)),
        (Region, Some(Group)) | (Store | Team, Some(Group | Region)) => {}
        (_, Some(parent)) => return Err(PlacementError::WrongParent { kind, parent }),
    }
    match (kind, ownership) {
        (Store, None) => Err(PlacementError::OwnershipMissing),
        (Group | Region | Team, Some(_)) => Err(PlacementError::OwnershipUnexpected(kind)),
        _ => Ok(()),
    }
}

/// The tree as parents of ids, for asking what stands below what.
#[derive(Debug, Clone, Default)]
pub struct UnitTree {
    children: HashMap<String, Vec<String>>,
    roots: HashSet<String>,
}

impl UnitTree {
    /// The tree of these (id, parent id) pairs.
    pub fn new<I: IntoIterator<Item = (String, Option<String>)>>(units: I) -> Self {
        let mut tree = Self::default();
        for (id, parent) in units {
            match parent {
                Some(parent) => tree.children.entry(parent).or_default().push(id),
                None => {
                    tree.roots.insert(id);
                }
            }
        }
        tree
    }

    /// Whether this unit has no parent: who works there works for the whole organisation.
    pub fn is_root(&self, id: &str) -> bool {
        self.roots.contains(id)
    }

    /// The ids of the units that have no parent, sorted.
    pub fn roots(&self) -> Vec<String> {
        let mut roots: Vec<String> = self.roots.iter().cloned().collect();
        roots.sort_unstable();
        roots
    }

    /// The unit and all below it. Ends even if the pairs were circular.
    pub fn subtree(&self, id: &str) -> Vec<String> {
        let mut seen = HashSet::from([id.to_owned()]);
        let mut found = vec![id.to_owned()];
        let mut next = 0;
        while let Some(current) = found.get(next).cloned() {
            next += 1;
            for child in self.children.get(&current).into_iter().flatten() {
                if seen.insert(child.clone()) {
                    found.push(child.clone());
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_place() {
        use UnitKind::*;
        let own = Some(Ownership::Own);
        for (kind, ownership, parent, allowed) in [
            (Group, None, None, true),
            (Group, None, Some(Group), false),
            (Region, None, Some(Group), true),
            (Region, None, Some(Region), false),
            (Region, None, None, false),
            (Region, own, Some(Group), false),
            (Store, own, Some(Region), true),
            (Store, own, Some(Group), true),
            (Store, own, Some(Store), false),
            (Store, own, None, false),
            (Store, None, Some(Region), false),
            (Team, None, Some(Group), true),
            (Team, None, Some(Region), true),
            (Team, None, Some(Store), false),
            (Team, own, Some(Group), false),
        ] {
            let checked = check_placement(kind, ownership, parent);
            assert_eq!(checked.is_ok(), allowed, "{kind} under {parent:?}: {checked:?}");
        }
    }

    #[test]
    fn a_subtree_is_the_unit_and_all_below() {
        let pair = |id: &str, parent: &str| (id.to_owned(), Some(parent.to_owned()));
        let tree = UnitTree::new([
            ("group".to_owned(), None),
            pair("north", "group"),
            pair("south", "group"),
            pair("n1", "north"),
            pair("loop_a", "loop_b"),
            pair("loop_b", "loop_a"),
        ]);
        assert_eq!(tree.subtree("north"), ["north", "n1"]);
        assert_eq!(tree.subtree("group").len(), 4);
        assert_eq!(tree.subtree("n1"), ["n1"]);
        assert_eq!(tree.subtree("loop_a").len(), 2);
        assert_eq!(tree.roots(), ["group"]);
        assert!(tree.is_root("group") && !tree.is_root("north") && !tree.is_root("nowhere"));
    }
}
