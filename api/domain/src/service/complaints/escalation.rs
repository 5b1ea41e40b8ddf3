//! Who must act, and who is next when a clock is missed.

use crate::organisation::units::UnitKind;
use crate::permissions::Role;

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

    /// The level at which a complaint of such a unit begins.
    pub fn of_unit(kind: UnitKind) -> Self {
        match kind {
            UnitKind::Store => Self::Store,
            UnitKind::Region => Self::Region,
            UnitKind::Team | UnitKind::Group => Self::Operations,
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
        let mut level = Level::of_unit(UnitKind::Store);
        let mut passed = vec![level];
        while let Some(above) = level.above() {
            assert!(!roles_of(above).is_empty());
            passed.push(above);
            level = above;
        }
        assert_eq!(passed, Level::ALL);
    }
}
