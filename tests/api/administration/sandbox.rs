//! The sandbox: test keys are served from it, and nothing of it is real.

use regulars_tests::message_gateway::Reaction;
use regulars_tests::{Action, Actor, MessageGateway, TestApp, TestDatabase, Value, json};

const SCOPES: [Action; 8] = [
    Action::CustomersRead,
    Action::CustomersWrite,
    Action::PurchasesRead,
    Action::PurchasesWrite,
    Action::EventsRead,
    Action::WebhooksRead,
    Action::WebhooksWrite,
    Action::UnitsRead,
];

/// What a purchase of a new customer is told by.
const EVENTS: [&str; 3] = ["customer.created", "purchase.recorded", "tier.changed"];

/// A server with a sandbox, and the database of it.
async fn app() -> (TestApp, TestDatabase) {
    let sandbox = TestDatabase::empty();
    let url = sandbox.url.clone();
    let app = TestApp::with(|config| {
        config.sandbox.database_url = Some(url);
        config.webhooks.allow_private = true;
    })
    .await;
    (app, sandbox)
}

async fn purchase(who: &Actor, store: &str, phone: &str) -> Value {
    who.post("/v1/customers", json!({"name": "陈试", "phone": phone, "home_unit_id": store})).await.created();
    let purchase = json!({
        "customer": {"phone": phone}, "unit_id": store, "external_id": "receipt-1", "occurred_at": "2026-03-01T12:30:00Z",
        "lines": [{"description": "芋圆", "quantity": "1", "amount": {"amount": 2800, "currency": "CNY"}}],
    });
    who.post("/v1/purchases", purchase).once().await.created().body
}

/// Runs what is due in the sandbox.
async fn run_jobs(app: &TestApp) {
    let sandbox = app.state.sandbox.opened().unwrap().clone();
    tokio::task::spawn_blocking(move || regulars::platform::jobs::runner::run_due(&sandbox).unwrap()).await.unwrap();
}

#[actix_web::test]
async fn what_a_test_key_does_happens_in_the_sandbox_only() {
    let (app, _sandbox) = app().await;
    let live = app.key(&SCOPES, &app.units.group).await;
    let test = app.test_key(&SCOPES, &app.units.group).await;
    let made = purchase(&test, &app.units.n1, "+8613900000001").await;

    // It is there for the test key, with everything that follows from it.
    assert_eq!(test.get("/v1/customers").await.ok().each("name"), ["陈试"]);
    let path = format!("/v1/purchases/{}", made["id"].as_str().unwrap());
    test.get(&path).await.ok();
    test.get("/v1/purchases/ext:till:receipt-1").await.ok();
    run_jobs(&app).await;
    assert_eq!(test.get("/v1/events").await.ok().each("type"), EVENTS);

    // And for nobody else: the organisation has no such customer, and the sandbox none of the organisation's.
    live.get(&path).await.problem(404, "not_found");
    assert!(live.get("/v1/customers").await.ok().data().is_empty());
    assert_eq!((app.count("customers"), app.count("purchases"), app.count("events")), (0, 0, 0));
    let real = app.admin().await.post("/v1/customers", json!({"name": "王真", "home_unit_id": app.units.n1})).await;
    let real = real.created().id();
    test.get(&format!("/v1/customers/{real}")).await.problem(404, "not_found");
    // The same request of both is two requests.
    let again = purchase(&live, &app.units.n1, "+8613900000001").await;
    assert_ne!(again["id"], made["id"]);
    assert!(app.verify().is_clean());
}

