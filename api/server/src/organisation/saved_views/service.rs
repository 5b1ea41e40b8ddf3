//! Writes of saved views: one's own, and nobody else's.

use regulars_db::Db;
use regulars_db::organisation::saved_views;
use regulars_db::organisation::saved_views::SavedView;
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::organisation::saved_views::MOST_VIEWS;

use super::views::{NewSavedView, SavedViewPatch};
use crate::platform::clock;
use crate::platform::codes;
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use crate::platform::text_fields;
use crate::platform::version::ExpectedVersion;

pub fn create(db: &mut Db, user_id: &str, new: &NewSavedView) -> Answer<SavedView> {
    if saved_views::count(db, user_id, new.list)? >= MOST_VIEWS {
        let detail = message!(
            "{most} views of a list are the most one may have",
            "每个列表最多保存 {most} 个视图",
            most = MOST_VIEWS
        );
        return Err(Refusal::of(Code::Conflict).detail(detail).into());
    }
    let now = clock::now().naive_utc();
    let view = SavedView {
        id: ids::make(ids::SAVED_VIEW),
        user_id: user_id.to_owned(),
        list: new.list.into(),
        name: text_fields::line("/name", &new.name, 60)?,
        query: query(&new.query)?,
        is_shared: new.is_shared,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    saved_views::insert(db, &view).map_err(|error| codes::taken_at(error, "/name"))?;
    Ok(view)
}

pub fn change(
    db: &mut Db,
    user_id: &str,
    id: &str,
    expected: &ExpectedVersion,
    patch: &SavedViewPatch,
) -> Answer<SavedView> {
    let mut view = own(db, user_id, id)?;
    expected.check(view.version)?;
    let version = view.version;
    if let Some(name) = &patch.name {
        view.name = text_fields::line("/name", name, 60)?;
    }
    if let Some(asked) = &patch.query {
        view.query = query(asked)?;
    }
    view.is_shared = patch.is_shared.unwrap_or(view.is_shared);
    view.updated_at = clock::now().naive_utc();
    view.version += 1;
    if saved_views::update(db, &view, version).map_err(|error| codes::taken_at(error, "/name"))? {
        Ok(view)
    } else {
        Err(Code::Stale.into())
    }
}

pub fn delete(db: &mut Db, user_id: &str, id: &str, expected: &ExpectedVersion) -> Answer<()> {
    let view = own(db, user_id, id)?;
    expected.check(view.version)?;
    Ok(saved_views::delete(db, id)?)
}

/// A view that is one's own or shared; another does not exist for them.
pub fn find(db: &mut Db, user_id: &str, id: &str) -> Answer<SavedView> {
    let found = saved_views::find(db, id)?;
    found.filter(|view| view.user_id == user_id || view.is_shared).ok_or_else(|| Code::NotFound.into())
}

fn own(db: &mut Db, user_id: &str, id: &str) -> Answer<SavedView> {
    let view = find(db, user_id, id)?;
    if view.user_id == user_id { Ok(view) } else { Err(Code::Forbidden.into()) }
}

/// What may stand in an address behind its `?`: no spaces, no `#`, nothing that is not ASCII.
fn query(text: &str) -> Answer<String> {
    if text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#') {
        return Ok(text.to_owned());
    }
    let hint = message!("expected the query of an address, percent-encoded", "应为网址中经过百分号编码的查询部分");
    Err(Fault::at("/query", FaultCode::Malformed).hint(hint).into())
}
