//! `/v1/imports`: a file is uploaded, mapped, tried and run.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use regulars_tests::{Actor, Reply, Role, TestApp, Value, json};

const PURCHASES: &str = "customer_id,date,quantity,amount\n\
    1,1997-01-01,1,11.77\n2,1997-01-12,1,12.00\n2,1997-01-12,5,77.00\n2,1997-01-12,5,77.00\n";

pub(super) async fn app() -> (TestApp, Actor) {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.post("/v1/partners", json!({"code": "shop", "name": "Shop"})).await.created();
    (app, admin)
}

pub(super) async fn draft(admin: &Actor, body: Value) -> String {
    admin.post("/v1/imports", body).await.created().id()
}

pub(super) async fn upload(admin: &Actor, id: &str, bytes: impl Into<Vec<u8>>) -> Reply {
    let path = format!("/v1/imports/{id}/content");
    admin.request(reqwest::Method::PUT, &path).body("text/csv", bytes.into()).await
}

/// An import of the shop's with its file, ready to run, also when the same file was imported before.
pub(super) async fn uploaded(admin: &Actor, kind: &str, text: &str) -> String {
    let options = json!({"partner": "shop", "repeat": true});
    let id = draft(admin, json!({"kind": kind, "options": options})).await;
    upload(admin, &id, text).await.ok();
    id
}

pub(super) async fn run(app: &TestApp, admin: &Actor, id: &str) -> Value {
    let job = admin.post(&format!("/v1/imports/{id}/runs"), json!({})).once().await.accepted().id();
    app.run_jobs().await;
    let job = admin.get(&format!("/v1/jobs/{job}")).await.ok();
    assert_eq!(job.text("state"), "succeeded", "{:#}", job.body);
    admin.get(&format!("/v1/imports/{id}")).await.ok().body
}

async fn assert_as_the_facts_say(app: &TestApp) {
    let report = app.verify();
    assert!(report.is_clean(), "{:#?}", report.differences);
}

#[actix_web::test]
async fn a_purchase_file_goes_from_upload_to_customers() {
    let (app, admin) = app().await;
    let id = draft(&admin, json!({"kind": "purchases", "file_name": "p.csv", "options": {"partner": "shop"}})).await;
    let import = upload(&admin, &id, PURCHASES).await.ok();
    assert_eq!(import.text("state"), "uploaded");
    assert_eq!(import.body["columns"], json!(["customer_id", "date", "quantity", "amount"]));
    assert_eq!(import.body["mapping"]["customer_external_id"], json!({"column": "customer_id"}));

    let preview = admin.get(&format!("/v1/imports/{id}/preview")).await.ok();
    assert_eq!(preview.body["rows"][0], json!(["1", "1997-01-01", "1", "11.77"]));
    assert!(
        preview.body["fields"]
            .as_array()
            .unwrap()
            .iter()
            .any(|field| field["field"] == "amount" && field["required"] == true)
    );

    admin.post(&format!("/v1/imports/{id}/dry-runs"), json!({})).await.accepted();
    let busy = admin.post(&format!("/v1/imports/{id}/runs"), json!({})).once().await;
    busy.problem(409, "conflict");
    app.run_jobs().await;
    let tried = admin.get(&format!("/v1/imports/{id}")).await.ok();
    assert_eq!(tried.text("state"), "checked");
    assert_eq!(tried.body["counts"]["customers_created"], 2);
    assert_eq!(app.count("purchases"), 0, "a dry run imports nothing");
    assert_eq!(app.count("customers"), 0);

    let done = run(&app, &admin, &id).await;
    assert_eq!(done["state"], "completed");
    let expected = json!({"rows": 4, "accepted": 4, "rejected": 0, "warned": 0, "customers_created": 2, "customers_changed": 0,
        "purchases_created": 4, "refunds_created": 0, "unchanged": 0, "members_earning": 0, "points_earned": 0,
        "rejections_not_kept": 0,
        "outcomes": {"created": 4, "changed": 0, "unchanged": 0, "held": 0, "refused": 0}});
    assert_eq!(done["counts"], expected, "exact duplicates are two purchases");
    assert_eq!(app.count("customer_metrics where net_minor = 16600 and purchases = 3 and purchase_days = 1"), 1);
    assert_eq!(app.count("customers where status = 'active' and source = 'import'"), 2);
    assert_eq!(app.count("events"), 0, "history makes no events");
    assert_as_the_facts_say(&app).await;

    let again = admin.post(&format!("/v1/imports/{id}/runs"), json!({})).once().await;
    again.problem(409, "conflict");
    let etag = format!("\"{}\"", done["version"]);
    admin.delete(&format!("/v1/imports/{id}")).if_match(etag).await.nothing();
    assert_eq!((app.count("import_chunks"), app.count("purchases")), (0, 4), "what was imported stays");
}

