//! What the samples ask about: an organisation with the same things in the north and in the south.

use std::sync::atomic::{AtomicU32, Ordering};

use regulars_tests::{Action, Actor, PASSWORD, Request, Role, TestApp, Value, json};

use super::document::Operation;

/// A server, its administrator, and two regions that know nothing of each other.
pub struct World {
    pub app: TestApp,
    pub admin: Actor,
    pub north: Place,
    pub south: Place,
    /// The programme that both customers are members of, and its one level.
    pub programme: String,
    pub level: String,
    next: AtomicU32,
}

/// What there is in one region.
pub struct Place {
    pub region: String,
    pub store: String,
    /// Somebody who works in the store.
    pub staff: String,
    /// Somebody who is at home in the store, and what was bought there.
    pub customer: String,
    pub purchase: String,
    /// What has to be done about that customer.
    pub task: String,
    /// That customer's membership, with points enough for every test.
    pub membership: String,
    /// What the customer complained of.
    pub complaint: String,
}

/// A request of one operation.
#[derive(Default)]
pub struct Ask {
    parameters: Vec<(&'static str, String)>,
    query: String,
    headers: Vec<(&'static str, String)>,
    body: Option<Vec<u8>>,
    /// What the body is, where the operation takes several kinds.
    content_type: Option<&'static str>,
}

impl World {
    pub async fn new() -> World {
        let app = TestApp::with(|config| {
            // Only ever asked whether it is there: jobs are not run here.
            config.sms.url = Some("http://127.0.0.1:9/".to_owned());
            config.sms.secret = Some("12345678".to_owned());
        })
        .await;
        let admin = app.admin().await;
        let points = json!({"code": "fans", "name": "仙芋会员", "level_basis": "points", "points_per_unit": "1"});
        let programme = admin.post("/v1/membership-programmes", points).await.created().id();
        let level = json!({"code": "silver", "name": "银卡", "points": 0});
        let level = admin.post(&format!("/v1/membership-programmes/{programme}/levels"), level).await.created().id();
        let north = Place::new(&app, &admin, &programme, (&app.units.north, &app.units.n1)).await;
        let south = Place::new(&app, &admin, &programme, (&app.units.south, &app.units.s1)).await;
        World { app, admin, north, south, programme, level, next: AtomicU32::new(1) }
    }

    /// A text that no request before had.
    pub fn fresh(&self, prefix: &str) -> String {
        format!("{prefix}{}", self.next.fetch_add(1, Ordering::Relaxed))
    }
}

impl Place {
    /// The ids that only who may look into this place is shown.
    pub fn ids(&self) -> [&str; 8] {
        let Place { region, store, staff, customer, purchase, task, membership, complaint } = self;
        [region, store, staff, customer, purchase, task, membership, complaint]
    }

    async fn new(app: &TestApp, admin: &Actor, programme: &str, (region, store): (&str, &str)) -> Place {
        let person = json!({"name": "王小明", "home_unit_id": store});
        let customer = admin.post("/v1/customers", person).await.created().id();
        let bought = json!({"customer_id": customer, "unit_id": store, "occurred_at": "2026-02-17T08:30:00Z",
            "lines": [{"amount": {"amount": 3600, "currency": "CNY"}}]});
        let purchase = admin.post("/v1/purchases", bought).once().await.created().id();
        let staff = app.actor(Role::StoreStaff, store).await.id;
        let visit = json!({"title": "回访", "customer_id": customer, "owner_id": staff});
        let task = admin.post("/v1/tasks", visit).await.created().id();
        let member =
            json!({"customer_id": customer, "programme_id": programme, "card": format!("CARD-{}", &store[5..])});
        let membership = admin.post("/v1/memberships", member).await.created().id();
        let much = json!({"customer_id": customer, "unit_id": store, "occurred_at": regulars::platform::clock::now().to_rfc3339(),
            "lines": [{"amount": {"amount": 100_000_000, "currency": "CNY"}}]});
        admin.post("/v1/purchases", much).once().await.created();
        let category = json!({"code": store, "name": "服务"});
        let category = admin.post("/v1/complaint-categories", category).await.created().id();
        let complained = json!({"customer_id": customer, "unit_id": store, "category_id": category, "text": "等太久"});
        let complaint = admin.post("/v1/complaints", complained).await.created().id();
        let (region, store) = (region.to_owned(), store.to_owned());
        Place { region, store, staff, customer, purchase, task, membership, complaint }
    }
}

impl Ask {
    /// A request without anything.
    pub fn plain() -> Ask {
        Ask::default()
    }

    /// A request about the resource `{id}`.
    pub fn of(id: impl Into<String>) -> Ask {
        Ask::plain().parameter("id", id)
    }

    pub fn parameter(mut self, name: &'static str, value: impl Into<String>) -> Ask {
        self.parameters.push((name, value.into()));
        self
    }

    pub fn query(mut self, query: impl Into<String>) -> Ask {
        self.query = query.into();
        self
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Ask {
        self.headers.push((name, value.into()));
        self
    }

    pub fn body(self, body: Value) -> Ask {
        self.bytes(body.to_string())
    }

    pub fn bytes(mut self, bytes: impl Into<Vec<u8>>) -> Ask {
        self.body = Some(bytes.into());
        self
    }

    pub fn content_type(mut self, content_type: &'static str) -> Ask {
        self.content_type = Some(content_type);
        self
    }

    /// The same about something else: every `{parameter}` of the path is `id`.
    pub fn about(mut self, id: &str) -> Ask {
        self.parameters.iter_mut().for_each(|(_, value)| id.clone_into(value));
        self
    }

    /// Sends it as somebody, with the headers it needs.
    pub fn send(&self, operation: &Operation, who: &Actor) -> Request {
        let mut request = self.bare(operation, who);
        if operation.wants_if_match {
            request = request.if_match("*");
        }
        if operation.takes_idempotency_key {
            request = request.once();
        }
        match (&operation.content_type, &self.body) {
            (Some(content_type), Some(body)) => request.body(self.content_type.unwrap_or(content_type), body.clone()),
            (None, None) => request,
            (Some(_), None) => panic!("the sample of {} has no body", operation.id),
            (None, Some(_)) => panic!("the sample of {} has a body, the operation takes none", operation.id),
        }
    }

    /// The request without body, If-Match and Idempotency-Key.
    pub fn bare(&self, operation: &Operation, who: &Actor) -> Request {
        let mut path = operation.path.clone();
        for (name, value) in &self.parameters {
            path = path.replace(&format!("{{{name}}}"), value);
        }
        assert!(!path.contains('{'), "the sample of {} leaves {path} open", operation.id);
        if !self.query.is_empty() {
            path = format!("{path}?{}", self.query);
        }
        let method = operation.method.to_uppercase().parse().unwrap();
        let request = who.request(method, &path);
        self.headers.iter().fold(request, |request, (name, value)| request.header(name, value))
    }

    /// The body that succeeds.
    pub fn content(&self) -> Vec<u8> {
        self.body.clone().unwrap_or_default()
    }
}

/// A log-in of somebody who was just made.
pub async fn log_in(w: &World) -> Ask {
    let email = w.fresh("someone") + "@example.com";
    w.app.user(&email, Role::Admin, &w.app.units.group).await;
    Ask::plain().body(json!({"email": email, "password": PASSWORD}))
}

/// A refresh of a session that was just opened.
pub async fn refresh(w: &World) -> Ask {
    let email = w.fresh("someone") + "@example.com";
    w.app.user(&email, Role::Admin, &w.app.units.group).await;
    let opened = w.app.nobody().post("/v1/auth/login", json!({"email": email, "password": PASSWORD})).await.ok();
    Ask::plain().header("Cookie", format!("regulars_refresh={}", opened.cookie("regulars_refresh").unwrap()))
}

/// A further session of the caller's; of somebody's when the caller is no person.
pub fn session_of(w: &World, who: &Actor) -> String {
    let user = if who.session_id.is_some() { &who.id } else { &w.admin.id };
    let session = regulars_tests::add_session(&mut w.app.db(), user, regulars::platform::clock::now().naive_utc());
    session.unwrap().id
}

/// A change of the caller's password.
pub fn new_password(w: &World, who: &Actor) -> Ask {
    let hash = regulars_tests::password_hash();
    w.app.db().execute(&format!("update users set password_hash = '{hash}' where id = '{}'", who.id)).unwrap();
    Ask::plain().body(json!({"current_password": PASSWORD, "new_password": "烧仙草 with red beans"}))
}

/// A job in this state, of the one kind that works on nothing.
pub fn job(w: &World, state: &str) -> String {
    let now = regulars::platform::clock::now().naive_utc();
    let id = regulars_domain::ids::make(regulars_domain::ids::JOB);
    let over = if state == "queued" { "null".to_owned() } else { format!("'{now}'") };
    let row = format!(
        "insert into jobs (id, kind, args, state, run_at, attempts, max_attempts, cancel_requested, progress_done, \
         progress_unit, created_by, created_at, finished_at, seq) values ('{id}', 'system.tidy', '{{}}', '{state}', '{now}', 1, \
         8, false, 0, 'steps', 'tests', '{now}', {over}, 1)"
    );
    w.app.db().execute(&row).unwrap();
    id
}

/// The id of something the administrator makes for this request.
pub async fn made(w: &World, path: &str, body: Value) -> String {
    w.admin.post(path, body).once().await.created().id()
}

/// A purchase at a place, not yet recorded.
pub fn purchase(at: &Place) -> Value {
    json!({"customer_id": at.customer, "unit_id": at.store, "occurred_at": "2026-03-01T12:00:00Z",
        "lines": [{"amount": {"amount": 1200, "currency": "CNY"}}]})
}

/// A key that reaches a place, of a partner of the tests.
pub fn key(w: &World, at: &Place) -> String {
    regulars_tests::add_key(&mut w.app.db(), "pos", &[Action::UnitsRead], &at.store).unwrap().0.id
}

pub async fn partner(w: &World) -> String {
    made(w, "/v1/partners", json!({"code": w.fresh("p"), "name": "外卖平台"})).await
}

pub async fn product(w: &World) -> String {
    made(w, "/v1/products", json!({"code": w.fresh("XY-"), "name": "招牌仙芋"})).await
}

pub async fn category(w: &World) -> String {
    made(w, "/v1/product-categories", json!({"code": w.fresh("C-"), "name": "仙芋系列"})).await
}

/// A rule that finds everybody.
pub fn rule() -> Value {
    json!({"measure": {"of": "purchases", "gte": 0}})
}

/// A static segment with the customers of both regions.
pub async fn segment(w: &World) -> String {
    let id = made(w, "/v1/segments", json!({"name": w.fresh("客群"), "kind": "static"})).await;
    let members = json!({"customer_ids": [w.north.customer, w.south.customer]});
    w.admin.put(&format!("/v1/segments/{id}/members"), members).if_match("*").await.ok();
    id
}

/// A segment by a rule.
pub async fn rule_segment(w: &World) -> String {
    made(w, "/v1/segments", json!({"name": w.fresh("客群"), "kind": "rule", "rule": rule()})).await
}

/// A template of a text message.
pub async fn template(w: &World) -> String {
    made(w, "/v1/templates", new_template(w)).await
}

pub fn new_template(w: &World) -> Value {
    json!({"name": w.fresh("模板"), "channel": "sms", "purpose": "service", "contents": contents()})
}

pub fn contents() -> Value {
    json!({"zh-CN": {"text": "您有 {{points.balance|0}} 积分"}})
}

/// A suppressed address.
pub async fn suppression(w: &World) -> String {
    let address = w.fresh("s") + "@example.com";
    made(w, "/v1/suppressions", json!({"channel": "email", "address": address})).await
}

/// A campaign to plan: text messages to the customers of both regions.
pub async fn new_campaign(w: &World) -> Value {
    json!({"name": w.fresh("活动"), "channel": "sms", "purpose": "service",
        "plan": {"purpose": {"goal": "keep", "target": 10}}, "audience": {"segments": [segment(w).await]},
        "arms": [{"key": "a", "name": "甲", "template_id": template(w).await, "share": 10_000}]})
}

pub fn times() -> Value {
    json!({"scheduled_at": "2099-01-01T02:00:00Z"})
}

/// A campaign of somebody who is not the caller, in this state; one that runs has a delivery for each of the two customers.
pub async fn campaign(w: &World, state: &str) -> String {
    let author = w.app.admin().await;
    let id = author.post("/v1/campaigns", new_campaign(w).await).await.created().id();
    let path = format!("/v1/campaigns/{id}");
    let steps: &[&str] = match state {
        "draft" => &[],
        "in_review" => &["review"],
        "approved" => &["review", "approve"],
        "scheduled" => &["review", "approve", "schedule"],
        "running" => &["review", "approve", "launches"],
        "paused" => &["review", "approve", "launches", "pause"],
        other => panic!("no way to {other} here"),
    };
    for step in steps {
        let step_path = format!("{path}/{step}");
        match *step {
            "approve" => drop(w.app.admin().await.request(reqwest::Method::POST, &step_path).await.ok()),
            "schedule" => drop(author.post(&step_path, times()).await.ok()),
            "launches" => {
                author.post(&step_path, json!({})).once().await.accepted();
                for place in [&w.north, &w.south] {
                    w.app.db().execute(&delivery(&id, &place.customer)).unwrap();
                }
            }
            _ => drop(author.request(reqwest::Method::POST, &step_path).await.ok()),
        }
    }
    let found = w.admin.get(&path).await.ok();
    assert_eq!(found.text("state"), state);
    id
}

/// A campaign that runs, and whose deliveries are all made.
pub async fn planned_campaign(w: &World) -> String {
    let id = campaign(w, "running").await;
    w.app.db().execute(&format!("update campaigns set planned_at = launched_at where id = '{id}'")).unwrap();
    id
}

/// A row as the plan of a launched campaign makes it.
fn delivery(campaign_id: &str, customer_id: &str) -> String {
    let id = regulars_domain::ids::make(regulars_domain::ids::DELIVERY);
    format!(
        "insert into deliveries (id, customer_id, source_kind, source_id, step, state, reason, channel, purpose, language, \
         due_at, attempts, assigned_at, assigned_on, updated_at) values ('{id}', '{customer_id}', 'campaign', '{campaign_id}', 1, \
         'suppressed', 'no_address', 'sms', 'marketing', 'zh-CN', '2026-03-01 00:00:00', 0, '2026-03-01 00:00:00', '2026-03-01', '2026-03-01 00:00:00')"
    )
}

pub async fn identity(w: &World, at: &Place) -> String {
    let path = format!("/v1/customers/{}/identities", at.customer);
    made(w, &path, json!({"kind": "wechat", "value": w.fresh("wx_open_id_")})).await
}

/// A programme that nobody is a member of.
pub async fn programme(w: &World) -> String {
    let body = json!({"code": w.fresh("P-"), "name": "商户会员", "level_basis": "spend", "points_per_unit": "0.5"});
    made(w, "/v1/membership-programmes", body).await
}

/// A level that no member has reached.
pub fn new_level(w: &World) -> Value {
    let threshold = 1_000_000_000_i64 + w.fresh("").parse::<i64>().unwrap();
    json!({"code": w.fresh("L-"), "name": "钻石卡", "points": threshold})
}

/// Enrolling somebody at the place who is no member yet.
pub async fn new_member(w: &World, at: &Place) -> Value {
    let person = json!({"name": "韩梅梅", "home_unit_id": at.store});
    let customer = made(w, "/v1/customers", person).await;
    json!({"customer_id": customer, "programme_id": w.programme, "card": w.fresh("CARD-")})
}

/// Points by hand that somebody else has asked for.
pub async fn adjustment(w: &World, at: &Place) -> String {
    let asking = w.app.admin().await;
    let path = format!("/v1/memberships/{}/adjustments", at.membership);
    asking.post(&path, json!({"points": 1, "reason": "补偿"})).once().await.created().id()
}

/// Looking up a phone that somebody at the place has.
pub async fn lookup(w: &World, at: &Place) -> Ask {
    let phone = format!("138{:08}", w.fresh("").parse::<u32>().unwrap());
    made(w, "/v1/customers", json!({"name": "李雷", "phone": phone, "home_unit_id": at.store})).await;
    Ask::plain().query(format!("phone={phone}"))
}

/// A file of one customer.
pub const FILE: &str = "name,phone,city\n王小明,13800138000,上海\n";

/// An import with its file. In the north it is the caller's own, in the south the administrator's: who does not reach
/// the whole organisation sees their own only.
pub async fn import(w: &World, at: &Place, who: &Actor) -> String {
    let id = made(w, "/v1/imports", json!({"kind": "customers"})).await;
    let path = format!("/v1/imports/{id}/content");
    w.admin.request(reqwest::Method::PUT, &path).body("text/csv", FILE).await.ok();
    if at.region == w.north.region {
        w.app.db().execute(&format!("update imports set created_by = '{}' where id = '{id}'", who.id)).unwrap();
    }
    id
}

pub async fn complaint_category(w: &World) -> String {
    made(w, "/v1/complaint-categories", json!({"code": w.fresh("K-"), "name": "食品安全"})).await
}

/// Monday, 09:00 to 18:00.
pub fn calendar_rule() -> Value {
    json!({"week": {"monday": [{"from": "09:00", "to": "18:00"}]}})
}

pub async fn calendar(w: &World) -> String {
    made(w, "/v1/calendars", json!({"code": w.fresh("W-"), "name": "门店", "rule": calendar_rule()})).await
}

/// A complaint of the place's customer, of a category of its own.
pub async fn complaint_body(w: &World, at: &Place) -> Value {
    json!({"customer_id": at.customer, "unit_id": at.store, "category_id": complaint_category(w).await, "text": "豆花凉了"})
}

/// A complaint that was just taken in, and the steps it was brought through by the administrator.
pub async fn complaint(w: &World, at: &Place, steps: &[(&str, Value)]) -> String {
    let id = made(w, "/v1/complaints", complaint_body(w, at).await).await;
    for (step, body) in steps {
        w.admin.post(&format!("/v1/complaints/{id}/{step}"), body.clone()).await.ok();
    }
    id
}

pub fn triaged(severity: &str) -> (&'static str, Value) {
    ("triage", json!({"severity": severity, "reason": "经判断"}))
}

pub fn founded(at: &Place) -> (&'static str, Value) {
    ("verification", json!({"finding": "founded", "task_force": [at.staff]}))
}

pub fn resolved() -> (&'static str, Value) {
    ("resolution", json!({"cause_detail": "slow_service", "text": "已道歉并重做"}))
}

/// A complaint with a compensation that somebody else has to approve, and one that only waits to be given.
pub async fn compensation(w: &World, at: &Place, state: &str) -> (String, String) {
    let id = complaint(w, at, &[triaged("general")]).await;
    let path = format!("/v1/complaints/{id}/compensations");
    let reply = if state == "proposed" {
        let till = w.app.key(&[Action::ComplaintsCompensate], &w.app.units.group).await;
        till.post(&path, json!({"kind": "gift", "amount": {"amount": 100, "currency": "CNY"}})).await.ok()
    } else {
        w.admin.post(&path, json!({"kind": "apology"})).await.ok()
    };
    assert_eq!(reply.body["compensations"][0]["state"], state);
    let compensation = reply.body["compensations"][0]["id"].as_str().unwrap().to_owned();
    (id, compensation)
}

/// A file attached to a new complaint.
pub async fn attachment(w: &World, at: &Place) -> (String, String) {
    let id = complaint(w, at, &[]).await;
    let path = format!("/v1/complaints/{id}/attachments?file_name=note.txt");
    let request = w.admin.request(reqwest::Method::POST, &path).body("text/plain", "cold");
    let attachment = request.await.created().id();
    (id, attachment)
}
