//! Nothing by which an erased person is known, and nothing that was written about them, is left anywhere.

use regulars::administration::audit_events::seal::SealAudit;
use regulars_domain::ids;
use regulars_tests::{Actor, Role, TestApp, Value, json};

use super::erase;
use super::scan::places;
use crate::api::customers::attributes::define;

/// Stands in everything that is written of the person, however it is written.
const MARK: &str = "qzmarker77";
/// The person's phone: as digits, and as search has it.
const PHONE: [&str; 2] = ["13877001234", "43210077831"];

fn sought() -> Vec<&'static str> {
    vec![MARK, PHONE[0], PHONE[1]]
}

fn cny(amount: i64) -> Value {
    json!({"amount": amount, "currency": "CNY"})
}

/// Somebody about whom there is something in every place where there can be.
struct Known {
    app: TestApp,
    admin: Actor,
    customer: String,
    membership: String,
}

impl Known {
    async fn everywhere() -> Known {
        let app = TestApp::with(|config| config.audit.settle_seconds = 0).await;
        let admin = app.admin().await;
        admin.post("/v1/partners", json!({"code": "till", "name": "till"})).await.created();
        define(&admin, "hobby", "text").await;
        let new = json!({"name": "王Qzmarker77", "home_unit_id": app.units.n1, "phone": PHONE[0],
            "email": "qzmarker77@example.com", "wechat": "wx_qzmarker77", "card": "QZMARKER77",
            "external_ids": [{"partner": "till", "id": "ext-qzmarker77"}], "city": "Qzmarker77市",
            "address": "Qzmarker77路7号", "occupation": "Qzmarker77师", "note": "见qzmarker77", "tags": ["qzmarker77"],
            "attributes": {"hobby": "qzmarker77"}, "birthday": {"calendar": "solar", "month": 2, "day": 7, "year": 1990},
            "consents": [{"channel": "sms", "granted": true, "source": "qzmarker77柜台", "wording_version": "qzmarker77"}]});
        let customer = admin.post("/v1/customers", new).idempotency_key("made").await.created().id();
        let known = Known { membership: String::new(), app, admin, customer };
        known.facts().await;
        let membership = known.loyalty().await;
        known.purchases().await;
        known.service().await;
        known.files().await;
        known.machinery().await;
        Known { membership, ..known }
    }

    fn path(&self, rest: &str) -> String {
        format!("/v1/customers/{}{rest}", self.customer)
    }

    async fn facts(&self) {
        let spoken = json!({"kind": "phone", "direction": "in", "text": "qzmarker77说", "outcome": "qzmarker77",
            "competitor": "qzmarker77", "wish": "qzmarker77"});
        self.admin.post(&self.path("/interactions"), spoken).once().await.created();
        // Leaves what it was before in the audit trail.
        self.admin.patch(&self.path(""), json!({"note": "qzmarker77再来"})).if_match("*").await.ok();
        let other = self.app.actor(Role::StoreStaff, &self.app.units.n1).await;
        let task = json!({"title": "回访qzmarker77", "customer_id": self.customer, "owner_id": other.id});
        self.admin.post("/v1/tasks", task).await.created();
        // A key of idempotency that names the person, and an export of whoever has the name.
        let greeting = json!({"kind": "visit", "direction": "out", "text": "问候"});
        self.admin.post(&self.path("/interactions"), greeting).idempotency_key("visit qzmarker77").await.created();
        self.admin.get("/v1/exports/customers?q=qzmarker77").await.ok();
        for (name, query) in [
            ("找qzmarker77", "q=138+7700+1234&tier=A"),
            ("熟人", "sort=name&tag=%E7%8E%8BQzmarker77"),
            ("普通", "tier=B"),
        ] {
            let view = json!({"list": "customers", "name": name, "query": query});
            self.admin.post("/v1/saved-views", view).await.created();
        }
        let segment = self.admin.post("/v1/segments", json!({"name": "手选", "kind": "static"})).await.created().id();
        let members = json!({"customer_ids": [self.customer]});
        self.admin.put(&format!("/v1/segments/{segment}/members"), members).if_match("*").await.ok();
    }

