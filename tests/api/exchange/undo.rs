//! An import is undone: figures, tiers, points and identities as they were, while nothing else hangs on what it made.

use regulars_tests::{Actor, Role, TestApp, Value, json, today};

use super::imports::{app, draft, run, upload};

async fn imported(app: &TestApp, admin: &Actor, kind: &str, options: Value, file: &str) -> String {
    let id = draft(admin, json!({"kind": kind, "options": options})).await;
    upload(admin, &id, file).await.ok();
    run(app, admin, &id).await;
    id
}

async fn undone(app: &TestApp, admin: &Actor, id: &str) -> Value {
    let job = admin.post(&format!("/v1/imports/{id}/undo"), json!({})).once().await.accepted().id();
    app.run_jobs().await;
    let job = admin.get(&format!("/v1/jobs/{job}")).await.ok();
    assert_eq!(job.text("state"), "succeeded", "{:#}", job.body);
    admin.get(&format!("/v1/imports/{id}")).await.ok().body
}

fn clean(app: &TestApp) {
    let report = app.verify();
    assert!(report.is_clean(), "{:#?}", report.differences);
}

async fn member(admin: &Actor) -> (String, String) {
    let body = json!({"code": "club", "name": "仙芋会员", "level_basis": "points", "points_per_unit": "1"});
    let programme = admin.post("/v1/membership-programmes", body).await.created().id();
    let known = json!({"name": "王小明", "phone": "13812345678"});
    let customer = admin.post("/v1/customers", known).await.created().id();
    let card = json!({"customer_id": customer, "programme_id": programme, "card": "CARD-1", "enrolled_at": "2020-01-01T00:00:00Z"});
    let card = admin.post("/v1/memberships", card).await.created().id();
    (customer, format!("/v1/memberships/{card}"))
}

fn file() -> String {
    let day = today();
    format!(
        "order_id,phone,date,amount\nR-1,13812345678,{day},2000.00\nR-2,13812345678,{day},0\nR-3,13900000001,{day},10.00\nR-4,13900000002,{day},10.00\nR-4,13900000002,{day},-4.00\n"
    )
}

#[actix_web::test]
async fn an_undone_import_leaves_figures_tiers_points_and_identities_as_they_were() {
    let (app, admin) = app().await;
    let (known, card) = member(&admin).await;
    let options = json!({"partner": "shop", "mode": "live"});
    let id = imported(&app, &admin, "purchases", options.clone(), &file()).await;
    let customer = admin.get(&format!("/v1/customers/{known}")).await.ok();
    assert_eq!(customer.body["tier"]["class"], "B");
    assert_eq!(admin.get(&card).await.ok().body["balance"], 2000);
    assert_eq!(app.count("customers"), 3);
    let other = admin.get("/v1/customers/lookup?phone=13900000002").await.ok().id();
    admin
        .post(
            &format!("/v1/customers/{other}/interactions"),
            json!({"kind": "phone", "direction": "in", "text": "hello"}),
        )
        .await
        .created();

    let plan = admin.get(&format!("/v1/imports/{id}/undo")).await.ok().body;
    assert_eq!(
        (&plan["possible"], &plan["purchases"], &plan["refunds"], &plan["customers"], &plan["customers_kept"]),
        (&json!(true), &json!(4), &json!(1), &json!(1), &json!(1)),
        "{plan:#}"
    );
    let import = undone(&app, &admin, &id).await;
    assert_eq!(import["state"], "undone");
    assert_eq!(import["undone"], json!({"purchases": 4, "customers": 1, "identities": 1, "customers_kept": 1}));

    let customer = admin.get(&format!("/v1/customers/{known}")).await.ok();
    assert_eq!((&customer.body["tier"]["class"], &customer.body["status"]), (&json!("none"), &json!("prospect")));
    assert_eq!(
        (&customer.body["metrics"]["purchases"], &customer.body["metrics"]["net_spend"]["amount"]),
        (&json!(0), &json!(0))
    );
    assert_eq!(admin.get(&card).await.ok().body["balance"], 0);
    assert_eq!(app.count("purchases where state = 'reversed' and net_minor = 0"), 4, "rows stay");
    assert_eq!(
        app.count("refunds r where r.occurred_on = (select occurred_on from purchases p where p.id = r.purchase_id)"),
        5,
        "a reversal of each, and what came back, on their own days"
    );
    assert_eq!(app.count("external_refs"), 0);
    assert_eq!(app.count("identity_owners where identity = 'phone:+8613900000001'"), 0);
    assert_eq!(app.count("identity_owners where identity = 'phone:+8613900000002'"), 1, "who has something else stays");
    assert_eq!(admin.get("/v1/customers").await.ok().data().len(), 2);
    clean(&app);

    admin.post(&format!("/v1/imports/{id}/undo"), json!({})).once().await.problem(409, "conflict");
    admin.post(&format!("/v1/imports/{id}/runs"), json!({})).once().await.problem(409, "conflict");
    // The same file may come again, with its numbers.
    let again = imported(&app, &admin, "purchases", options, &file()).await;
    let counts = admin.get(&format!("/v1/imports/{again}")).await.ok().body["counts"].clone();
    assert_eq!((&counts["purchases_created"], &counts["customers_created"]), (&json!(4), &json!(1)));
    assert_eq!(admin.get(&card).await.ok().body["balance"], 2000);
    clean(&app);
}

