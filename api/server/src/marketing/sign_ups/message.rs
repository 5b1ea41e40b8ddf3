//! The job that sends the link or the code by which a contact is confirmed. Link and code are made when the message is
//! written, the same each time, so that they stand in no row and a second try sends no other.

use regulars_db::Db;
use regulars_db::marketing::sign_ups;
use regulars_db::messaging::suppressions;
use regulars_domain::marketing::sign_ups::{CONFIRMED_WITHIN, SignUpChannel};
use regulars_domain::message;
use regulars_domain::messaging::test_sends::CODE_LASTS;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::confirm::is_open;
use super::marks;
use crate::messaging::gateways;
use crate::messaging::gateways::{Gateway, Message, Outcome as Sent};
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::jobs::{Context, Kind, Outcome};
use crate::platform::{clock, organisation};

/// Sends what confirms one contact of a sign-up.
#[derive(Serialize, Deserialize)]
pub struct SignUpMessage {
    pub sign_up_id: String,
    pub channel: SignUpChannel,
}

/// What there is to send.
enum Wanted {
    Message(Box<Message>),
    /// It was confirmed or given up meanwhile.
    Nothing,
    /// The address is on the list of those that get no message.
    Suppressed,
}

impl SignUpMessage {
    fn message(&self, db: &mut Db, app: &App, id: &str) -> Answer<Wanted> {
        let channel = self.channel.channel();
        let found = sign_ups::read(db, &self.sign_up_id)?;
        let Some(sign_up) = found.filter(|row| is_open(row, self.channel, clock::now().naive_utc())) else {
            return Ok(Wanted::Nothing);
        };
        let (Some(to), Some(salt)) = (sign_up.contact(self.channel), &sign_up.salt) else { return Ok(Wanted::Nothing) };
        if !suppressions::of_addresses(db, channel, &[to])?.is_empty() {
            return Ok(Wanted::Suppressed);
        }
        // Nothing of what was typed: it may have been typed by anybody, to be read by somebody else.
        let (organisation, language) = (organisation(db)?.name, sign_up.language.0);
        let (subject, text) = match self.channel {
            SignUpChannel::Email => {
                let url = marks::confirm_url(&app.config, &app.keys, &sign_up).unwrap_or_default();
                let days = CONFIRMED_WITHIN.num_days();
                let text = message!(
                    "Hello,\n\nyour e-mail address was entered in a form of {organisation}. Confirm it within {days} days:\n\n{url}\n\n\
                     If you did not ask for this, do nothing: without your confirmation nothing comes of it.\n",
                    "您好：\n\n有人在 {organisation} 的登记页面填写了您的邮箱。请在 {days} 天内打开以下链接确认：\n\n{url}\n\n\
                     如非您本人操作，请忽略此邮件：未经确认，登记不会生效。\n"
                );
                (Some(message!("Please confirm: {organisation}", "请确认您的登记：{organisation}")), text)
            }
            SignUpChannel::Sms => {
                let (code, minutes) = (marks::code(&app.keys, &sign_up.id, salt), CODE_LASTS.num_minutes());
                let text = message!(
                    "{organisation}: your code is {code}. It is good for {minutes} minutes. Whoever did not ask for it can leave \
                     it.",
                    "{organisation}：您的验证码为 {code}，{minutes} 分钟内有效。如非本人操作，请忽略。"
                );
                (None, text)
            }
        };
        Ok(Wanted::Message(Box::new(Message {
            delivery_id: id.to_owned(),
            channel,
            to: to.to_owned(),
            name: None,
            language,
            subject: subject.map(|subject| subject.text(language).to_owned()),
            text: text.text(language).to_owned(),
            html: None,
            reply_to: None,
            unsubscribe_url: None,
        })))
    }
}

impl Kind for SignUpMessage {
    const NAME: &'static str = "sign_ups.send_message";
    const UNIT: &'static str = "messages";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let (app, id) = (context.app, context.job_id().to_owned());
        let message = match context.store().read_now(|db| self.message(db, app, &id))? {
            Wanted::Message(message) => message,
            Wanted::Nothing => return Ok(Outcome::Done(json!({"outcome": "not_wanted"}))),
            Wanted::Suppressed => return Ok(Outcome::Done(json!({"outcome": "suppressed"}))),
        };
        let gateway = Gateway::of(app, message.channel).ok_or_else(|| gateways::no_way_out(message.channel))?;
        let result = match gateway.send_alone(&message)? {
            Sent::Later { code, .. } => return Err(Error::Internal(format!("the message is not taken now: {code}"))),
            Sent::Refused { code, .. } => json!({"outcome": "refused", "code": code}),
            Sent::Taken { .. } => json!({"outcome": "taken"}),
        };
        context.progress(1, Some(1))?;
        Ok(Outcome::Done(result))
    }

    fn subject(&self) -> Option<String> {
        Some(self.sign_up_id.clone())
    }
}
