//! What the organisation's people were told of a person, and what they look for one by.

use percent_encoding::percent_decode_str;
use regulars_db::organisation::notifications;
use regulars_db::organisation::saved_views;
use regulars_db::organisation::saved_views::SavedView;
use regulars_db::personal::Held;
use regulars_domain::organisation::saved_views::without;

use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error};
use crate::platform::personal_data::{PersonalData, Sought, Swept};

/// Notices or views looked through at once.
const PAGE: i64 = 1_000;
/// Characters of an id.
const TAIL: usize = 6;

/// Notices about somebody, and saved views that look for somebody.
pub struct NoticeData;

impl PersonalData for NoticeData {
    fn held(&self) -> &'static [Held] {
        &[]
    }

    fn sweep(&self, app: &App, sought: &Sought) -> Answer<Swept> {
        let counts = [("notices", sweep_notices(app, sought)?), ("saved_views", sweep_views(app, sought)?)];
        Ok(Swept { counts: counts.map(|(kind, count)| (kind.to_owned(), count)).into(), again: false })
    }
}

/// Takes the words out of notices about the person; how many it were.
fn sweep_notices(app: &App, sought: &Sought) -> Answer<i64> {
    let (mut after, mut found) = (String::new(), 0);
    loop {
        let page = app.store.read_now(|db| Ok::<_, Error>(notifications::words_after(db, &after, PAGE)?))?;
        let Some(last) = page.last() else { return Ok(found) };
        after.clone_from(&last.0);
        let theirs: Vec<String> = page
            .iter()
            .filter(|(_, subject_id, item_id, title, reason)| {
                sought.ids.contains(subject_id)
                    || sought.ids.contains(item_id)
                    || [title, reason].into_iter().flatten().any(|text| sought.names(text))
            })
            .map(|words| words.0.clone())
            .collect();
        if !theirs.is_empty() {
            found += i64::try_from(theirs.len()).unwrap_or(0);
            app.store.write_now(move |db| Ok::<_, Error>(notifications::take_words(db, &theirs)?))?;
        }
    }
}

/// Takes the filters out of saved views that name the person, and names of views that do; of how many views.
fn sweep_views(app: &App, sought: &Sought) -> Answer<i64> {
    let (mut after, mut found) = (String::new(), 0);
    loop {
        let page = app.store.read_now(|db| Ok::<_, Error>(saved_views::after(db, &after, PAGE)?))?;
        let Some(last) = page.last() else { return Ok(found) };
        after.clone_from(&last.id);
        let theirs: Vec<SavedView> = page.into_iter().filter_map(|view| without_person(view, sought)).collect();
        if !theirs.is_empty() {
            found += i64::try_from(theirs.len()).unwrap_or(0);
            app.store.write_now(move |db| {
                for view in &theirs {
                    // Whoever changed it meanwhile has it looked through when the job runs again.
                    if !saved_views::update(db, view, view.version - 1)? {
                        return Err(Error::from(Code::Stale));
                    }
                }
                Ok(())
            })?;
        }
    }
}

/// A view without what names the person; none when nothing of it does.
fn without_person(view: SavedView, sought: &Sought) -> Option<SavedView> {
    let says = |value: &str| sought.touches(&decoded(value));
    let query = without(&view.query, says);
    let is_named = sought.touches(&view.name);
    if query.is_none() && !is_named {
        return None;
    }
    // No two views of a person are called the same: the end of the id tells them apart.
    let name =
        if is_named { format!("— {}", view.id.get(view.id.len() - TAIL..).unwrap_or_default()) } else { view.name };
    let now = clock::now().naive_utc();
    Some(SavedView { query: query.unwrap_or(view.query), name, updated_at: now, version: view.version + 1, ..view })
}

/// A value of an address as it was typed.
fn decoded(value: &str) -> String {
    percent_decode_str(&value.replace('+', " ")).decode_utf8_lossy().into_owned()
}
