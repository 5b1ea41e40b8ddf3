//! What belongs to a unit: who may read, use and change it.
//!
//! Whoever has a right over the unit changes what belongs to it. What belongs to a unit above is read and used by those
//! below, and not changed by them. What belongs to a unit beside them does not exist for them.

use super::{Scope, UnitTree};

impl Scope {
    /// The units whose things are read: those in reach, and every one above them. None: all.
    pub fn readable(&self, tree: &UnitTree) -> Option<Vec<String>> {
        let units = self.units()?;
        let above = units.iter().flat_map(|unit| tree.path(unit));
        let mut readable: Vec<String> = above.chain(units.iter().cloned()).collect();
        readable.sort_unstable();
        readable.dedup();
        Some(readable)
    }

    /// Where a new thing belongs when nobody says: the one unit on top of all that are in reach. None when there are
    /// several.
    pub fn top(&self, tree: &UnitTree) -> Option<String> {
        let tops: Vec<String> = match self {
            Self::All => tree.roots(),
            Self::Units(units) => {
                let is_top = |unit: &&String| tree.parent(unit).is_none_or(|parent| !self.covers(Some(parent)));
                units.iter().filter(is_top).cloned().collect()
            }
        };
        match tops.as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        }
    }

    /// The units, sorted; none when everything is in reach.
    pub fn units(&self) -> Option<&[String]> {
        match self {
            Self::All => None,
            Self::Units(units) => Some(units),
        }
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

    fn units(ids: &[&str]) -> Scope {
        Scope::Units(ids.iter().map(|&id| id.to_owned()).collect())
    }

    #[test]
    fn what_is_above_is_read_and_what_is_beside_is_not() {
        let north = Scope::subtree("north", &tree());
        assert_eq!(north.readable(&tree()).unwrap(), ["group", "n1", "n2", "north"]);
        assert_eq!(Scope::subtree("n1", &tree()).readable(&tree()).unwrap(), ["group", "n1", "north"]);
        assert_eq!(Scope::All.readable(&tree()), None);
    }

    #[test]
    fn a_new_thing_belongs_to_the_one_unit_on_top() {
        for (scope, top) in [
            (Scope::All, Some("group")),
            (Scope::subtree("north", &tree()), Some("north")),
            (units(&["n1"]), Some("n1")),
            (units(&["n1", "n2"]), None),
            (units(&["n1", "s1", "south"]), None),
            (units(&[]), None),
        ] {
            assert_eq!(scope.top(&tree()).as_deref(), top, "{scope:?}");
        }
    }

    #[test]
    fn a_path_leads_from_the_top_to_the_unit() {
        assert_eq!(tree().path("n1"), ["group", "north", "n1"]);
        assert_eq!(tree().path("group"), ["group"]);
        let circular = UnitTree::new([("a".to_owned(), Some("b".to_owned())), ("b".to_owned(), Some("a".to_owned()))]);
        assert_eq!(circular.path("a").len(), 2);
    }
}
