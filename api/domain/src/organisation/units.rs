//! The organisation's tree: which unit may stand where, and which units stand below one another.
//!
//! One tree, one root (domain, Organisation). Not here: who may see a unit, see [`permissions`](crate::permissions).

mod closing;

pub use closing::{ClosedError, UnitFact, check_open};

use crate::message;
use crate::text::Message;

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

impl UnitKind {
    /// What such a unit is called inside a sentence.
    pub fn label(self) -> Message {
        match self {
            Self::Group => message!("group", "集团"),
            Self::Region => message!("region", "区域中心"),
            Self::Store => message!("store", "门店"),
            Self::Team => message!("team", "团队"),
        }
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

crate::errors! {
    /// Why a unit cannot stand where it was put.
    #[derive(Copy)]
    pub enum PlacementError {
        GroupHasNoParent => (
            "the group is the root and has no parent",
            "集团是根，没有上级单元"
        ),
        ParentMissing(kind: UnitKind) => (
            "a {name} needs a parent",
            "{name}需要上级单元",
            name = kind.label()
        ),
        WrongParent {
            /// Of the unit.
            kind: UnitKind,
            /// Of the unit it should stand under.
            parent: UnitKind,
        } => (
            "a {name} cannot stand under a {above}",
            "{name}不能设在{above}之下",
            name = kind.label(), above = parent.label()
        ),
        OwnershipMissing => (
            "a store needs an ownership",
            "门店需要所有制"
        ),
        OwnershipUnexpected(kind: UnitKind) => (
            "only a store has an ownership, a {name} has none",
            "只有门店有所有制，{name}没有",
            name = kind.label()
        ),
    }
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
}
