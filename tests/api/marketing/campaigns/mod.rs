//! `/v1/campaigns`: planned, approved by somebody else, launched, sent, and what goes wrong on the way.

mod approval;
mod audience;
mod erased;
mod faults;
mod launch;
mod left_out;
mod lifecycle;
mod plan;
mod results;
mod schedule;
mod unreadable;

use regulars::marketing::campaigns::scheduler::AdvanceCampaigns;
use regulars_domain::messaging::messages::MessagingPolicy;
use regulars_tests::{Actor, GATEWAY_SECRET, MessageGateway, Reply, Role, TestApp, Value, json};

/// A server that sends text messages to a gateway, with somebody who plans, somebody who approves, and customers who
/// said yes.
struct Stage {
    app: TestApp,
    gateway: MessageGateway,
    author: Actor,
    approver: Actor,
    segment: String,
    template: String,
    customers: Vec<String>,
}

/// What the template says.
const WORDS: &str = "{{customer.name|您}}，本周买二送一。退订 {{unsubscribe_url}}";

impl Stage {
    /// With so many customers, and a gateway that takes everything.
    async fn of(people: usize) -> Stage {
        Stage::with(people, MessageGateway::start()).await
    }

    async fn with(people: usize, gateway: MessageGateway) -> Stage {
        let url = gateway.url();
        let app = TestApp::with(|config| {
            config.sms.url = Some(url);
            config.sms.secret = Some(GATEWAY_SECRET.to_owned());
            config.sms.connections = 4;
        })
        .await;
        let admin = app.admin().await;
        let author = app.actor(Role::Marketing, &app.units.group).await;
        let approver = app.actor(Role::Operations, &app.units.group).await;
        set_policy(&admin, &awake()).await;
        let mut customers = Vec::new();
        for number in 0..people {
            customers.push(customer(&admin, &app.units.n1, number).await);
        }
        let segment = segment(&author, &customers).await;
        let new = json!({"name": "买二送一", "channel": "sms", "purpose": "marketing",
            "contents": {"zh-CN": {"text": WORDS}}});
        let template = author.post("/v1/templates", new).await.created().id();
        Stage { app, gateway, author, approver, segment, template, customers }
    }

    /// A plan that lacks nothing; nobody is held out.
    fn whole_plan(&self) -> Value {
        json!({"name": "老客召回", "channel": "sms", "purpose": "marketing", "control_share": 0,
            "plan": {"purpose": {"goal": "win_back", "target": 30}}, "audience": {"segments": [self.segment]},
            "arms": [{"key": "a", "name": "买二送一", "template_id": self.template, "share": 10_000}]})
    }

    async fn draft(&self, new: Value) -> String {
        self.author.post("/v1/campaigns", new).await.created().id()
    }

    /// A campaign that can be launched.
    async fn approved(&self, new: Value) -> String {
        let id = self.draft(new).await;
        self.step(&self.author, &id, "review").await.ok();
        self.step(&self.approver, &id, "approve").await.ok();
        id
    }

    /// A campaign that is launched, and whose jobs have not run since.
    async fn launched(&self, new: Value) -> String {
        let id = self.approved(new).await;
        let launch = self.prepared(&id).await;
        self.author.post(&format!("/v1/campaigns/{id}/launches"), launch).once().await.accepted();
        id
    }

    /// Prepares a launch; what to launch with.
    async fn prepared(&self, id: &str) -> Value {
        self.author.post(&format!("/v1/campaigns/{id}/preparations"), json!({})).once().await.accepted();
        self.app.run_jobs().await;
        json!({"people": self.get(id).await.body["preparation"]["people"]})
    }

    async fn step(&self, who: &Actor, id: &str, step: &str) -> Reply {
        who.request(reqwest::Method::POST, &format!("/v1/campaigns/{id}/{step}")).await
    }

    async fn get(&self, id: &str) -> Reply {
        self.author.get(&format!("/v1/campaigns/{id}")).await.ok()
    }

    /// How many deliveries are in a state.
    async fn counted(&self, id: &str, state: &str) -> i64 {
        self.get(id).await.body["progress"]["counts"][state].as_i64().unwrap()
    }

    async fn deliveries(&self, id: &str, query: &str) -> Reply {
        self.author.get(&format!("/v1/campaigns/{id}/deliveries?limit=100{query}")).await.ok()
    }

    /// What happens by the clock, now; and all jobs that are due.
    async fn tick(&self) {
        self.app.enqueue(&AdvanceCampaigns {});
        self.app.run_jobs().await;
    }

    /// What waits is due now, as if the time had passed.
    fn time_passes(&self) {
        self.app.sql("update deliveries set due_at = '2026-01-01 00:00:00' where state = 'pending'");
        self.app.sql("update jobs set run_at = '2026-01-01 00:00:00' where state = 'queued'");
    }
}

/// The default bounds, but at any time of the day.
fn awake() -> MessagingPolicy {
    let policy = MessagingPolicy::default();
    MessagingPolicy { quiet_from: policy.quiet_until, ..policy }
}

async fn set_policy(admin: &Actor, policy: &MessagingPolicy) {
    admin.put("/v1/settings/messaging", serde_json::to_value(policy).unwrap()).if_match("*").await.ok();
}

fn phone(number: usize) -> String {
    format!("+86138{number:08}")
}

/// Somebody with a phone who said yes to text messages.
async fn customer(admin: &Actor, unit: &str, number: usize) -> String {
    let new = json!({"name": format!("顾客{number}"), "home_unit_id": unit, "phone": phone(number)});
    let id = admin.post("/v1/customers", new).await.created().id();
    consent(admin, &id, true).await;
    id
}

async fn consent(admin: &Actor, customer: &str, granted: bool) {
    let said = json!({"channel": "sms", "granted": granted, "source": "柜台"});
    admin.post(&format!("/v1/customers/{customer}/consents"), said).await.created();
}

/// A static segment of these customers.
async fn segment(who: &Actor, customers: &[String]) -> String {
    let id = who.post("/v1/segments", json!({"name": "名单", "kind": "static"})).await.created().id();
    let members = json!({"customer_ids": customers});
    who.put(&format!("/v1/segments/{id}/members"), members).if_match("*").await.ok();
    id
}
