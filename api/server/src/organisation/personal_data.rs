//! What the organisation's people were told of a person.

use regulars_db::organisation::notifications;
use regulars_db::personal::Held;

use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::personal_data::{PersonalData, Sought, Swept};

/// Notices looked through at once.
const PAGE: i64 = 1_000;

/// Notices about somebody.
pub struct NoticeData;

impl PersonalData for NoticeData {
    fn held(&self) -> &'static [Held] {
        &[]
    }

    fn sweep(&self, app: &App, sought: &Sought) -> Answer<Swept> {
        let (mut after, mut found) = (String::new(), 0);
        loop {
            let page = app.store.read_now(|db| Ok::<_, Error>(notifications::words_after(db, &after, PAGE)?))?;
            let Some(last) = page.last() else { return Ok(Swept::of("notices", found)) };
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
}