#[actix_web::test]
async fn a_test_key_is_told_apart_rolled_and_revoked_as_any_other() {
    let (app, _sandbox) = app().await;
    let admin = app.admin().await;
    let partner = admin.post("/v1/partners", json!({"code": "pos", "name": "收银"})).await.created().id();
    let new = json!({"name": "调试", "partner_id": partner, "unit_id": app.units.north, "mode": "test",
        "scopes": ["customers:read"]});
    let made = admin.post("/v1/api-keys", new).once().await.created();
    let (id, secret) = (made.body["key"]["id"].as_str().unwrap(), made.body["secret"].as_str().unwrap());
    assert!(secret.starts_with("rg_test_"), "{secret}");
    assert_eq!(
        (&made.body["key"]["mode"], made.body["key"]["hint"].as_str().unwrap().starts_with("rg_test_…")),
        (&json!("test"), true)
    );
    let key = app.nobody().with_bearer(secret);
    key.get("/v1/customers").await.ok();
    key.get("/v1/purchases").await.problem(403, "forbidden");
    let swapped = app.nobody().with_bearer(secret.replace("rg_test_", "rg_live_"));
    swapped.get("/v1/customers").await.problem(401, "invalid_key");

    let rolled = admin.post(&format!("/v1/api-keys/{id}/roll"), json!({"overlap_seconds": 0})).once().await.ok();
    key.get("/v1/customers").await.problem(401, "invalid_key");
    let fresh = rolled.body["secret"].as_str().unwrap();
    assert!(fresh.starts_with("rg_test_"));
    app.nobody().with_bearer(fresh).get("/v1/customers").await.ok();
    let seen = admin.get("/v1/sandbox").await.ok();
    assert_eq!((&seen.body["available"], &seen.body["keys"]), (&json!(true), &json!(1)));
    let tag = admin.get(&format!("/v1/api-keys/{id}")).await.ok();
    admin.delete(&format!("/v1/api-keys/{id}")).if_match(tag.etag()).await.nothing();
    app.nobody().with_bearer(fresh).get("/v1/customers").await.problem(401, "invalid_key");
    assert_eq!(admin.get("/v1/sandbox").await.ok().body["keys"], json!(0));
}

#[actix_web::test]
async fn no_test_key_changes_who_calls_and_where() {
    let (app, _sandbox) = app().await;
    let admin = app.admin().await;
    let partner = admin.post("/v1/partners", json!({"code": "pos", "name": "收银"})).await.created().id();
    for scope in ["units:write", "users:read", "users:write", "keys:read", "keys:write"] {
        let new = json!({"name": "调试", "partner_id": partner, "unit_id": app.units.group, "mode": "test",
            "scopes": ["customers:read", scope]});
        admin.post("/v1/api-keys", new).once().await.problem(422, "not_grantable").fault("/scopes/1", "not_accepted");
    }
}

#[actix_web::test]
async fn without_a_sandbox_there_are_no_test_keys() {
    let app = TestApp::with(|config| config.sandbox.enabled = false).await;
    let admin = app.admin().await;
    let partner = admin.post("/v1/partners", json!({"code": "pos", "name": "收银"})).await.created().id();
    let new = json!({"name": "调试", "partner_id": partner, "unit_id": app.units.group, "mode": "test",
        "scopes": ["customers:read"]});
    admin.post("/v1/api-keys", new).once().await.problem(403, "no_sandbox");
    let left = app.test_key(&SCOPES, &app.units.group).await;
    left.get("/v1/customers").await.problem(403, "no_sandbox");
    assert_eq!(admin.get("/v1/sandbox").await.ok().body["available"], json!(false));
    admin.post("/v1/sandbox/resets", json!({})).once().await.problem(403, "no_sandbox");
}

#[actix_web::test]
async fn a_reset_lets_it_begin_anew_and_numbers_go_on() {
    let (app, _sandbox) = app().await;
    let admin = app.admin().await;
    let test = app.test_key(&SCOPES, &app.units.group).await;
    purchase(&test, &app.units.n1, "+8613900000001").await;
    run_jobs(&app).await;
    let followed = test.get("/v1/events").await.ok().body["next"].as_i64().unwrap();
    assert!(followed >= 2);

    // What came to the organisation meanwhile is there afterwards; what the key made is not.
    let product = json!({"code": "TY-1", "name": "芋圆", "unit_price": {"amount": 2800, "currency": "CNY"}});
    admin.post("/v1/products", product).await.created();
    let job = admin.post("/v1/sandbox/resets", json!({})).once().await.accepted().id();
    app.run_jobs().await;
    let job = admin.get(&format!("/v1/jobs/{job}")).await.ok().body;
    assert_eq!(job["state"], "succeeded", "{job:#}");
    let seen = admin.get("/v1/sandbox").await.ok().body;
    assert_eq!((&seen["customers"], &seen["purchases"], &seen["keys"]), (&json!(0), &json!(0), &json!(1)));
    assert!(test.get("/v1/customers").await.ok().data().is_empty());
    let reader = app.test_key(&[Action::ProductsRead], &app.units.group).await;
    assert_eq!(reader.get("/v1/products").await.ok().each("code"), ["TY-1"]);

    // The same id is new again, and who followed the feed reads on.
    purchase(&test, &app.units.n1, "+8613900000001").await;
    run_jobs(&app).await;
    let on = test.get(&format!("/v1/events?after={followed}")).await.ok();
    assert_eq!(on.each("type"), EVENTS);
    test.get("/v1/events?after=1").await.problem(410, "events_forgotten");
}

