//! `/v1/sign-up-forms` and their pages: people who sign up by themselves.

mod confirming;
mod forms;
mod page;
mod people;

use regulars::marketing::sign_ups::marks;
use regulars_db::marketing::sign_ups;
use regulars_db::marketing::sign_ups::{Form, SignUp};
use regulars_tests::{Actor, GATEWAY_SECRET, MailServer, MessageGateway, Reply, TestApp, Value, json};

const FORMS: &str = "/v1/sign-up-forms";

/// A chain that can send mails and text messages.
struct Chain {
    app: TestApp,
    admin: Actor,
    mails: MailServer,
    texts: MessageGateway,
}

impl Chain {
    async fn start() -> Chain {
        let (mails, texts) = (MailServer::start(), MessageGateway::start());
        let (mail_url, text_url) = (mails.url(), texts.url());
        let app = TestApp::with(|config| {
            config.smtp.url = Some(mail_url);
            config.smtp.from = "hello@shop.example".to_owned();
            config.sms.url = Some(text_url);
            config.sms.secret = Some(GATEWAY_SECRET.to_owned());
        })
        .await;
        let admin = app.admin().await;
        Chain { app, admin, mails, texts }
    }

    /// A form of the first shop, with these changes.
    async fn form(&self, changes: Value) -> Form {
        let id = self.admin.post(FORMS, merged(new_form(&self.app.units.n1), changes)).await.created().id();
        sign_ups::find(&mut self.app.db(), &id).unwrap().unwrap()
    }

    /// The mark of a page that was opened so many seconds ago.
    fn mark(&self, form: &Form, seconds: i64) -> String {
        let at = regulars_tests::now() - chrono::TimeDelta::seconds(seconds);
        marks::page_mark(&self.app.state.keys, form, at.naive_utc())
    }

    /// Sends a page that was opened a while ago.
    async fn send(&self, form: &Form, typed: &[(&str, &str)]) -> Reply {
        let mark = self.mark(form, 20);
        let typed = [&[("page", mark.as_str())], typed].concat();
        post(&self.app, &format!("/join/{}", form.token), &typed).await
    }

    fn only(&self) -> SignUp {
        let id = self.ids().pop().unwrap();
        sign_ups::read(&mut self.app.db(), &id).unwrap().unwrap()
    }

    fn ids(&self) -> Vec<String> {
        use diesel::prelude::*;
        use regulars_db::schema::sign_ups;
        let query = sign_ups::table.order(sign_ups::id).select(sign_ups::id);
        regulars_db::on!(&mut self.app.db(), |c| query.load::<String>(c)).unwrap()
    }

    /// The path of the link in the mail to the newest sign-up.
    fn link(&self) -> String {
        let url = marks::confirm_url(&self.app.state.config, &self.app.state.keys, &self.only()).unwrap();
        url.strip_prefix("http://localhost:8080").unwrap().to_owned()
    }
}

fn merged(mut body: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

fn new_form(unit: &str) -> Value {
    json!({"name": "南京路店 二维码", "unit_id": unit, "source": "walk_in",
        "asked": {"phone": "off", "email": "required", "birthday": "optional"}, "consents": ["email"],
        "wording": {"zh-CN": "我同意接收优惠信息。", "en": "I agree to receive offers."}, "wording_version": "2026-01"})
}

/// What a browser posts.
async fn post(app: &TestApp, path: &str, typed: &[(&str, &str)]) -> Reply {
    let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let body: Vec<String> = typed.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let request = app.nobody().request(reqwest::Method::POST, path);
    request.body("application/x-www-form-urlencoded", body.join("&")).await
}

fn html(reply: &Reply) -> String {
    assert!(reply.header("content-type").starts_with("text/html"), "{}", reply.header("content-type"));
    String::from_utf8(reply.bytes.clone()).unwrap()
}
