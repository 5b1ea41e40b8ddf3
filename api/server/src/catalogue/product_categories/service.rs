//! Writes of categories.

use regulars_db::Db;
use regulars_db::catalogue::products::categories;
use regulars_db::catalogue::products::categories::Category;
use regulars_domain::ids;
use serde_json::json;

use super::views::{CategoryPatch, NewCategory};
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::codes;
use crate::platform::error::{Answer, Code};
use crate::platform::identity::Actor;
use crate::platform::text_fields;
use crate::platform::version::ExpectedVersion;

pub fn create(db: &mut Db, actor: &Actor, new: &NewCategory) -> Answer<Category> {
    let now = clock::now().naive_utc();
    let category = Category {
        id: ids::make(ids::CATEGORY),
        code: text_fields::line("/code", &new.code, 64)?,
        name: text_fields::line("/name", &new.name, 200)?,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    categories::insert(db, &category).map_err(codes::code_taken)?;
    let subject = ("product_category", category.id.as_str());
    audit::record(db, actor, "product_categories.create", subject, &json!({"code": category.code}))?;
    Ok(category)
}

pub fn change(
    db: &mut Db,
    actor: &Actor,
    id: &str,
    expected: &ExpectedVersion,
    patch: &CategoryPatch,
) -> Answer<Category> {
    let mut category = find(db, id)?;
    expected.check(category.version)?;
    let before = category.clone();
    if let Some(code) = &patch.code {
        category.code = text_fields::line("/code", code, 64)?;
    }
    if let Some(name) = &patch.name {
        category.name = text_fields::line("/name", name, 200)?;
    }
    category.updated_at = clock::now().naive_utc();
    category.version += 1;
    codes::written(categories::update(db, &category, before.version))?;
    audit::change(db, actor, "product_categories.change", ("product_category", id), (&before, &category))?;
    Ok(category)
}

pub fn find(db: &mut Db, id: &str) -> Answer<Category> {
    categories::find(db, id)?.ok_or_else(|| Code::NotFound.into())
}
