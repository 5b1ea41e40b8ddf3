//! What one user or key may do, and over which units.

use std::collections::BTreeMap;

use super::UnitTree;
use super::{Action, Role, table};
use crate::message;
use crate::text::Message;

/// The units a grant reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The whole organisation, including what has no unit yet. This is what an assignment at the root gives.
    All,
    /// These units, subtrees already unfolded, sorted.
    Units(Vec<String>),
}

impl Scope {
    /// The subtree of a unit; everything when it is the root.
    pub fn subtree(unit_id: &str, tree: &UnitTree) -> Self {
        if tree.is_root(unit_id) {
            return Self::All;
        }
        let mut units = tree.subtree(unit_id);
        units.sort_unstable();
        Self::Units(units)
    }

    /// Whether a thing of this unit is within; what has no unit is seen only by those who see all.
    pub fn covers(&self, unit_id: Option<&str>) -> bool {
        match (self, unit_id) {
            (Self::All, _) => true,
            (Self::Units(units), Some(id)) => units.binary_search_by(|unit| unit.as_str().cmp(id)).is_ok(),
            (Self::Units(_), None) => false,
        }
    }

    /// Whether everything the other reaches is within.
    pub fn contains(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::All, _) => true,
            (Self::Units(_), Self::All) => false,
            (Self::Units(_), Self::Units(units)) => units.iter().all(|unit| self.covers(Some(unit))),
        }
    }

    /// Both together.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        match (self, other) {
            (Self::Units(mut units), Self::Units(more)) => {
                units.extend(more);
                units.sort_unstable();
                units.dedup();
                Self::Units(units)
            }
            _ => Self::All,
        }
    }

    /// What is in both.
    #[must_use]
    pub fn intersection(self, other: &Self) -> Self {
        match (self, other) {
            (Self::All, other) => other.clone(),
            (units, Self::All) => units,
            (Self::Units(units), other) => {
                Self::Units(units.into_iter().filter(|unit| other.covers(Some(unit))).collect())
            }
        }
    }
}

/// A role in a unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Assignment {
    /// The unit whose whole subtree the role reaches.
    pub unit_id: String,
    /// By which the actions are looked up in the table.
    pub role: Role,
}

/// What a user or key may do: for each action the units it reaches.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grants(BTreeMap<Action, Scope>);

/// A grant that its maker does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotHeld(pub Action);

impl From<NotHeld> for Message {
    fn from(NotHeld(action): NotHeld) -> Message {
        message!(
            "you cannot grant {action} there: you do not hold it there yourself",
            "不能在此授予 `{action}`：您自己在此没有这项权限"
        )
    }
}

impl Grants {
    /// A user's grants: each role's actions over its unit's subtree.
    pub fn of_user(assignments: &[Assignment], tree: &UnitTree) -> Self {
        let mut grants = Self::default();
        for assignment in assignments {
            let scope = Scope::subtree(&assignment.unit_id, tree);
            for action in table::actions_of(assignment.role) {
                grants.add(action, &scope);
            }
        }
        grants
    }

    /// A key's grants: its scopes over one unit's subtree.
    pub fn of_key(actions: &[Action], unit_id: &str, tree: &UnitTree) -> Self {
        let mut grants = Self::default();
        let scope = Scope::subtree(unit_id, tree);
        for &action in actions {
            grants.add(action, &scope);
        }
        grants
    }

    /// The units an action reaches; `None` when it is not held at all.
    pub fn scope(&self, action: Action) -> Option<&Scope> {
        self.0.get(&action)
    }

    /// Whether the action is held somewhere.
    pub fn allows(&self, action: Action) -> bool {
        self.0.contains_key(&action)
    }

    /// Every action held somewhere, in the order of the vocabulary.
    pub fn actions(&self) -> Vec<Action> {
        self.0.keys().copied().collect()
    }

    /// Every action held over the whole organisation, in the order of the vocabulary.
    pub fn actions_everywhere(&self) -> Vec<Action> {
        self.0.iter().filter(|(_, scope)| **scope == Scope::All).map(|(action, _)| *action).collect()
    }

