//! What the units of purchases sell, of the products that their lines name.

use std::collections::{HashMap, HashSet};

use regulars_db::Db;
use regulars_db::sales::assortments;
use regulars_domain::permissions::UnitTree;

use crate::organisation::units::unit_tree;
use crate::platform::error::Answer;
use crate::platform::known::distinct;

/// What units sell: read ahead for many items, or when it is asked for.
#[derive(Default)]
pub struct Assortments {
    lists: Option<Lists>,
    /// Whether a product (second id) is on the list of a unit (first id).
    listed: HashMap<(String, String), bool>,
}

/// Where there are lists.
struct Lists {
    units: HashSet<String>,
    /// Empty where there are no lists.
    tree: UnitTree,
}

impl Lists {
    fn read(db: &mut Db) -> Answer<Lists> {
        let units: HashSet<String> = assortments::listed(db)?.into_iter().collect();
        let tree = if units.is_empty() { UnitTree::default() } else { unit_tree(db)? };
        Ok(Lists { units, tree })
    }

    /// The unit whose list counts for this one; none: it sells everything.
    fn list_of(&self, unit_id: &str) -> Option<String> {
        if self.units.is_empty() {
            return None;
        }
        self.tree.path(unit_id).into_iter().rev().find(|id| self.units.contains(id))
    }
}

impl Assortments {
    /// Reads which of these products the units sell: two queries, three where there are lists at all.
    pub fn read_ahead<'a>(
        db: &mut Db,
        unit_ids: impl IntoIterator<Item = &'a str>,
        product_ids: impl IntoIterator<Item = &'a str>,
    ) -> Answer<Assortments> {
        let lists = Lists::read(db)?;
        let found: Vec<String> = distinct(unit_ids).into_iter().filter_map(|id| lists.list_of(id)).collect();
        let mut ahead = Assortments { lists: Some(lists), listed: HashMap::new() };
        let lists = distinct(found.iter().map(String::as_str));
        ahead.look_up(db, &lists, &distinct(product_ids))?;
        Ok(ahead)
    }

    fn look_up(&mut self, db: &mut Db, lists: &[&str], products: &[&str]) -> Answer<()> {
        if lists.is_empty() || products.is_empty() {
            return Ok(());
        }
        for list in lists {
            let pairs = products.iter().map(|product| (((*list).to_owned(), (*product).to_owned()), false));
            self.listed.extend(pairs);
        }
        let found = assortments::entries(db, lists, products)?;
        self.listed.extend(found.into_iter().map(|entry| ((entry.unit_id, entry.product_id), true)));
        Ok(())
    }

    /// Which of these products the unit does not sell.
    pub fn unsold(&mut self, db: &mut Db, unit_id: &str, product_ids: &[&str]) -> Answer<Vec<String>> {
        let lists = match self.lists.take() {
            Some(lists) => lists,
            None => Lists::read(db)?,
        };
        let list = lists.list_of(unit_id);
        self.lists = Some(lists);
        let Some(list) = list else { return Ok(Vec::new()) };
        let key = |product: &str| (list.clone(), product.to_owned());
        let missing = product_ids.iter().copied().filter(|product| !self.listed.contains_key(&key(product)));
        let missing = distinct(missing);
        self.look_up(db, &[&list], &missing)?;
        let sells = |product: &str| self.listed.get(&key(product)).copied().unwrap_or(false);
        Ok(product_ids.iter().filter(|product| !sells(product)).map(|product| (*product).to_owned()).collect())
    }
}