    async fn loyalty(&self) -> String {
        let points = json!({"code": "fans", "name": "会员", "level_basis": "points", "points_per_unit": "1"});
        let programme = self.admin.post("/v1/membership-programmes", points).await.created().id();
        let card = json!({"customer_id": self.customer, "programme_id": programme, "card": "QZMARKER77"});
        let membership = self.admin.post("/v1/memberships", card).await.created().id();
        let to = format!("/v1/memberships/{membership}/adjustments");
        let asker = self.app.actor(Role::ServiceAgent, &self.app.units.n1).await;
        for verb in ["approve", "decline"] {
            let asked = asker.post(&to, json!({"points": 500, "reason": "qzmarker77生日"})).once().await.created().id();
            let why = if verb == "decline" { json!({"reason": "qzmarker77不行"}) } else { json!({}) };
            let decided = self.admin.post(&format!("{to}/{asked}/{verb}"), why).once().await;
            decided.ok();
        }
        let spent = json!({"points": 10, "note": "qzmarker77兑换"});
        self.admin.post(&format!("/v1/memberships/{membership}/redemptions"), spent).once().await.created();
        membership
    }

    async fn purchases(&self) {
        let bought = json!({"customer_id": self.customer, "unit_id": self.app.units.n1,
            "occurred_at": regulars_tests::now(), "lines": [{"amount": cny(3600), "description": "qzmarker77的蛋糕"}]});
        let purchase = self.admin.post("/v1/purchases", bought).idempotency_key("bought").await.created().id();
        let back = json!({"lines": [{"number": 1, "amount": cny(600)}], "reason": "qzmarker77退"});
        self.admin.post(&format!("/v1/purchases/{purchase}/refunds"), back).once().await.created();
    }

    async fn service(&self) {
        let category = json!({"code": "SERVICE", "name": "服务"});
        let category = self.admin.post("/v1/complaint-categories", category).await.created().id();
        let new = json!({"customer_id": self.customer, "unit_id": self.app.units.n1, "category_id": category,
            "text": "qzmarker77等太久", "wish": "qzmarker77要道歉"});
        let complaint = self.admin.post("/v1/complaints", new).once().await.created().id();
        let files = format!("/v1/complaints/{complaint}/attachments?file_name=qzmarker77.txt");
        let file = self.admin.request(reqwest::Method::POST, &files).body("text/plain", "qzmarker77 was here");
        file.once().await.created();
        let withdrawn = json!({"text": "qzmarker77算了"});
        self.admin.post(&format!("/v1/complaints/{complaint}/withdraw"), withdrawn).await.ok();
        // What a complaint that was gone through to its end holds.
        self.app
            .sql("update complaints set explanation = 'qzmarker77', lesson = 'qzmarker77', resolution = 'qzmarker77'");
        let (id, now) = (&self.customer, "2026-11-01 08:00:00");
        self.app.sql(&format!(
            "insert into complaint_compensations (id, customer_id, complaint_id, kind, description, state, \
             approval_level, promised_by, promised_at, decision_note) values ('{}', '{id}', '{complaint}', 'apology', \
             'qzmarker77', 'declined', 'store', 'x', '{now}', 'qzmarker77')",
            ids::make(ids::COMPENSATION)
        ));
        self.app.sql(&format!(
            "insert into complaint_actions (id, customer_id, complaint_id, title, due_on, created_at) \
             values ('{}', '{id}', '{complaint}', 'qzmarker77', '2026-11-01', '{now}')",
            ids::make(ids::COMPLAINT_ACTION)
        ));
    }

    /// A file that was run, and one that was only tried, each with rows of which something is said.
    async fn files(&self) {
        for (name, is_run) in [("qzmarker77.csv", true), ("others.csv", false)] {
            let options = json!({"partner": "till", "repeat": true});
            let new = json!({"kind": "customers", "file_name": name, "options": options});
            let import = self.admin.post("/v1/imports", new).await.created().id();
            let text = "external_id,name,phone,email\next-qzmarker77,王Qzmarker77,138-7700-1234,qzmarker77@example.com\n\
                 B,,,qzmarker77 no mail\n";
            let content = format!("/v1/imports/{import}/content");
            self.admin.request(reqwest::Method::PUT, &content).body("text/csv", text).await.ok();
            self.admin.post(&format!("/v1/imports/{import}/dry-runs"), json!({})).await.accepted();
            self.app.run_jobs().await;
            if is_run {
                self.admin.post(&format!("/v1/imports/{import}/runs"), json!({})).once().await.accepted();
                self.app.run_jobs().await;
            }
        }
    }

