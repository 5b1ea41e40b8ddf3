//! The mail that tells somebody what waits. It names no customer, and is gathered: one mail for what came within minutes.

use regulars_db::organisation::notifications;
use regulars_db::organisation::notifications::Notification;
use regulars_db::organisation::users;
use regulars_db::organisation::users::User;
use regulars_domain::organisation::notifications::{line, place};
use regulars_domain::organisation::users::UserState;
use regulars_domain::text::Language;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Letter, StaffMail};
use crate::platform::error::{Answer, Error};
use crate::platform::jobs::{Context, Kind, Outcome};

/// Lines in one mail; what is more is counted.
const LINES: usize = 20;

/// Mails one user what they were told and have not read. Each notification asks for a job of its own, so that none is
/// lost; the first one that runs takes all there is into its mail, and the others find nothing left.
#[derive(Serialize, Deserialize)]
pub struct MailNotifications {
    user_id: String,
    notification_id: String,
}

impl MailNotifications {
    pub fn of(notification: &Notification) -> MailNotifications {
        MailNotifications { user_id: notification.user_id.clone(), notification_id: notification.id.clone() }
    }
}

impl Kind for MailNotifications {
    const NAME: &'static str = "system.notifications";
    const UNIT: &'static str = "messages";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let app = context.app;
        let Some(mail) = app.composition.part::<StaffMail>().filter(|mail| (mail.is_set_up)(&app.config)) else {
            return Ok(done("no_mail"));
        };
        let (user_id, job_id) = (self.user_id.clone(), context.job_id().to_owned());
        let found = context.store().write_now(move |db| {
            let user = users::find(db, &user_id)?.filter(|user| *user.state == UserState::Active);
            let Some(user) = user.filter(|user| user.mails_notifications) else { return Ok(None) };
            Ok::<_, Error>(Some((user, notifications::take_to_mail(db, &user_id, &job_id)?)))
        })?;
        let Some((user, told)) = found else { return Ok(done("not_wished")) };
        if told.is_empty() {
            return Ok(done("nothing"));
        }
        let (subject, text) = write(&user, &told, &app.config.http.public_url);
        let result = (mail.send)(app, &user, Letter { id: context.job_id().to_owned(), subject, text })?;
        context.progress(1, Some(1))?;
        Ok(Outcome::Done(result))
    }

    fn subject(&self) -> Option<String> {
        Some(self.user_id.clone())
    }

    /// One mail at a time for each person.
    fn lock(&self) -> Option<String> {
        Some(format!("{} {}", Self::NAME, self.user_id))
    }
}

fn done(outcome: &str) -> Outcome {
    let told: Value = json!({"outcome": outcome});
    Outcome::Done(told)
}

/// Subject and text, in the language of who is told.
fn write(user: &User, told: &[Notification], url: &str) -> (String, String) {
    let (name, count, language) = (&user.name, told.len(), user.language.0);
    let url = url.trim_end_matches('/');
    let lines: String = told
        .iter()
        .take(LINES)
        .map(|one| format!("- {}\n  {url}{}\n", line(one.kind.0, one.subject.0).text(language), place(&one.subject_id)))
        .collect();
    let more = count.saturating_sub(LINES);
    match language {
        Language::English => {
            let subject = match (count, told.first()) {
                (1, Some(one)) => format!("Regulars: {}", line(one.kind.0, one.subject.0).text(language)),
                _ => format!("Regulars: {count} notifications for you"),
            };
            let more = if more > 0 { format!("- and {more} more\n  {url}/inbox\n") } else { String::new() };
            let end = format!("You can turn these mails off in your account: {url}/account\n");
            (subject, format!("Hello {name},\n\n{lines}{more}\n{end}"))
        }
        Language::Chinese => {
            let subject = match (count, told.first()) {
                (1, Some(one)) => format!("回头客：{}", line(one.kind.0, one.subject.0).text(language)),
                _ => format!("回头客：您有 {count} 条通知"),
            };
            let more = if more > 0 { format!("- 另有 {more} 条\n  {url}/inbox\n") } else { String::new() };
            let end = format!("如不想收到此类邮件，可在“我的账号”中关闭：{url}/account\n");
            (subject, format!("{name}，您好：\n\n{lines}{more}\n{end}"))
        }
    }
}