#[actix_web::test]
async fn the_same_purchases_imported_twice_change_nothing() {
    let (app, admin) = app().await;
    let file = |amount: &str| {
        format!(
            "order_id,customer_id,date,amount,product\nA1,7,2026-01-05,10.00,tea\nA1,7,2026-01-05,{amount},cake\nA2,8,2026-01-06,1.00,tea\n"
        )
    };
    let first = uploaded(&admin, "purchases", &file("5.00")).await;
    let done = run(&app, &admin, &first).await;
    assert_eq!(done["counts"]["purchases_created"], 2, "rows of one id are one purchase");
    assert_eq!(app.count("purchase_lines"), 3);
    assert_eq!(app.count("purchases where external_id = 'A1' and net_minor = 1500"), 1);

    let second = uploaded(&admin, "purchases", &(file("5.00") + "\n")).await;
    let done = run(&app, &admin, &second).await;
    assert_eq!((&done["counts"]["unchanged"], &done["counts"]["purchases_created"]), (&json!(2), &json!(0)));

    let third = uploaded(&admin, "purchases", &file("6.00")).await;
    let done = run(&app, &admin, &third).await;
    assert_eq!((&done["counts"]["unchanged"], &done["counts"]["rejected"]), (&json!(1), &json!(2)));
    let rejected = admin.get(&format!("/v1/imports/{third}/rejections")).await.ok();
    assert_eq!(rejected.data()[0]["reasons"][0]["code"], "purchase_differs");
    assert_eq!(rejected.data()[0]["line"], 2);
    assert_eq!(app.count("purchases"), 2);
    assert_as_the_facts_say(&app).await;
}

#[actix_web::test]
async fn what_a_till_sent_and_a_file_repeats_is_one_purchase() {
    let (app, admin) = app().await;
    let customer = json!({"name": "王小明", "external_ids": [{"partner": "shop", "id": "7"}]});
    let customer = admin.post("/v1/customers", customer).await.created().id();
    let body = json!({"customer_id": customer, "partner": "shop", "external_id": "T1", "occurred_at": "2026-01-04T16:00:00Z",
        "lines": [{"amount": {"amount": 1250, "currency": "CNY"}, "description": "tea"}]});
    admin.post("/v1/purchases", body).once().await.created();
    let id =
        uploaded(&admin, "purchases", "order_id,customer_id,date,amount,product\nT1,7,2026-01-05,12.50,tea\n").await;
    let done = run(&app, &admin, &id).await;
    assert_eq!(done["counts"]["unchanged"], 1, "the content is the same however it came");
    assert_eq!(app.count("purchases"), 1);
    assert_as_the_facts_say(&app).await;
}

