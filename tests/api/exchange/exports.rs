//! `/v1/exports`: streams that end with their count.

use regulars_tests::{Actor, Role, TestApp, Value, json};

async fn customers(app: &TestApp, admin: &Actor, count: usize) {
    for at in 0..count {
        let unit = if at % 2 == 0 { &app.units.n1 } else { &app.units.s1 };
        let body = json!({"name": format!("=Customer {at}"), "phone": format!("1381234{at:04}"), "home_unit_id": unit});
        admin.post("/v1/customers", body).await.created();
    }
}

fn lines(text: &[u8]) -> Vec<Value> {
    String::from_utf8(text.to_vec()).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[actix_web::test]
async fn customers_are_streamed_and_counted() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    customers(&app, &admin, 3).await;
    let export = admin.get("/v1/exports/customers?format=ndjson&sort=created_at").await.ok();
    assert_eq!(export.header("content-type"), "application/x-ndjson");
    let rows = lines(&export.bytes);
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0]["name"], "=Customer 0");
    assert_eq!(rows[0]["identities"][0]["value"], "+8613812340000");
    assert_eq!(rows[3], json!({"count": 3}));

    let csv = admin.get("/v1/exports/customers?format=csv&bom=true&sort=created_at").await.ok();
    assert!(csv.bytes.starts_with("\u{FEFF}id,kind,status,name,".as_bytes()));
    let text = String::from_utf8(csv.bytes).unwrap();
    let last = text.lines().next_back().unwrap();
    assert!(last.starts_with("#count,3,"), "{last}");
    assert!(text.contains(",'=Customer 1,"), "a formula becomes text: {text}");
    assert_eq!(text.lines().map(|line| line.matches(',').count()).collect::<std::collections::BTreeSet<_>>().len(), 1);
    assert_eq!(app.count("audit_events where action = 'customers.export'"), 2);
}

#[actix_web::test]
async fn filters_scope_and_parameters_hold() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    customers(&app, &admin, 4).await;
    let analyst = app.actor(Role::Analyst, &app.units.north).await;
    let rows = lines(&analyst.get("/v1/exports/customers").await.ok().bytes);
    assert_eq!(rows.len(), 3, "the two of the north and the count");
    let none = lines(&admin.get("/v1/exports/customers?tier=A").await.ok().bytes);
    assert_eq!(none, [json!({"count": 0})]);
    admin.get("/v1/exports/customers?limit=5").await.problem(400, "invalid_parameter");
    admin
        .get("/v1/exports/customers?format=xlsx")
        .await
        .problem(400, "invalid_parameter")
        .fault("format", "not_accepted");
    let staff = app.actor(Role::StoreStaff, &app.units.n1).await;
    staff.get("/v1/exports/customers").await.problem(403, "forbidden");
}

#[actix_web::test]
async fn purchases_are_streamed_with_their_lines() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let customer = admin.post("/v1/customers", json!({"name": "Anna"})).await.created().id();
    for amount in [100, 2550] {
        let body = json!({"customer_id": customer, "unit_id": app.units.n1, "occurred_at": "2026-01-05T08:00:00Z",
            "lines": [{"amount": {"amount": amount, "currency": "CNY"}}, {"amount": {"amount": 0, "currency": "CNY"}, "description": "gift, small"}]});
        admin.post("/v1/purchases", body).once().await.created();
    }
    let rows = lines(&admin.get("/v1/exports/purchases").await.ok().bytes);
    assert_eq!((rows.len(), &rows[1]["net"]["amount"], &rows[2]), (3, &json!(2550), &json!({"count": 2})));
    assert_eq!(rows[0]["lines"].as_array().unwrap().len(), 2);
    let csv = String::from_utf8(admin.get("/v1/exports/purchases?format=csv").await.ok().bytes).unwrap();
    assert_eq!(csv.lines().count(), 6, "a header, a row for each line, the count: {csv}");
    assert!(csv.contains(",25.50,") && csv.contains("\"gift, small\""), "{csv}");
    let none = lines(&admin.get("/v1/exports/purchases?occurred_on[gte]=2026-02-01").await.ok().bytes);
    assert_eq!(none, [json!({"count": 0})]);
}

#[actix_web::test]
async fn the_browser_saves_a_file_by_a_cookie_that_opens_nothing_else() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    customers(&app, &admin, 1).await;
    let path = "/v1/exports/customers?format=csv&q=%E5%AE%A2%20a";
    let cookie =
        |reply: &regulars_tests::Reply| format!("regulars_download={}", reply.cookie("regulars_download").unwrap());
    let prepared = admin.post("/v1/auth/downloads", json!({"path": path})).await.is(204);
    let set = prepared.header("set-cookie");
    for part in ["HttpOnly", "SameSite=Strict", "Path=/v1/exports/customers", "Max-Age=60"] {
        assert!(set.contains(part), "{set}");
    }
    let browser = app.nobody();
    let saved = browser.get(path).header("Cookie", cookie(&prepared)).await.ok();
    assert_eq!(saved.header("content-disposition"), "attachment; filename=\"customers.csv\"");
    assert_eq!(saved.bytes, admin.get(path).await.ok().bytes);

    for other in ["/v1/exports/customers?format=csv", "/v1/exports/purchases?format=csv", "/v1/customers"] {
        browser.get(other).header("Cookie", cookie(&prepared)).await.problem(401, "unauthenticated");
    }
    browser.post(path, json!({})).header("Cookie", cookie(&prepared)).await.is(405);
    browser.get(path).await.problem(401, "unauthenticated");
    for elsewhere in ["/v1/customers", "https://example.org/v1/exports/customers", "/v1/exports/a;b", "/v1/imports/x"] {
        let refused = admin.post("/v1/auth/downloads", json!({"path": elsewhere})).await;
        refused.problem(422, "invalid").fault("/path", "not_accepted");
    }

    let staff = app.actor(Role::StoreStaff, &app.units.n1).await;
    let prepared = staff.post("/v1/auth/downloads", json!({"path": path})).await.is(204);
    browser.get(path).header("Cookie", cookie(&prepared)).await.problem(403, "forbidden");
    app.key(&[regulars_tests::Action::CustomersExport], &app.units.group)
        .await
        .post("/v1/auth/downloads", json!({"path": path}))
        .await
        .problem(403, "forbidden");
}
