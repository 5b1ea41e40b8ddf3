//! What stands below what in the organisation: a grant in a unit reaches the units below it.

use std::collections::{HashMap, HashSet};

/// The tree as parents of ids, for asking what stands below what.
#[derive(Debug, Clone, Default)]
pub struct UnitTree {
    children: HashMap<String, Vec<String>>,
    parents: HashMap<String, String>,
    roots: HashSet<String>,
}

impl UnitTree {
    /// The tree of these (id, parent id) pairs.
    pub fn new<I: IntoIterator<Item = (String, Option<String>)>>(units: I) -> Self {
        let mut tree = Self::default();
        for (id, parent) in units {
            match parent {
                Some(parent) => {
                    tree.parents.insert(id.clone(), parent.clone());
                    tree.children.entry(parent).or_default().push(id);
                }
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

    /// Whether there is such a unit.
    pub fn contains(&self, id: &str) -> bool {
        self.roots.contains(id) || self.parents.contains_key(id)
    }

    /// The unit above this one.
    pub fn parent(&self, id: &str) -> Option<&str> {
        self.parents.get(id).map(String::as_str)
    }

    /// The units from the top down to this one, itself included. Ends even if the pairs were circular.
    pub fn path(&self, id: &str) -> Vec<String> {
        let mut path = vec![id.to_owned()];
        while let Some(parent) = path.last().and_then(|last| self.parent(last)) {
            if path.iter().any(|seen| seen == parent) {
                break;
            }
            path.push(parent.to_owned());
        }
        path.reverse();
        path
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
