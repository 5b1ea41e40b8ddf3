//! Writes of categories.

use regulars_db::Db;
use regulars_db::catalogue::products::categories;
use regulars_db::catalogue::products::categories::Category;
use regulars_domain::catalogue::categories::TreeError;
use regulars_domain::ids;
use serde_json::json;

use super::category_tree;
use super::views::{CategoryPatch, NewCategory};
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::codes;
use crate::platform::error::{Answer, Code, Fault, FaultCode};
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
        parent_id: new.parent_id.clone(),
    };
    check_parent(db, None, new.parent_id.as_deref())?;
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
    if let Some(parent_id) = &patch.parent_id {
        check_parent(db, Some(id), parent_id.as_deref())?;
        category.parent_id.clone_from(parent_id);
    }
    category.updated_at = clock::now().naive_utc();
    category.version += 1;
    codes::written(categories::update(db, &category, before.version))?;
    audit::change(db, actor, "product_categories.change", ("product_category", id), (&before, &category))?;
    Ok(category)
}

fn check_parent(db: &mut Db, id: Option<&str>, parent_id: Option<&str>) -> Answer<()> {
    let Some(parent_id) = parent_id else { return Ok(()) };
    let checked = category_tree(db)?.check(id, parent_id);
    checked.map_err(|error| {
        let code = match error {
            TreeError::Unknown => FaultCode::NotFound,
            TreeError::Circle => FaultCode::Conflict,
            TreeError::TooDeep => FaultCode::OutOfRange,
        };
        Fault::at("/parent_id", code).hint(error).into()
    })
}

pub fn find(db: &mut Db, id: &str) -> Answer<Category> {
    categories::find(db, id)?.ok_or_else(|| Code::NotFound.into())
}
