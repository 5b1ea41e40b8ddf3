//! The products that bodies name, by id or code.

use regulars_db::Db;
use regulars_db::catalogue::products;
use regulars_db::catalogue::products::Product;

use crate::platform::error::Answer;
use crate::platform::known::{Known, distinct};

/// Products: read ahead for many items, or when one is asked for.
#[derive(Default)]
pub struct Products {
    by_id: Known<Product>,
    by_code: Known<Product>,
}

impl Products {
    pub fn read_ahead<'a>(
        db: &mut Db,
        ids: impl IntoIterator<Item = &'a str>,
        codes: impl IntoIterator<Item = &'a str>,
    ) -> Answer<Products> {
        let (ids, codes) = (distinct(ids), distinct(codes));
        let (mut by_id, mut by_code) = (Known::default(), Known::default());
        if !ids.is_empty() {
            let found = products::of_ids(db, ids.iter().copied())?;
            by_id = Known::read(ids, found.into_iter().map(|product| (product.id.clone(), product)));
        }
        if !codes.is_empty() {
            let found = products::of_codes(db, codes.iter().copied())?;
            by_code = Known::read(codes, found.into_iter().map(|product| (product.code.clone(), product)));
        }
        Ok(Products { by_id, by_code })
    }

    /// The ids of those that were read ahead.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.by_id.rows().chain(self.by_code.rows()).map(|product| product.id.as_str())
    }

    pub fn by_id(&self, db: &mut Db, id: &str) -> Answer<Option<Product>> {
        self.by_id.get(id, || Ok(products::find(db, id)?))
    }

    pub fn by_code(&self, db: &mut Db, code: &str) -> Answer<Option<Product>> {
        self.by_code.get(code, || Ok(products::find_by_code(db, code)?))
    }
}