#[actix_web::test]
async fn rejected_rows_are_listed_and_downloaded_with_their_reasons() {
    let (app, admin) = app().await;
    let long = "x".repeat(2 << 20);
    let file = format!(
        "customer_id,date,amount,name\n1,1997-01-01,11.77,ok\n2,1900-01-01,1.00,old\n3,soon,abc,=1+1\n4,1997-01-01\n{long}\n5,1997-01-02,3.00,ok\n"
    );
    let id = uploaded(&admin, "purchases", &file).await;
    let done = run(&app, &admin, &id).await;
    assert_eq!((&done["counts"]["accepted"], &done["counts"]["rejected"]), (&json!(2), &json!(4)));
    let list = admin.get(&format!("/v1/imports/{id}/rejections?limit=3")).await.ok();
    assert_eq!(list.data().iter().map(|row| row["line"].as_i64().unwrap()).collect::<Vec<_>>(), [3, 4, 5]);
    let codes: Vec<&str> =
        list.data()[1]["reasons"].as_array().unwrap().iter().map(|r| r["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["unreadable", "unreadable"], "all that is wrong at once");
    let cursor = list.text("next_cursor").to_owned();
    let rest = admin.get(&format!("/v1/imports/{id}/rejections?limit=3&cursor={cursor}")).await.ok();
    assert_eq!(rest.data()[0]["reasons"][0]["code"], "too_long");

    let path = format!("/v1/imports/{id}/rejections");
    let chinese = admin.get(&path).header("Accept-Language", "zh-CN").await.ok();
    let reasons = &chinese.data()[1]["reasons"];
    assert_eq!(
        (&reasons[0]["detail"], &reasons[1]["detail"]),
        (
            &json!("无法识别；应为 2026-05-01、2026/5/1、20260501 或 2026年5月1日 这样的日期"),
            &json!("无法识别；应为 1234.50、1,234.50 或 ¥1,234.50 这样的金额")
        )
    );
    let shown = admin.get(&format!("/v1/imports/{id}/preview")).header("Accept-Language", "zh").await.ok();
    assert_eq!(shown.body["rejected"][1]["reasons"], *reasons);
    let csv = admin.get(&format!("{path}.csv")).header("Accept-Language", "zh").await.ok();
    assert!(String::from_utf8(csv.bytes).unwrap().contains("金额：无法识别"));

    let csv = admin.get(&format!("/v1/imports/{id}/rejections.csv")).await.ok();
    let text = String::from_utf8(csv.bytes).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 5);
    assert_eq!(lines[0], "\u{FEFF}customer_id,date,amount,name,line,reasons");
    assert!(lines[2].starts_with("3,soon,abc,'=1+1,4,"), "a formula becomes text: {}", lines[2]);
}

#[actix_web::test]
async fn another_encoding_is_told_and_can_be_said() {
    let (app, admin) = app().await;
    let id = draft(&admin, json!({"kind": "customers"})).await;
    // 姓名,手机 and a row of 王小明 in GB18030.
    let mut bytes = b"\xD0\xD5\xC3\xFB,\xCA\xD6\xBB\xFA\n".to_vec();
    bytes.extend(b"\xCD\xF5\xD0\xA1\xC3\xF7,13812345678\n");
    upload(&admin, &id, bytes).await.problem(422, "invalid").fault("/encoding", "malformed");
    let kept = admin.get(&format!("/v1/imports/{id}")).await.ok();
    assert_eq!(kept.text("state"), "draft");
    admin.post(&format!("/v1/imports/{id}/runs"), json!({})).once().await.problem(409, "conflict");

    let patched =
        admin.patch(&format!("/v1/imports/{id}"), json!({"encoding": "gb18030"})).if_match(kept.etag()).await.ok();
    assert_eq!(patched.body["columns"], json!(["姓名", "手机"]), "the file need not be sent again");
    let done = run(&app, &admin, &id).await;
    assert_eq!(done["counts"]["customers_created"], 1);
    let found = admin.get("/v1/customers?q=小").await.ok();
    assert_eq!(found.each("name"), ["王小明"]);
    assert_as_the_facts_say(&app).await;
}

#[actix_web::test]
async fn rows_in_another_encoding_are_rejected_one_by_one() {
    let (app, admin) = app().await;
    let id = draft(&admin, json!({"kind": "customers"})).await;
    upload(&admin, &id, b"name,phone\n\xCD\xF5\xD0\xA1,13812345678\nAnna,13812345679\n".to_vec()).await.ok();
    let done = run(&app, &admin, &id).await;
    assert_eq!((&done["counts"]["customers_created"], &done["counts"]["rejected"]), (&json!(1), &json!(1)));
    let rejected = admin.get(&format!("/v1/imports/{id}/rejections")).await.ok();
    assert_eq!(rejected.data()[0]["reasons"][0]["code"], "encoding");
}

#[actix_web::test]
async fn a_file_may_be_gzip_or_ndjson_and_is_noticed() {
    let (app, admin) = app().await;
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(b"{\"name\":\"Anna\",\"phone\":\"13812345678\"}\n{\"name\":\"Ben\",\"email\":\"Ben@Example.com\"}\nnonsense\n").unwrap();
    let id = draft(&admin, json!({"kind": "customers", "format": "ndjson"})).await;
    let import = upload(&admin, &id, packed.finish().unwrap()).await.ok();
    assert_eq!(import.text("compression"), "gzip");
    assert_eq!(import.body["columns"], json!(["name", "phone", "email"]));
    let done = run(&app, &admin, &id).await;
    assert_eq!((&done["counts"]["customers_created"], &done["counts"]["rejected"]), (&json!(2), &json!(1)));
    assert_eq!(app.count("identity_owners where identity = 'email:ben@example.com'"), 1);
    assert_as_the_facts_say(&app).await;
}

#[actix_web::test]
async fn headers_that_cannot_be_told_apart_are_refused() {
    let (_app, admin) = app().await;
    let id = draft(&admin, json!({"kind": "customers"})).await;
    upload(&admin, &id, "name,phone,name\nA,1,B\n").await.problem(422, "invalid").fault("/header", "duplicate");
    upload(&admin, &id, "").await.problem(422, "invalid");
    upload(&admin, &id, "name,phone\nA,13812345678\n").await.ok();
    let import = admin.get(&format!("/v1/imports/{id}")).await.ok();
    let path = format!("/v1/imports/{id}");
    let wrong = json!({"mapping": {"city": {"column": "town"}}});
    admin.patch(&path, wrong).if_match(import.etag()).await.problem(422, "invalid").fault("/mapping/city", "not_found");
    let partner = json!({"options": {"partner": "nobody"}});
    admin
        .patch(&path, partner)
        .if_match(import.etag())
        .await
        .problem(422, "invalid")
        .fault("/options/partner", "not_found");
    admin.patch(&path, json!({"mapping": {"name": null}})).if_match(import.etag()).await.ok();
    let run = admin.post(&format!("{path}/runs"), json!({})).once().await;
    run.problem(422, "invalid").fault("/mapping/name", "required");
    admin.post(&format!("{path}/runs"), json!({})).await.problem(400, "idempotency_key_missing");
}

#[actix_web::test]
async fn a_customer_is_there_already_or_somebody_has_the_identity() {
    let (app, admin) = app().await;
    let file = "customer_id,name,phone,tags\nC1,王小明,13812345678,vip;tea\nC2,李雷,13812345679,\n";
    let id = uploaded(&admin, "customers", file).await;
    assert_eq!(run(&app, &admin, &id).await["counts"]["customers_created"], 2);
    assert_eq!(app.count("customer_tags where tag = 'vip'"), 1);

    let file = "customer_id,name,phone\nC1,王小明,13812345678\n,李雷,13812345679\nC3,韩梅梅,13812345678\nC4,Anna,13800000000\nC5,Ben,13800000000\n";
    let id = uploaded(&admin, "customers", file).await;
    let counts = run(&app, &admin, &id).await["counts"].clone();
    assert_eq!(counts["unchanged"], 2, "known by the partner's id, or a namesake with the same phone: {counts}");
    assert_eq!(counts["customers_created"], 1);
    assert_eq!(counts["outcomes"]["held"], 2, "the phone is another's, in the base or in the file itself");
    let rejected = admin.get(&format!("/v1/imports/{id}/rejections")).await.ok();
    assert_eq!(rejected.data()[0]["reasons"][0]["code"], "identity_taken");
    assert_eq!(app.count("customers"), 3);
    assert_as_the_facts_say(&app).await;
}

#[actix_web::test]
async fn purchases_find_their_customers_and_move_tiers_units_and_favourites() {
    let (app, admin) = app().await;
    let known = json!({"name": "王小明", "phone": "13812345678", "card": "VIP-0001"});
    let known = admin.post("/v1/customers", known).await.created().id();
    let category = admin.post("/v1/product-categories", json!({"code": "T", "name": "Tea"})).await.created().id();
    let product = json!({"code": "P1", "name": "Tea", "category_id": category});
    admin.post("/v1/products", product).await.created();
    let today = regulars_tests::today();
    let file = format!(
        "手机号,卡号,日期,金额,门店,商品编码\n13812345678,,{today},2000.00,N1,P1\n,vip-0001,{today},1500.00,N1,\n13900000000,,{today},1.00,N2,\n13900000001,,{today},1.00,XX,\n13900000002,,{today},1.00,,NONE\n"
    );
    let id = draft(&admin, json!({"kind": "purchases", "options": {"with_events": true}})).await;
    upload(&admin, &id, file).await.ok();
    let counts = run(&app, &admin, &id).await["counts"].clone();
    assert_eq!(
        (&counts["purchases_created"], &counts["customers_created"], &counts["rejected"]),
        (&json!(3), &json!(1), &json!(2)),
        "{counts}"
    );
    let customer = admin.get(&format!("/v1/customers/{known}")).await.ok();
    assert_eq!(customer.body["tier"]["class"], "A");
    assert_eq!(customer.body["metrics"]["favourite_unit_id"], json!(app.units.n1));
    assert_eq!(customer.body["metrics"]["favourite_category_id"], json!(category));
    assert_eq!(app.count("events where kind = 'purchase.recorded'"), 3);
    assert_eq!(app.count("events where kind = 'tier.changed'"), 2);
    let refused = draft(&admin, json!({"kind": "purchases", "options": {"create_customers": false}})).await;
    upload(&admin, &refused, format!("phone,date,amount\n13700000000,{today},1\n")).await.ok();
    assert_eq!(run(&app, &admin, &refused).await["counts"]["rejected"], 1);
    assert_as_the_facts_say(&app).await;
}

#[actix_web::test]
async fn a_regions_import_stays_within_the_region_and_is_the_regions() {
    let (app, _admin) = app().await;
    let north = app.actor(Role::Operations, &app.units.north).await;
    let south = app.actor(Role::Operations, &app.units.south).await;
    let foreign = json!({"kind": "purchases", "options": {"unit_id": app.units.s1}});
    north.post("/v1/imports", foreign).await.problem(422, "invalid").fault("/options/unit_id", "not_found");
    let id = draft(&north, json!({"kind": "purchases", "options": {"unit_id": app.units.n1}})).await;
    upload(&north, &id, "phone,date,amount,store\n13800000000,2026-01-05,1,\n13800000001,2026-01-05,1,S1\n").await.ok();
    south.get(&format!("/v1/imports/{id}")).await.problem(404, "not_found");
    let counts = run(&app, &north, &id).await["counts"].clone();
    assert_eq!(
        (&counts["accepted"], &counts["rejected"]),
        (&json!(1), &json!(1)),
        "a row of another region is rejected"
    );
    assert!(south.get("/v1/imports").await.ok().data().is_empty());
}

#[actix_web::test]
async fn the_unit_of_the_first_purchase_becomes_the_home_of_who_has_none() {
    let (app, admin) = app().await;
    let known = |id: &str| json!({"name": id, "external_ids": [{"partner": "shop", "id": id}]});
    let homeless = admin.post("/v1/customers", known("7")).await.created().id();
    let mut settled = known("8");
    settled["home_unit_id"] = json!(app.units.s1);
    let settled = admin.post("/v1/customers", settled).await.created().id();
    let none = admin.post("/v1/customers", known("9")).await.created().id();
    let file = "customer_id,date,amount,unit\n7,2026-01-09,1.00,S1\n7,2026-01-03,1.00,N1\n7,2026-01-05,1.00,N2\n\
        8,2026-01-03,1.00,N1\n9,2026-01-03,1.00,\n";
    let id = uploaded(&admin, "purchases", file).await;
    let mapping = json!({"mapping": {"unit_code": {"column": "unit"}}});
    let import = admin.get(&format!("/v1/imports/{id}")).await.ok();
    admin.patch(&format!("/v1/imports/{id}"), mapping).if_match(import.etag()).await.ok();

    let done = run(&app, &admin, &id).await;

    assert_eq!(done["counts"]["purchases_created"], 5, "{done:#}");
    for (customer, home) in [(&homeless, json!(app.units.n1)), (&settled, json!(app.units.s1)), (&none, Value::Null)] {
        let found = admin.get(&format!("/v1/customers/{customer}")).await.ok();
        assert_eq!(found.body["home_unit_id"], home, "{:#}", found.body);
    }
}
