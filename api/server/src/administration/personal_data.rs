//! Where the audit trail, ended jobs and answers of webhooks say something of a person.

use regulars_db::administration::webhooks::deliveries;
use regulars_db::personal::Held;
use regulars_db::platform::{audit, jobs, personal};

use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::personal_data::{Counts, PersonalData, Sought, Swept};

/// Rows looked through at once.
const PAGE: i64 = 1_000;

/// What the system noted of its work.
pub struct SystemData;

impl PersonalData for SystemData {
    fn held(&self) -> &'static [Held] {
        personal::HELD
    }

    fn sweep(&self, app: &App, sought: &Sought) -> Answer<Swept> {
        let counts = Counts::from([
            ("audit_values".to_owned(), audit_trail(app, sought)?),
            ("job_results".to_owned(), ended_jobs(app, sought)?),
            ("webhook_answers".to_owned(), webhook_answers(app, sought)?),
        ]);
        Ok(Swept { counts, again: false })
    }
}

/// Such as the filters of an export by somebody's name.
fn audit_trail(app: &App, sought: &Sought) -> Answer<i64> {
    let (mut after, mut found) = (String::new(), 0);
    loop {
        let page = app.store.read_now(|db| Ok::<_, Error>(audit::details_after(db, &after, PAGE)?))?;
        let Some((last, _)) = page.last() else { return Ok(found) };
        after.clone_from(last);
        let theirs: Vec<String> =
            page.iter().filter(|(_, detail)| sought.names(detail)).map(|(id, _)| id.clone()).collect();
        if !theirs.is_empty() {
            found += app.store.write_now(move |db| Ok::<_, Error>(audit::erase_events(db, &theirs)?))?;
        }
    }
}

fn ended_jobs(app: &App, sought: &Sought) -> Answer<i64> {
    let (mut after, mut found) = (String::new(), 0);
    loop {
        let page = app.store.read_now(|db| Ok::<_, Error>(jobs::words_after(db, &after, PAGE)?))?;
        let Some(last) = page.last() else { return Ok(found) };
        after.clone_from(&last.0);
        let theirs: Vec<String> = page
            .iter()
            .filter(|(_, result, error, place)| {
                [result, error, place].into_iter().flatten().any(|text| sought.names(text))
            })
            .map(|words| words.0.clone())
            .collect();
        if !theirs.is_empty() {
            found += i64::try_from(theirs.len()).unwrap_or(0);
            app.store.write_now(move |db| Ok::<_, Error>(jobs::take_words(db, &theirs)?))?;
        }
    }
}

/// What we post holds ids only; what a receiver answers may hold anything.
fn webhook_answers(app: &App, sought: &Sought) -> Answer<i64> {
    let (mut after, mut found) = ((String::new(), 0), 0);
    loop {
        let place = (after.0.as_str(), after.1);
        let page = app.store.read_now(|db| Ok::<_, Error>(deliveries::answers_after(db, place, PAGE)?))?;
        let Some((delivery_id, number, _)) = page.last() else { return Ok(found) };
        after = (delivery_id.clone(), *number);
        for (delivery_id, number, _) in page.into_iter().filter(|(.., answer)| sought.touches(answer)) {
            found += 1;
            app.store.write_now(move |db| Ok::<_, Error>(deliveries::take_answer(db, &delivery_id, number)?))?;
        }
    }
}