    /// What only machines write.
    async fn machinery(&self) {
        let block = json!({"channel": "email", "address": "qzmarker77@example.com", "cause": "qzmarker77来电"});
        self.admin.post("/v1/suppressions", block).await.created();
        let (id, now) = (&self.customer, "2026-11-01 08:00:00");
        for (state, channel, address) in
            [("bounced", "email", "qzmarker77@example.com"), ("sent", "sms", "+8613877001234"), ("pending", "sms", "")]
        {
            self.app.sql(&format!(
                "insert into deliveries (id, customer_id, source_kind, source_id, step, state, channel, purpose, address, \
                 language, due_at, attempts, gateway_id, error_detail, assigned_at, assigned_on, updated_at) \
                 values ('{}', '{id}', 'campaign', 'cam_{state}', 1, '{state}', '{channel}', 'marketing', '{address}', \
                 'zh-CN', '2099-01-01 00:00:00', 1, 'gw-qzmarker77', 'no such user qzmarker77', '{now}', '2026-11-01', '{now}')",
                ids::make(ids::DELIVERY)
            ));
        }
        self.app.sql(&format!(
            "insert into webhook_attempts (delivery_id, number, started_at, duration_ms, response) \
             values ('whd_x', 1, '{now}', 5, 'thanks for qzmarker77'), ('whd_x', 2, '{now}', 5, 'ok')"
        ));
        self.app.sql(&format!(
            "insert into jobs (id, kind, args, state, run_at, attempts, max_attempts, cancel_requested, progress_done, \
             progress_unit, error_detail, created_by, created_at, finished_at, seq) values ('{}', 'imports.run', '{{}}', \
             'succeeded', '{now}', 1, 5, false, 0, 'rows', 'cannot read qzmarker77', 'system', '{now}', '{now}', 1)",
            ids::make(ids::JOB)
        ));
        self.app.enqueue(&SealAudit::default());
        self.app.run_jobs().await;
    }
}

