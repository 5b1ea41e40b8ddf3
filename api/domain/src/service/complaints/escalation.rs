//! Who must act, and who is next when a clock is missed.

use crate::message;
use crate::organisation::units::{UnitKind, UnitState};
use crate::permissions::Role;
use crate::text::Message;

crate::vocabulary! {
    /// A level of the organisation that acts on complaints, the lowest first.
    pub enum Level {
        Store = "store",
        Region = "region",
        /// 运营中心, a team of the group.
        Operations = "operations",
        Group = "group",
    }
}

impl Level {
    /// The level above; none above the group.
    pub fn above(self) -> Option<Self> {
        match self {
            Self::Store => Some(Self::Region),
            Self::Region => Some(Self::Operations),
            Self::Operations => Some(Self::Group),
            Self::Group => None,
        }
    }

    /// What it is called inside a sentence.
    pub fn label(self) -> Message {
        match self {
            Self::Store => message!("store", "门店"),
            Self::Region => message!("region", "区域中心"),
            Self::Operations => message!("operations centre", "运营中心"),
            Self::Group => message!("group", "集团"),
        }
    }

    /// The level at which a complaint of such a unit begins: that of a closed store with its region.
    pub fn of_unit(kind: UnitKind, state: UnitState) -> Self {
        match (kind, state) {
            (UnitKind::Store, UnitState::Active) => Self::Store,
            (UnitKind::Store, UnitState::Closed) | (UnitKind::Region, _) => Self::Region,
            (UnitKind::Team | UnitKind::Group, _) => Self::Operations,
        }
    }
}

/// Who acts for a level, the first choice first.
pub fn roles_of(level: Level) -> &'static [Role] {
    match level {
        Level::Store => &[Role::StoreManager, Role::ServiceAgent],
        Level::Region => &[Role::RegionManager, Role::ServiceAgent],
        Level::Operations => &[Role::Operations],
        Level::Group => &[Role::Executive, Role::Admin],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_go_up_one_by_one_and_end_at_the_group() {
        let mut level = Level::of_unit(UnitKind::Store, UnitState::Active);
        let mut passed = vec![level];
        while let Some(above) = level.above() {
            assert!(!roles_of(above).is_empty());
            passed.push(above);
            level = above;
        }
        assert_eq!(passed, Level::ALL);
    }

    #[test]
    fn a_complaint_begins_at_its_unit_and_that_of_a_closed_store_at_its_region() {
        use UnitState::{Active, Closed};
        for (kind, state, level) in [
            (UnitKind::Store, Active, Level::Store),
            (UnitKind::Store, Closed, Level::Region),
            (UnitKind::Region, Active, Level::Region),
            (UnitKind::Region, Closed, Level::Region),
            (UnitKind::Team, Active, Level::Operations),
            (UnitKind::Group, Active, Level::Operations),
        ] {
            assert_eq!(Level::of_unit(kind, state), level, "{kind} {state}");
        }
    }
}
