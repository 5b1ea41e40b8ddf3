//! A test message: one real message to its author, at an address they have verified. A job, so that it goes out once however often it is asked for; it is
//! not tried again by itself, for somebody is looking at the answer.

use regulars_db::Db;
use regulars_db::messaging::templates::Template;
use regulars_db::organisation::users;
use regulars_domain::messaging::messages::Purpose;
use regulars_domain::messaging::templates::render;
use regulars_domain::messaging::test_sends::TestSendKind;
use regulars_domain::text::Language;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::views::NewTestSend;
use super::{facts, service};
use crate::messaging::gateways;
use crate::messaging::gateways::{Gateway, Message};
use crate::messaging::links;
use crate::messaging::test_addresses::service as test_addresses;
use crate::platform::audit;
use crate::platform::config::Config;
use crate::platform::error::{Answer, Code};
use crate::platform::identity::Actor;
use crate::platform::jobs::{Context, Kind, Outcome};

/// Sends a template to its author.
#[derive(Serialize, Deserialize)]
pub struct TestSend {
    template_id: String,
    customer_id: Option<String>,
    language: Language,
    to: Address,
}

/// Where a test message goes.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Address {
    /// The e-mail address of a user's log-in, as jobs of an earlier version have it.
    User(String),
    /// A verified address of who sends it.
    Given(String),
}

impl TestSend {
    /// The job for a test message; refused when the channel has no way out.
    pub fn order(
        db: &mut Db,
        actor: &Actor,
        config: &Config,
        template: &Template,
        wanted: &NewTestSend,
        language: Language,
    ) -> Answer<TestSend> {
        let channel = template.channel.0;
        if gateways::configured(config, channel).is_none() {
            return Err(gateways::no_way_out(channel));
        }
        let to = Address::Given(test_addresses::destination(db, actor, channel, wanted.to.as_deref())?);
        test_addresses::count(db, actor, TestSendKind::Test)?;
        audit::record(db, actor, "templates.test_send", ("template", &template.id), &json!({"channel": channel}))?;
        Ok(TestSend { template_id: template.id.clone(), customer_id: wanted.customer_id.clone(), language, to })
    }

    /// The message as it leaves; its id is the job's, so a second run is known to the other side.
    fn message(&self, db: &mut Db, delivery_id: &str, sample: &str) -> Answer<Message> {
        let template = service::find(db, &self.template_id)?;
        let purpose = template.purpose.0;
        let link = facts::link_for(purpose, sample.to_owned());
        let seen = match &self.customer_id {
            Some(id) => facts::of_customer(db, id, &link)?,
            None => facts::invented(db, self.language, &link)?,
        };
        let (language, content) = template.contents.choose([self.language]).ok_or(Code::NotFound)?;
        let rendered = render(content, &seen.facts);
        let (to, name) = match &self.to {
            Address::Given(to) => (to.clone(), None),
            Address::User(id) => {
                let user = users::find(db, id)?.ok_or(Code::NotFound)?;
                (user.email, Some(user.name))
            }
        };
        Ok(Message {
            delivery_id: delivery_id.to_owned(),
            channel: template.channel.0,
            to,
            name,
            language,
            subject: rendered.subject,
            text: rendered.text,
            html: rendered.html,
            reply_to: rendered.reply_to,
            unsubscribe_url: (purpose == Purpose::Marketing).then_some(link),
        })
    }
}

impl Kind for TestSend {
    const NAME: &'static str = "templates.test_send";
    const UNIT: &'static str = "messages";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let (app, id) = (context.app, context.job_id().to_owned());
        let sample = links::sample(app);
        let message = context.store().read_now(|db| self.message(db, &id, &sample))?;
        let gateway = Gateway::of(app, message.channel).ok_or_else(|| gateways::no_way_out(message.channel))?;
        let sent = gateway.send_alone(&message)?;
        context.progress(1, Some(1))?;
        Ok(Outcome::Done(sent.told(self.language)))
    }

    fn subject(&self) -> Option<String> {
        Some(self.template_id.clone())
    }
}
