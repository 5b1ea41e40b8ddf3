//! Categories of products, such as 仙芋系列 or 古味茶饮.

pub mod routes;
pub mod service;
pub mod views;

use regulars_db::Db;
use regulars_db::catalogue::products::categories;
use regulars_domain::catalogue::categories::CategoryTree;

use crate::platform::error::Answer;

/// The categories as they stand below each other.
pub fn category_tree(db: &mut Db) -> Answer<CategoryTree> {
    Ok(CategoryTree::new(categories::tree(db)?))
}