#[actix_web::test]
async fn nothing_is_left_of_a_person_who_was_erased() {
    let known = Known::everywhere().await;
    let Known { app, admin, customer, membership } = &known;
    let before = places(app, &sought());
    // What the test has put there is what is looked for afterwards: a place more or less is a change of the product.
    for place in [
        "audit_events.detail",
        "complaint_actions.title",
        "complaint_attachment_chunks.bytes",
        "complaint_attachments.file_name",
        "complaint_compensations.decision_note",
        "complaint_compensations.description",
        "complaint_events.body",
        "complaint_events.data",
        "complaints.body",
        "complaints.explanation",
        "complaints.lesson",
        "complaints.resolution",
        "complaints.wish",
        "consents.source",
        "consents.wording_version",
        "customer_attributes.text_value",
        "customer_identities.value",
        "customer_tags.tag",
        "customer_terms.term",
        "customers.address",
        "customers.attributes",
        "customers.city",
        "customers.name",
        "customers.name_key",
        "customers.note",
        "customers.occupation",
        "customers.tags",
        "deliveries.address",
        "deliveries.error_detail",
        "deliveries.gateway_id",
        "idempotency_keys.key",
        "identity_owners.identity",
        "import_chunks.bytes",
        "import_rejections.content",
        "imports.file_name",
        "imports.samples",
        "interactions.body",
        "interactions.competitor",
        "interactions.outcome",
        "interactions.wish",
        "jobs.error_detail",
        "kept replies",
        "memberships.card",
        "notifications.title",
        "point_adjustments.decision_note",
        "point_adjustments.reason",
        "point_entries.note",
        "purchase_lines.description",
        "refunds.reason",
        "saved_views.name",
        "saved_views.query",
        "suppressions.address",
        "suppressions.cause",
        "tasks.title",
        "webhook_attempts.response",
    ] {
        assert!(before.contains(&place.to_owned()), "{place} does not hold the mark: {before:#?}");
    }
    let figures = admin.get(&known.path("/metrics")).await.ok().body;
    let takings = admin.get("/v1/analytics/concentration").await.ok().body;

    let receipt = erase(admin, customer).await.created();
    assert_eq!((receipt.text("state"), receipt.text("customer_id")), ("searching", customer.as_str()));
    assert_eq!(receipt.text("reason"), "来函要求");
    app.run_jobs().await;
    assert_eq!(places(app, &sought()), Vec::<String>::new());
    let done = admin.get(receipt.header("location")).await.ok();
    assert_eq!(done.text("state"), "done");
    for (kind, count) in [
        ("identities", 5),
        ("interactions", 2),
        ("attachments", 1),
        ("tasks", 1),
        ("import_files", 2),
        ("saved_views", 2),
    ] {
        assert_eq!(done.body["removed"][kind], count, "{kind}: {:#}", done.body);
    }
    let views = admin.get("/v1/saved-views?list=customers").await.ok();
    assert_eq!(views.each("query"), ["tier=A", "sort=name", "tier=B"], "without the filters that named the person");
    let names = views.each("name");
    assert!(names[0].starts_with("— ") && names[1..] == ["熟人", "普通"], "{names:?}");
    assert_eq!(app.count("erasure_terms"), 0, "what was looked for is forgotten, too");
    assert_eq!(admin.get("/v1/erasures").await.ok().each("id"), [receipt.id()]);

    // What was bought stays, and nothing else is told of the customer.
    let shell = admin.get(&known.path("")).await.ok();
    assert_eq!((shell.text("status"), shell.text("name")), ("erased", "—"));
    assert_eq!(shell.body["identities"], json!([]));
    assert_eq!(admin.get(&known.path("/metrics")).await.ok().body, figures);
    let now = admin.get("/v1/analytics/concentration").await.ok().body;
    assert_eq!((&now["net_spend"], &now["customers"]), (&takings["net_spend"], &takings["customers"]));
    assert_eq!(admin.get(&known.path("/timeline?kind=purchase")).await.ok().data().len(), 1);
    assert_eq!(admin.get(&format!("/v1/memberships/{membership}")).await.ok().body["card"], Value::Null);
    assert!(!admin.get("/v1/customers").await.ok().each("id").contains(&customer.as_str()));
    assert_eq!(app.count("deliveries where state = 'pending'"), 0);
    assert_eq!(app.count("events where kind = 'customer.erased'"), 1);

    // The chain of the audit trail holds, over what was sealed before and what is sealed now.
    app.enqueue(&SealAudit::default());
    app.run_jobs().await;
    let report = app.verify();
    assert!(report.is_clean(), "{:#?}", report.differences);
    let told = admin.get(&format!("/v1/audit-events?subject_id={customer}&action=customers.erase")).await.ok();
    assert_eq!(told.data()[0]["detail"]["erasure_id"], *receipt.id());
    // Sent again it is answered as the first time.
    assert_eq!(app.count("erasures"), 1);
}

#[actix_web::test]
async fn whoever_was_merged_into_the_person_goes_as_well() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut people = Vec::new();
    for number in 1..=4 {
        let new = json!({"name": format!("王{MARK}{number}"), "note": MARK, "home_unit_id": app.units.n1});
        people.push(admin.post("/v1/customers", new).await.created().id());
    }
    let [survivor, merged, before, other] = people.as_slice() else { panic!("four") };
    for (from, into) in [(merged, survivor), (before, merged)] {
        app.sql(&format!("update customers set status = 'merged', merged_into = '{into}' where id = '{from}'"));
    }
    let refused = erase(&admin, merged).await.problem(409, "customer_merged");
    assert_eq!(refused.body["customer_id"], *survivor.as_str());
    erase(&admin, survivor).await.created();
    app.run_jobs().await;
    assert_eq!(app.count("customers where name = '—'"), 3);
    assert_eq!(app.count(&format!("customers where note is not null and id = '{other}'")), 1);
    let led = admin.get(&format!("/v1/customers/{before}")).await.is(308);
    assert_eq!(led.header("location"), format!("/v1/customers/{merged}"));
}
