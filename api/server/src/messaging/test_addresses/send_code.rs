//! The job that sends a code to an address that is to be verified.

use regulars_db::Db;
use regulars_db::messaging::test_addresses;
use regulars_db::organisation::users;
use regulars_domain::message;
use regulars_domain::messaging::messages::Channel;
use regulars_domain::messaging::test_sends::CODE_LASTS;
use regulars_domain::text::Language;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::service::sent_code;
use crate::messaging::gateways;
use crate::messaging::gateways::{Gateway, Message};
use crate::platform::app::App;
use crate::platform::error::{Answer, Code};
use crate::platform::jobs::{Context, Kind, Outcome};
use crate::platform::organisation;

/// Sends the code of an address.
#[derive(Serialize, Deserialize)]
pub struct SendCode {
    pub address_id: String,
    /// Of which code: another one may have been asked for meanwhile.
    pub salt: Option<String>,
}

impl SendCode {
    /// The message with the code; none when it is not waited for any more.
    fn message(&self, db: &mut Db, app: &App, id: &str) -> Answer<Option<Message>> {
        let found = test_addresses::find(db, &self.address_id)?.filter(|row| row.code_salt == self.salt);
        let (Some(row), Some(salt)) = (found, &self.salt) else { return Ok(None) };
        let user = users::find(db, &row.user_id)?.ok_or(Code::NotFound)?;
        let (organisation, language) = (organisation(db)?.name, user.language.0);
        let (code, minutes) = (sent_code(&app.keys, &row.id, salt), CODE_LASTS.num_minutes());
        let text = message!(
            "{organisation}: your code for test messages is {code}. It is good for {minutes} minutes. Whoever did not ask for it \
             can leave it.",
            "{organisation}：您的测试消息验证码为 {code}，{minutes} 分钟内有效。如非本人操作，请忽略。"
        );
        let subject = message!("Your code: {code}", "验证码：{code}");
        let channel = row.channel.0;
        Ok(Some(Message {
            delivery_id: id.to_owned(),
            channel,
            to: row.address,
            name: None,
            language,
            subject: (channel == Channel::Email).then(|| subject.text(language).to_owned()),
            text: text.text(language).to_owned(),
            html: None,
            reply_to: None,
            unsubscribe_url: None,
        }))
    }
}

impl Kind for SendCode {
    const NAME: &'static str = "test_addresses.send_code";
    const UNIT: &'static str = "messages";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let (app, id) = (context.app, context.job_id().to_owned());
        let Some(message) = context.store().read_now(|db| self.message(db, app, &id))? else {
            return Ok(Outcome::Done(json!({"outcome": "not_wanted"})));
        };
        let gateway = Gateway::of(app, message.channel).ok_or_else(|| gateways::no_way_out(message.channel))?;
        let sent = gateway.send_alone(&message)?;
        context.progress(1, Some(1))?;
        Ok(Outcome::Done(sent.told(Language::DEFAULT)))
    }

    fn subject(&self) -> Option<String> {
        Some(self.address_id.clone())
    }
}
