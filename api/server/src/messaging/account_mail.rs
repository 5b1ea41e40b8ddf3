//! Mails to people who work here: the link by which they set a password, and what they are told. A link is made when its
//! mail is written, so that it stands in no job.

use regulars_db::Db;
use regulars_db::organisation::users;
use regulars_db::organisation::users::User;
use regulars_domain::messaging::messages::Channel;
use regulars_domain::organisation::account_links::LinkPurpose;
use regulars_domain::organisation::users::UserState;
use regulars_domain::text::Language;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::messaging::gateways;
use crate::messaging::gateways::{Gateway, Message, Outcome as Sent};
use crate::organisation::account_links::{LinkMail, service};
use crate::organisation::notifications::{Letter, StaffMail};
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::config::Config;
use crate::platform::error::{Answer, Code, Error};
use crate::platform::jobs;
use crate::platform::jobs::{Context, Kind, Outcome};

/// What the organisation is handed for telling people something.
pub const STAFF_MAIL: StaffMail = StaffMail { is_set_up, send };

/// What the organisation is handed for links.
pub const LINK_MAIL: LinkMail = LinkMail {
    is_set_up,
    enqueue: |db: &mut Db, user_id: &str, purpose, by: &str| {
        let job = MailLink { user_id: user_id.to_owned(), purpose, by: by.to_owned() };
        jobs::enqueue(db, &job, by).map(|_| ())
    },
};

/// Mails one user a link.
#[derive(Serialize, Deserialize)]
pub struct MailLink {
    user_id: String,
    purpose: LinkPurpose,
    /// Who asked for it.
    by: String,
}

impl Kind for MailLink {
    const NAME: &'static str = "users.mail_link";
    const UNIT: &'static str = "messages";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let app = context.app;
        let id = context.job_id().to_owned();
        let (config, user_id) = (app.config.clone(), self.user_id.clone());
        let (purpose, by) = (self.purpose, self.by.clone());
        let made = context.store().write_now(move |db| {
            let user = users::find(db, &user_id)?.ok_or(Code::NotFound)?;
            if *user.state != UserState::Active {
                return Ok(None);
            }
            let link = service::make(db, &config, &user, purpose, &by, clock::now())?;
            Ok::<_, Error>(Some((user, link)))
        })?;
        let Some((user, link)) = made else { return Ok(Outcome::Done(json!({"outcome": "disabled"}))) };
        let (subject, text) = write(&user, self.purpose, &link.url);
        let result = send(app, &user, Letter { id, subject: subject.to_owned(), text })?;
        context.progress(1, Some(1))?;
        Ok(Outcome::Done(result))
    }

    fn subject(&self) -> Option<String> {
        Some(self.user_id.clone())
    }
}

/// Whether mails leave.
fn is_set_up(config: &Config) -> bool {
    gateways::configured(config, Channel::Email).is_some()
}

/// Mails a user now; the job's result. What is not taken now is an error: the job tries again.
fn send(app: &App, user: &User, letter: Letter) -> Answer<Value> {
    let Some(gateway) = Gateway::of(app, Channel::Email) else { return Ok(json!({"outcome": "no_mail"})) };
    let message = Message {
        delivery_id: letter.id,
        channel: Channel::Email,
        to: user.email.clone(),
        name: Some(user.name.clone()),
        language: user.language.0,
        subject: Some(letter.subject),
        text: letter.text,
        html: None,
        reply_to: None,
        unsubscribe_url: None,
    };
    match gateway.send_alone(&message)? {
        Sent::Taken { .. } => Ok(json!({"outcome": "taken"})),
        Sent::Refused { code, .. } => Ok(json!({"outcome": "refused", "code": code})),
        Sent::Later { code, .. } => Err(Error::Internal(format!("the mail is not taken now: {code}"))),
    }
}

/// Subject and text of a mail with a link.
fn write(user: &User, purpose: LinkPurpose, url: &str) -> (&'static str, String) {
    let name = &user.name;
    match (user.language.0, purpose) {
        (Language::English, LinkPurpose::Invitation) => (
            "Your account at Regulars",
            format!("Hello {name},\n\nyou have an account at Regulars. Set your password within 7 days:\n\n{url}\n"),
        ),
        (Language::English, LinkPurpose::Reset) => (
            "A new password for Regulars",
            format!(
                "Hello {name},\n\nset a new password within an hour:\n\n{url}\n\nIf you did not ask for this, do nothing: your password stays as it is.\n"
            ),
        ),
        (Language::Chinese, LinkPurpose::Invitation) => {
            ("您的回头客账号", format!("{name}，您好：\n\n已为您开通回头客账号，请在 7 天内设置密码：\n\n{url}\n"))
        }
        (Language::Chinese, LinkPurpose::Reset) => (
            "重设回头客密码",
            format!(
                "{name}，您好：\n\n请在 1 小时内设置新密码：\n\n{url}\n\n如非您本人操作，请忽略此邮件，密码不会改变。\n"
            ),
        ),
    }
}