    /// Whether the holder of these grants may hand out those: nobody gives what they do not hold there. Decides over
    /// assignments and API keys alike.
    pub fn delegable(&self, wanted: &Self) -> Result<(), NotHeld> {
        for (action, scope) in &wanted.0 {
            if !self.scope(*action).is_some_and(|held| held.contains(scope)) {
                return Err(NotHeld(*action));
            }
        }
        Ok(())
    }

    fn add(&mut self, action: Action, scope: &Scope) {
        let united = match self.0.remove(&action) {
            Some(held) => held.union(scope.clone()),
            None => scope.clone(),
        };
        self.0.insert(action, united);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> UnitTree {
        let pair = |id: &str, parent: &str| (id.to_owned(), Some(parent.to_owned()));
        UnitTree::new([
            ("group".to_owned(), None),
            pair("north", "group"),
            pair("south", "group"),
            pair("n1", "north"),
            pair("n2", "north"),
            pair("s1", "south"),
        ])
    }

    fn user(assignments: &[(&str, Role)]) -> Grants {
        let assignments: Vec<Assignment> =
            assignments.iter().map(|&(unit, role)| Assignment { unit_id: unit.to_owned(), role }).collect();
        Grants::of_user(&assignments, &tree())
    }

    #[test]
    fn a_role_reaches_the_subtree_of_its_unit() {
        let executive = user(&[("group", Role::Executive)]);
        assert_eq!(executive.scope(Action::CustomersRead), Some(&Scope::All));
        assert!(!executive.allows(Action::CustomersWrite));

        let manager = user(&[("north", Role::RegionManager)]);
        let scope = manager.scope(Action::CustomersRead).unwrap();
        assert!(scope.covers(Some("n1")) && scope.covers(Some("north")));
        assert!(!scope.covers(Some("s1")) && !scope.covers(Some("group")) && !scope.covers(None));
    }

    #[test]
    fn each_action_reaches_only_the_units_of_the_roles_that_hold_it() {
        let both = user(&[("n1", Role::StoreManager), ("south", Role::Analyst)]);
        let read = both.scope(Action::CustomersRead).unwrap();
        assert_eq!(*read, Scope::Units(vec!["n1".into(), "s1".into(), "south".into()]));
        let write = both.scope(Action::CustomersWrite).unwrap();
        assert_eq!(*write, Scope::Units(vec!["n1".into()]));
        assert!(both.actions().is_sorted());
    }

    #[test]
    fn nobody_grants_what_they_do_not_hold_there() {
        let regional_admin = user(&[("north", Role::Admin)]);
        for (wanted, held) in [
            (user(&[("n1", Role::StoreStaff)]), Ok(())),
            (user(&[("north", Role::Admin)]), Ok(())),
            (user(&[("s1", Role::StoreStaff)]), Err(NotHeld(Action::CustomersRead))),
            (user(&[("group", Role::Auditor)]), Err(NotHeld(Action::CustomersRead))),
            (Grants::of_key(&[Action::PurchasesWrite], "n2", &tree()), Ok(())),
            (Grants::of_key(&[Action::PurchasesWrite], "group", &tree()), Err(NotHeld(Action::PurchasesWrite))),
        ] {
            assert_eq!(regional_admin.delegable(&wanted), held);
        }
        let staff = user(&[("group", Role::StoreStaff)]);
        assert_eq!(staff.delegable(&user(&[("n1", Role::StoreManager)])), Err(NotHeld(Action::CustomersMerge)));
    }

    #[test]
    fn scopes_intersect() {
        let units = |ids: &[&str]| Scope::Units(ids.iter().map(|&id| id.to_owned()).collect());
        assert_eq!(Scope::All.intersection(&units(&["a"])), units(&["a"]));
        assert_eq!(units(&["a", "b"]).intersection(&units(&["b", "c"])), units(&["b"]));
        assert_eq!(units(&["a"]).intersection(&Scope::All), units(&["a"]));
    }
}
