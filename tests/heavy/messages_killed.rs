//! Ten thousand messages, and the server killed in the middle again and again: nobody is skipped, and nobody gets two but
//! whom a connection was open to when it was killed.

mod audience;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use regulars_tests::mail_server::{Answer, Stage};
use regulars_tests::message_gateway::Reaction;
use regulars_tests::{
    Actor, Backend, GATEWAY_SECRET, MailServer, MessageGateway, Process, TestDatabase, Units, Value, alone, backend,
    json,
};

use audience::{Reached, people};

const PEOPLE: usize = 10_000;
const KILLS: usize = 5;
const CONNECTIONS: usize = 8;
/// How long all of it may take on a slow machine.
const PATIENCE: Duration = Duration::from_secs(420);

/// A server that is killed while it sends.
struct Victim {
    database: TestDatabase,
    units: Units,
    settings: Vec<(&'static str, String)>,
    server: Process,
    admin: Actor,
}

impl Victim {
    fn start(settings: Vec<(&'static str, String)>) -> Victim {
        let (database, units) = TestDatabase::founded();
        let server = Process::serve_with(&database, &settings);
        let admin = server.admin(&database, &units);
        Victim { database, units, settings, server, admin }
    }

    /// Kills the server, and starts another one.
    fn kill(&mut self) {
        self.server.kill();
        if backend() == Backend::Postgres {
            // A SQLite file is taken up at once by the next process; on PostgreSQL the lease must run out.
            let run_out = "update jobs set locked_until = '2020-01-01' where state = 'running'";
            self.database.connect().execute(run_out).unwrap();
        }
        self.server = Process::serve_with(&self.database, &self.settings);
        self.admin = self.server.called_by(&self.admin);
    }

    /// A campaign for everybody on this channel, launched.
    async fn launch(&self, channel: &str, contents: Value) -> String {
        let admin = &self.admin;
        // What its author is told by mail is not what is counted here.
        self.database.connect().execute("update users set mails_notifications = false").unwrap();
        let awake = json!({"cap_messages": 3, "cap_days": 7, "quiet_from": "09:00", "quiet_until": "09:00",
            "email_per_second": null, "sms_per_second": null, "wechat_per_second": null, "pause_percent": 20,
            "pause_after": 50, "attribution_days": 14});
        admin.put("/v1/settings/messaging", awake).if_match("*").await.ok();
        let segment = admin.post("/v1/segments", json!({"name": "所有人", "kind": "static"})).await.created().id();
        people(&mut self.database.connect(), &segment, &self.units.n1, PEOPLE);
        let template = json!({"name": "新品", "channel": channel, "purpose": "marketing", "contents": contents});
        let template = admin.post("/v1/templates", template).await.created().id();
        let new = json!({"name": "新品上市", "channel": channel, "purpose": "marketing", "control_share": 0,
            "plan": {"purpose": {"goal": "keep", "target": 100}}, "audience": {"segments": [segment]},
            "arms": [{"key": "a", "name": "新品", "template_id": template, "share": 10_000}]});
        let id = admin.post("/v1/campaigns", new).await.created().id();
        let path = format!("/v1/campaigns/{id}");
        admin.request(reqwest::Method::POST, &format!("{path}/review")).await.ok();
        let approver = self.server.admin(&self.database, &self.units);
        approver.request(reqwest::Method::POST, &format!("{path}/approve")).await.ok();
        admin.post(&format!("{path}/preparations"), json!({})).once().await.accepted();
        let started = Instant::now();
        while admin.get(&path).await.ok().body["preparation"]["people"] != PEOPLE {
            assert!(started.elapsed() < PATIENCE, "the launch is not prepared");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        admin.post(&format!("{path}/launches"), json!({"people": PEOPLE})).once().await.accepted();
        id
    }

    /// Waits until the campaign is over; kills the server each time a further share is sent. Answers how often.
    async fn suffer(&mut self, id: &str) -> usize {
        let started = Instant::now();
        let mut kills = 0;
        while self.database.count(&format!("campaigns where id = '{id}' and state = 'completed'")) == 0 {
            let sent = self.database.count(&format!("deliveries where source_id = '{id}' and state = 'sent'"));
            let sent = usize::try_from(sent).unwrap();
            assert!(started.elapsed() < PATIENCE, "{sent} of {PEOPLE} after {kills} kills");
            if kills < KILLS && sent > (kills + 1) * PEOPLE / (KILLS + 2) {
                self.kill();
                kills += 1;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        kills
    }

    /// What the deliveries say: everybody who may be reached was sent one, the others have the reason.
    fn check_deliveries(&self, id: &str) {
        let of = format!("deliveries where source_id = '{id}'");
        let count = |what: &str| usize::try_from(self.database.count(&format!("{of}{what}"))).unwrap();
        let reached = (0..PEOPLE).filter(|number| Reached::of(*number) == Reached::Yes).count();
        assert_eq!(count(""), PEOPLE);
        assert_eq!(count(" and state = 'sent'"), reached);
        assert_eq!(count(" and state = 'suppressed' and reason = 'no_consent'"), PEOPLE - reached);
        assert_eq!(count(" and state = 'sent' and (sent_at is null or attempts < 1 or locked_by is not null)"), 0);
        self.database.assert_whole();
    }
}

fn words() -> Value {
    json!({"zh-CN": {"text": "{{customer.name|您}}，新品上市。退订 {{unsubscribe_url}}"}})
}

/// The number in the local part of an address, or at the end of a phone.
fn number_of(address: &str) -> usize {
    let local = address.split('@').next().unwrap();
    let digits: String = local.chars().rev().take_while(char::is_ascii_digit).collect();
    let number: String = digits.chars().rev().collect();
    number[number.len().saturating_sub(8)..].parse().unwrap()
}

#[actix_web::test]
async fn a_gateway_has_every_message_once_by_its_id() {
    let _alone = alone();
    // Some messages are refused at first, and the answer to some is lost.
    let gateway = MessageGateway::answering(|sent| {
        let number = number_of(sent.body["to"].as_str().unwrap());
        match (number % 50, sent.tries) {
            (7, 1) => Reaction::status(500),
            _ => Reaction::status(200),
        }
    });
    let mut victim = Victim::start(vec![
        ("REGULARS_GATEWAYS_SMS_URL", gateway.url()),
        ("REGULARS_GATEWAYS_SMS_SECRET", GATEWAY_SECRET.to_owned()),
        ("REGULARS_GATEWAYS_SMS_CONNECTIONS", CONNECTIONS.to_string()),
    ]);
    let id = victim.launch("sms", words()).await;
    let kills = victim.suffer(&id).await;
    assert_eq!(kills, KILLS);
    victim.check_deliveries(&id);
    // `taken` holds each key once; a customer of two keys would be there twice.
    let mut messages: BTreeMap<String, usize> = BTreeMap::new();
    for sent in gateway.taken() {
        *messages.entry(sent.body["to"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    assert!(messages.values().all(|count| *count == 1), "each customer under one id");
    let reached: BTreeSet<usize> = messages.keys().map(|to| number_of(to)).collect();
    assert_eq!(reached, (0..PEOPLE).filter(|number| Reached::of(*number) == Reached::Yes).collect());
    // Asked twice under the same id: what was on its way at a kill, and no more.
    let refused = reached.iter().filter(|number| *number % 50 == 7).count();
    let again = gateway.requests().len() - reached.len() - refused;
    assert!(again <= KILLS * CONNECTIONS, "{again} asked again after {KILLS} kills");
}

#[actix_web::test]
async fn nobody_is_skipped_by_mail_and_hardly_anybody_doubled() {
    let _alone = alone();
    let mails = MailServer::answering(|asked| {
        if asked.to.is_empty() {
            return Answer::Take;
        }
        let number = number_of(&asked.to);
        match (asked.stage, number % 40, asked.tries) {
            // Greylisted.
            (Stage::Recipient, 3, 1) => Answer::Say("450 4.7.1 greylisted, come again"),
            (Stage::Content, 5, 1) => Answer::Say("451 4.3.0 try again"),
            // The connection goes after DATA, and the mail with it.
            (Stage::Content, 9, 1) => Answer::Drop,
            // The same, but the server has the mail: nobody can know.
            (Stage::Content, 11, 1) if number % 400 == 11 => Answer::TakeAndDrop,
            _ => Answer::Take,
        }
    });
    let mut victim = Victim::start(vec![
        ("REGULARS_SMTP_URL", mails.url()),
        ("REGULARS_SMTP_FROM", "仙芋世家 <hello@shop.example>".to_owned()),
        ("REGULARS_SMTP_CONNECTIONS", CONNECTIONS.to_string()),
    ]);
    let mut contents = words();
    contents["zh-CN"]["subject"] = json!("{{customer.name|您}}，新品上市");
    let id = victim.launch("email", contents).await;
    let kills = victim.suffer(&id).await;
    assert_eq!(kills, KILLS);
    victim.check_deliveries(&id);
    let mut copies: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for mail in mails.taken() {
        copies.entry(number_of(&mail.to)).or_default().push(mail.message_id);
    }
    let reached: BTreeSet<usize> = copies.keys().copied().collect();
    let expected: BTreeSet<usize> = (0..PEOPLE).filter(|number| Reached::of(*number) == Reached::Yes).collect();
    assert_eq!(reached, expected, "no one is skipped, and no one who did not say yes is written to");
    assert!(copies.values().all(|ids| ids.windows(2).all(|pair| pair[0] == pair[1])), "copies share their Message-ID");
    // The server took these and hung up before it said so.
    let unanswered = |number: usize| number % 400 == 11;
    let doubled = copies.iter().filter(|(number, ids)| ids.len() > 1 && !unanswered(**number)).count();
    assert!(doubled <= KILLS * CONNECTIONS, "{doubled} doubled by {KILLS} kills of {CONNECTIONS} connections");
    let most = copies.iter().filter(|(number, _)| !unanswered(**number)).map(|(_, ids)| ids.len()).max().unwrap();
    assert!(most <= 1 + KILLS, "{most}");
    let messages: BTreeSet<&String> = copies.values().flatten().collect();
    assert_eq!(messages.len(), expected.len(), "one Message-ID for each customer");
}