#[actix_web::test]
async fn an_undo_is_refused_with_what_hangs_on_the_import() {
    let (app, admin) = app().await;
    let (_, card) = member(&admin).await;
    let id = imported(&app, &admin, "purchases", json!({"partner": "shop", "mode": "live"}), &file()).await;
    let path = format!("/v1/imports/{id}/undo");
    let purchase = admin.get("/v1/purchases/ext:shop:R-3").await.ok().id();
    let refund = admin
        .post(&format!("/v1/purchases/{purchase}/refunds"), json!({"lines": [{"number": 1}]}))
        .once()
        .await
        .created();
    admin.post(&format!("{card}/redemptions"), json!({"points": 50})).once().await.created();
    let refused = admin.post(&path, json!({})).once().await.problem(409, "import_in_use");
    let hanging = &refused.body["hanging"];
    assert_eq!((&hanging[0]["kind"], &hanging[0]["count"]), (&json!("refunds"), &json!(1)));
    assert_eq!(
        hanging[0]["examples"],
        json!([refund.body["refund"]["id"].as_str().or(refund.body["id"].as_str()).unwrap()])
    );
    assert_eq!((&hanging[1]["kind"], &hanging[1]["count"]), (&json!("points_spent"), &json!(1)));
    let plan = admin.get(&path).header("Accept-Language", "zh-CN").await.ok().body;
    assert_eq!(
        (&plan["possible"], &plan["hanging"][0]["detail"]),
        (&json!(false), &json!("此后对其购买登记的退款：1"))
    );
    assert_eq!(app.count("purchases where state = 'reversed'"), 0);
    let south = app.actor(Role::Operations, &app.units.south).await;
    south.post(&path, json!({})).once().await.problem(404, "not_found");
}

#[actix_web::test]
async fn many_purchases_are_taken_out_of_the_figures_of_those_who_stay() {
    let (app, admin) = app().await;
    let (known, card) = member(&admin).await;
    let day = today();
    let bought = |days: u64, unit: &str, amount: i64| {
        json!({"customer_id": known, "unit_id": unit, "occurred_at": regulars_tests::now() - chrono::Days::new(days),
            "lines": [{"amount": {"amount": amount, "currency": "CNY"}}]})
    };
    admin.post("/v1/purchases", bought(20, &app.units.n2, 3000)).once().await.created();
    admin.post("/v1/purchases", bought(10, &app.units.n2, 500)).once().await.created();
    let before = admin.get(&format!("/v1/customers/{known}")).await.ok().body;
    // Days before, between and after those of the customer's own; in another shop; each of the others buys thrice.
    let mut file = "order_id,phone,date,amount,store\n".to_owned();
    for row in 0..1_200_u64 {
        let phone = if row % 4 == 0 { 13_812_345_678 } else { 13_900_000_000 + row % 300 };
        file += &format!("R-{row},{phone},{},{}.00,N1\n", day - chrono::Days::new(row % 31), row % 7);
    }
    let options = json!({"partner": "shop", "mode": "live"});
    let id = imported(&app, &admin, "purchases", options, &file).await;
    let loaded = admin.get(&format!("/v1/customers/{known}")).await.ok().body;
    assert_eq!(loaded["metrics"]["purchases"], 302);
    assert_ne!(loaded["metrics"]["favourite_unit_id"], before["metrics"]["favourite_unit_id"]);
    clean(&app);

    let import = undone(&app, &admin, &id).await;

    assert_eq!(import["undone"]["purchases"], 1_200);
    let after = admin.get(&format!("/v1/customers/{known}")).await.ok().body;
    for part in ["metrics", "tier", "status"] {
        assert_eq!(after[part], before[part], "{part}");
    }
    assert_eq!(admin.get(&card).await.ok().body["balance"], 35);
    assert_eq!(app.count("customers where status <> 'erased'"), 1);
    assert_eq!(app.count("refunds"), 1_200);
    assert_eq!(app.count("events where kind = 'purchase.refunded'"), 1_200);
    for gone in ["external_refs", "customer_days where purchases = 0", "customer_tallies where purchases = 0"] {
        assert_eq!(app.count(gone), 0, "{gone}");
    }
    clean(&app);
}

#[actix_web::test]
async fn customers_of_a_file_go_but_those_who_have_bought_since() {
    let (app, admin) = app().await;
    let file = "name,phone,card\n王小明,13812345678,VIP-0001\n李雷,13812345679,VIP-0002\n韩梅梅,13812345680,VIP-0003\n";
    let id = imported(&app, &admin, "customers", json!({}), file).await;
    let bought = admin.get("/v1/customers/lookup?phone=13812345679").await.ok().id();
    let now = regulars_tests::now().to_rfc3339();
    let body =
        json!({"customer_id": bought, "occurred_at": now, "lines": [{"amount": {"amount": 100, "currency": "CNY"}}]});
    admin.post("/v1/purchases", body).once().await.created();
    let changed = admin.get("/v1/customers/lookup?phone=13812345680").await.ok().id();
    let read = admin.get(&format!("/v1/customers/{changed}")).await.ok();
    admin.patch(&format!("/v1/customers/{changed}"), json!({"city": "上海"})).if_match(read.etag()).await.ok();
    let import = undone(&app, &admin, &id).await;
    assert_eq!(import["undone"], json!({"purchases": 0, "customers": 1, "identities": 2, "customers_kept": 2}));
    assert_eq!(admin.get("/v1/customers").await.ok().data().len(), 2);
    admin.get("/v1/customers/lookup?phone=13812345678").await.problem(404, "not_found");
    admin.post("/v1/customers", json!({"name": "王小明", "phone": "13812345678", "card": "VIP-0001"})).await.created();
    clean(&app);
}
