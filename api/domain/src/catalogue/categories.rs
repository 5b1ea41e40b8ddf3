//! The tree of categories: a filter by a category takes what is below it too (domain, Purchase).

use std::collections::{HashMap, HashSet};

/// How many categories may stand above each other, the first included.
pub const MOST_LEVELS: usize = 6;

crate::errors! {
    /// Why a category cannot stand below another.
    #[derive(Copy)]
    pub enum TreeError {
        Unknown => ("no category has this id", "没有此编号的品类"),
        Circle => ("a category cannot stand below itself", "品类不能位于自身之下"),
        TooDeep => (
            "at most {MOST_LEVELS} categories may stand above each other",
            "品类最多 {MOST_LEVELS} 级"
        ),
    }
}

/// The tree as parents of ids.
#[derive(Debug, Clone, Default)]
pub struct CategoryTree {
    parents: HashMap<String, Option<String>>,
    children: HashMap<String, Vec<String>>,
}

impl CategoryTree {
    /// The tree of these (id, parent id) pairs.
    pub fn new(pairs: impl IntoIterator<Item = (String, Option<String>)>) -> CategoryTree {
        let mut tree = CategoryTree::default();
        for (id, parent) in pairs {
            if let Some(parent) = &parent {
                tree.children.entry(parent.clone()).or_default().push(id.clone());
            }
            tree.parents.insert(id, parent);
        }
        tree
    }

    /// Whether there are categories below others at all.
    pub fn is_flat(&self) -> bool {
        self.children.is_empty()
    }

    /// The category and those above it, the nearest first. Ends even if the pairs were circular.
    pub fn path(&self, id: &str) -> Vec<String> {
        let mut path = vec![id.to_owned()];
        while let Some(Some(parent)) = path.last().and_then(|last| self.parents.get(last)) {
            if path.contains(parent) {
                break;
            }
            path.push(parent.clone());
        }
        path
    }

    /// The category and all below it. Ends even if the pairs were circular.
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

    /// How many levels there are from this category down, itself included.
    fn height(&self, id: &str) -> usize {
        let above = self.path(id).len();
        self.subtree(id).iter().map(|below| self.path(below).len() + 1 - above).max().unwrap_or(1)
    }

    /// Whether a category may stand below `parent`; `id` is none for one that is not there yet.
    pub fn check(&self, id: Option<&str>, parent: &str) -> Result<(), TreeError> {
        if !self.parents.contains_key(parent) {
            return Err(TreeError::Unknown);
        }
        let above = self.path(parent);
        if id.is_some_and(|id| above.iter().any(|one| one == id)) {
            return Err(TreeError::Circle);
        }
        let height = id.map_or(1, |id| self.height(id));
        if above.len() + height > MOST_LEVELS { Err(TreeError::TooDeep) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1 above 2 above … above 5; `x` above `y`.
    fn tree() -> CategoryTree {
        let pairs = [("1", None), ("2", Some("1")), ("3", Some("2")), ("4", Some("3")), ("5", Some("4"))];
        let others = [("x", None), ("y", Some("x"))];
        CategoryTree::new(
            pairs.into_iter().chain(others).map(|(id, parent)| (id.to_owned(), parent.map(str::to_owned))),
        )
    }

    #[test]
    fn what_is_below_and_above() {
        assert_eq!(tree().subtree("3"), ["3", "4", "5"]);
        assert_eq!(tree().subtree("nothing"), ["nothing"]);
        assert_eq!(tree().path("3"), ["3", "2", "1"]);
        assert!(!tree().is_flat() && CategoryTree::new([("1".to_owned(), None)]).is_flat());
    }

    #[test]
    fn there_are_no_circles_and_six_levels() {
        for (id, parent, expected) in [
            (None, "4", Ok(())),
            (None, "5", Ok(())),
            (None, "nothing", Err(TreeError::Unknown)),
            (Some("2"), "2", Err(TreeError::Circle)),
            (Some("2"), "5", Err(TreeError::Circle)),
            (Some("5"), "1", Ok(())),
            (Some("y"), "5", Ok(())),
            (Some("x"), "4", Ok(())),
            (Some("x"), "5", Err(TreeError::TooDeep)),
            (Some("1"), "x", Ok(())),
            (Some("1"), "y", Err(TreeError::TooDeep)),
        ] {
            assert_eq!(tree().check(id, parent), expected, "{id:?} below {parent}");
        }
    }

    #[test]
    fn circular_pairs_end() {
        let pairs = [("a", Some("b")), ("b", Some("a"))];
        let tree = CategoryTree::new(pairs.map(|(id, parent)| (id.to_owned(), parent.map(str::to_owned))));
        assert_eq!((tree.path("a").len(), tree.subtree("a").len()), (2, 2));
    }
}
