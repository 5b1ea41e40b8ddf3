//! What the samples ask about: an organisation with the same things in the north and in the south.

use std::sync::atomic::{AtomicU32, Ordering};

use regulars_tests::{Actor, Role, TestApp, TestDatabase, Value, json};

/// A server, its administrator, and two regions that know nothing of each other.
pub struct World {
    pub app: TestApp,
    /// Where the sandbox is.
    _sandbox: TestDatabase,
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

impl World {
    pub async fn new() -> World {
        let sandbox = TestDatabase::empty();
        let app = TestApp::with(|config| {
            config.sandbox.database_url = Some(sandbox.url.clone());
            // Only ever asked whether it is there: jobs are not run here.
            config.sms.url = Some("http://127.0.0.1:9/".to_owned());
            config.sms.secret = Some("12345678".to_owned());
        })
        .await;
        // There is one to try again.
        app.expect_failed_jobs();
        let admin = app.admin().await;
        let points = json!({"code": "fans", "name": "仙芋会员", "level_basis": "points", "points_per_unit": "1"});
        let programme = admin.post("/v1/membership-programmes", points).await.created().id();
        let level = json!({"code": "silver", "name": "银卡", "points": 0});
        let level = admin.post(&format!("/v1/membership-programmes/{programme}/levels"), level).await.created().id();
        let north = Place::new(&app, &admin, &programme, (&app.units.north, &app.units.n1)).await;
        let south = Place::new(&app, &admin, &programme, (&app.units.south, &app.units.s1)).await;
        World { app, _sandbox: sandbox, admin, north, south, programme, level, next: AtomicU32::new(1) }
    }

    /// A text that no request before had.
    pub fn fresh(&self, prefix: &str) -> String {
        format!("{prefix}{}", self.next.fetch_add(1, Ordering::Relaxed))
    }

    /// The policy that counts now.
    pub async fn policy(&self, path: &str) -> Value {
        self.admin.get(path).await.ok().body["policy"].clone()
    }

    /// The id of something the administrator makes for this request.
    pub async fn make(&self, path: &str, body: Value) -> String {
        self.admin.post(path, body).once().await.created().id()
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
        let bought = json!({"customer_id": customer, "unit_id": store, "occurred_at": regulars_tests::now(),
            "lines": [{"amount": {"amount": 3600, "currency": "CNY"}}]});
        let purchase = admin.post("/v1/purchases", bought).once().await.created().id();
        let staff = app.actor(Role::StoreStaff, store).await.id;
        let visit = json!({"title": "回访", "customer_id": customer, "owner_id": staff});
        let task = admin.post("/v1/tasks", visit).await.created().id();
        let member =
            json!({"customer_id": customer, "programme_id": programme, "card": format!("CARD-{}", &store[5..])});
        let membership = admin.post("/v1/memberships", member).await.created().id();
        let much = json!({"customer_id": customer, "unit_id": store, "occurred_at": regulars_tests::now(),
            "lines": [{"amount": {"amount": 100_000_000, "currency": "CNY"}}]});
        admin.post("/v1/purchases", much).once().await.created();
        let category = json!({"code": format!("K-{}", &store[5..]), "name": "服务"});
        let category = admin.post("/v1/complaint-categories", category).await.created().id();
        let complained = json!({"customer_id": customer, "unit_id": store, "category_id": category, "text": "等太久"});
        let complaint = admin.post("/v1/complaints", complained).await.created().id();
        let (region, store) = (region.to_owned(), store.to_owned());
        Place { region, store, staff, customer, purchase, task, membership, complaint }
    }
}