#[actix_web::test]
async fn a_webhook_of_the_sandbox_is_told_of_the_sandbox_and_of_nothing_else() {
    let (app, _sandbox) = app().await;
    let receiver = MessageGateway::answering(|_| Reaction::status(200));
    let test = app.test_key(&SCOPES, &app.units.group).await;
    let new = json!({"url": receiver.url(), "unit_id": app.units.group, "types": ["customer.created"]});
    test.post("/v1/webhooks", new).once().await.created();
    let admin = app.admin().await;
    admin.post("/v1/customers", json!({"name": "王真", "home_unit_id": app.units.n1})).await.created();
    app.run_jobs().await;
    run_jobs(&app).await;
    assert!(receiver.requests().is_empty());
    let made = test.post("/v1/customers", json!({"name": "陈试", "home_unit_id": app.units.n1})).await.created().id();
    run_jobs(&app).await;
    let told: Vec<String> = receiver.requests().iter().map(|sent| sent.text.clone()).collect();
    assert_eq!(told.len(), 1);
    assert!(told.iter().all(|text| text.contains(&made)), "{told:?}");
}

#[actix_web::test]
async fn a_sandbox_left_by_another_organisation_begins_anew() {
    let (app, sandbox) = app().await;
    let test = app.test_key(&SCOPES, &app.units.group).await;
    purchase(&test, &app.units.n1, "+8613900000001").await;
    drop(app);
    // As if the unit above all others had been another one.
    let other = "unit_00000000000000000000000001";
    let columns = "name, kind, time_zone, currency, state, created_at, updated_at, version";
    let above = format!(
        "insert into units (id, code, {columns}) select '{other}', 'OTHER', {columns} from units where parent_id is null; \
         update units set parent_id = '{other}' where parent_id is null and id <> '{other}'"
    );
    sandbox.connect().execute(&above).unwrap();

    let url = sandbox.url.clone();
    let app = TestApp::with(|config| config.sandbox.database_url = Some(url)).await;
    let test = app.test_key(&SCOPES, &app.units.group).await;
    assert!(test.get("/v1/customers").await.ok().data().is_empty());
    purchase(&test, &app.units.n1, "+8613900000001").await;
}

#[actix_web::test]
async fn a_sandbox_that_is_opened_again_has_what_was_in_it() {
    let (app, _sandbox) = app().await;
    let test = app.test_key(&SCOPES, &app.units.group).await;
    purchase(&test, &app.units.n1, "+8613900000001").await;
    // Another process of the same installation.
    let config = app.state.config.as_ref().clone();
    let open = move || {
        let again = regulars::assembly::open(config).unwrap();
        again.sandbox.open(&again).unwrap().store.read_now(regulars_db::administration::sandbox::counts).unwrap()
    };
    let counts = tokio::task::spawn_blocking(open).await.unwrap();
    assert_eq!((counts.customers, counts.purchases), (1, 1));
}

/// As after a restore of an older copy: the partner of the keys is another one of the same code.
#[actix_web::test]
async fn a_sandbox_that_contradicts_the_organisation_begins_anew() {
    let (app, sandbox) = app().await;
    let test = app.test_key(&SCOPES, &app.units.group).await;
    purchase(&test, &app.units.n1, "+8613900000001").await;
    drop(app);
    let url = sandbox.url.clone();
    let app = TestApp::with(|config| config.sandbox.database_url = Some(url)).await;
    let test = app.test_key(&SCOPES, &app.units.group).await;
    assert!(test.get("/v1/customers").await.ok().data().is_empty());
    purchase(&test, &app.units.n1, "+8613900000001").await;
}
