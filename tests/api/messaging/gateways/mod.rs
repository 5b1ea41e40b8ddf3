//! What carries messages, against real servers on loopback that misbehave.

mod http;
mod smtp;

use regulars::messaging::gateways::{Gateway, Message};
use regulars_domain::ids;
use regulars_domain::messaging::messages::Channel;
use regulars_domain::text::Language;
use regulars_tests::{GATEWAY_SECRET, MailServer, MessageGateway, TestApp};

/// How long a gateway is waited for that answers: however busy this machine is.
const PATIENCE: u64 = 60;
/// How long one is waited for that does not.
const IMPATIENCE: u64 = 1;

/// A server whose mails go to this mail server.
async fn mailing(server: &MailServer) -> TestApp {
    mailing_within(server, PATIENCE).await
}

async fn mailing_within(server: &MailServer, seconds: u64) -> TestApp {
    let url = server.url();
    TestApp::with(|config| {
        config.smtp.url = Some(url);
        config.smtp.from = "仙芋世家 <hello@shop.example>".to_owned();
        config.smtp.connections = 2;
        config.smtp.timeout_seconds = seconds;
    })
    .await
}

/// A server whose text messages go to this gateway.
async fn texting(gateway: &MessageGateway) -> TestApp {
    texting_within(gateway, PATIENCE).await
}

async fn texting_within(gateway: &MessageGateway, seconds: u64) -> TestApp {
    let url = gateway.url();
    TestApp::with(|config| {
        config.sms.url = Some(url);
        config.sms.secret = Some(GATEWAY_SECRET.to_owned());
        config.sms.timeout_seconds = seconds;
    })
    .await
}

fn gateway(app: &TestApp, channel: Channel) -> Gateway {
    Gateway::of(&app.state, channel).unwrap()
}

pub fn message(channel: Channel, to: &str) -> Message {
    Message {
        delivery_id: ids::make("dlv_"),
        channel,
        to: to.to_owned(),
        name: Some("王小明".to_owned()),
        language: Language::Chinese,
        subject: (channel == Channel::Email).then(|| "新品上市".to_owned()),
        text: "您好，王小明。\n.\n退订请点链接。".to_owned(),
        html: None,
        reply_to: None,
        unsubscribe_url: Some("https://shop.example/t/unsubscribe?token=abc".to_owned()),
    }
}
