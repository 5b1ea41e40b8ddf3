//! All that is held on a person, in one archive.

use std::io::{Cursor, Read};

use regulars_tests::{Reply, Role, TestApp, Value, json};
use zip::ZipArchive;

use crate::api::customers::attributes::define;

/// The files of an archive by name.
fn unpacked(reply: &Reply) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(reply.bytes.clone())).unwrap();
    let mut files = Vec::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        files.push((file.name().unwrap().into_owned(), content));
    }
    files
}

#[actix_web::test]
async fn a_person_gets_all_that_is_held_on_them_and_nothing_of_others() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    define(&admin, "hobby", "text").await;
    let new = json!({"name": "王小明", "home_unit_id": app.units.n1, "phone": "13800138000", "language": "zh-CN",
        "note": "<不吃辣>", "attributes": {"hobby": "围棋"}, "tags": ["老客"],
        "birthday": {"calendar": "solar", "month": 2, "day": 7, "year": 1990},
        "consents": [{"channel": "sms", "granted": true, "source": "柜台"}]});
    let customer = admin.post("/v1/customers", new).await.created().id();
    let merged = json!({"name": "小明", "home_unit_id": app.units.n1, "phone": "13800138001"});
    let merged = admin.post("/v1/customers", merged).await.created().id();
    app.sql(&format!("update customers set status = 'merged', merged_into = '{customer}' where id = '{merged}'"));
    let stranger = json!({"name": "李四四", "home_unit_id": app.units.n1, "phone": "13800138002"});
    admin.post("/v1/customers", stranger).await.created();
    let product = admin.post("/v1/products", json!({"code": "T1", "name": "芋圆"})).await.created().id();
    let bought = json!({"customer_id": customer, "unit_id": app.units.n1, "occurred_at": regulars_tests::now(),
        "lines": [{"product_id": product, "amount": {"amount": 123_450, "currency": "CNY"}}]});
    admin.post("/v1/purchases", bought).once().await.created();
    let category = json!({"code": "SERVICE", "name": "服务"});
    let category = admin.post("/v1/complaint-categories", category).await.created().id();
    let complained =
        json!({"customer_id": customer, "unit_id": app.units.n1, "category_id": category, "text": "等太久"});
    let complaint = admin.post("/v1/complaints", complained).await.created().id();
    let files = format!("/v1/complaints/{complaint}/attachments?file_name=..%2Freceipt.txt");
    admin.request(reqwest::Method::POST, &files).body("text/plain", "小票").await.created();

    let asked = admin.post(&format!("/v1/customers/{customer}/data-export"), json!({}));
    let job = asked.once().await.accepted().id();
    app.run_jobs().await;
    let id =
        admin.get(&format!("/v1/jobs/{job}")).await.ok().body["result"]["data_export_id"].as_str().unwrap().to_owned();
    let export = admin.get(&format!("/v1/data-exports/{id}")).await.ok();
    assert_eq!((export.text("state"), export.text("language")), ("ready", "zh-CN"));
    assert_eq!(admin.get(&format!("/v1/data-exports?customer_id={customer}")).await.ok().each("id"), [id.as_str()]);

    let reply = admin.get(&format!("/v1/data-exports/{id}/content")).await.ok();
    assert_eq!(reply.header("content-type"), "application/zip");
    assert_eq!(export.body["bytes"], reply.bytes.len());
    let files = unpacked(&reply);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(&names[..2], ["data.json", "index.html"]);
    assert_eq!((names.len(), files[2].1.as_slice()), (3, "小票".as_bytes()));
    assert!(names[2].starts_with(&format!("files/{complaint}/")) && !names[2].contains(".."), "{names:?}");

    let data: Value = serde_json::from_slice(&files[0].1).unwrap();
    let held = &data["data"];
    assert_eq!(data["merged_customer_ids"], json!([merged]));
    assert_eq!(held["profiles"][0]["attributes"], json!({"hobby": "围棋"}));
    assert_eq!(held["profiles"][0]["home_store"], "北京朝阳店");
    let phones: Vec<&Value> = held["identities"].as_array().unwrap().iter().map(|one| &one["value"]).collect();
    assert_eq!(phones, ["+8613800138000", "+8613800138001"]);
    assert_eq!(held["consents"][0]["granted"], true);
    assert_eq!(
        (&held["purchases"][0]["net_minor"], &held["purchase_lines"][0]["product"]),
        (&json!(123_450), &json!("芋圆"))
    );
    assert_eq!(held["complaints"][0]["body"], "等太久");
    let text = String::from_utf8(files[0].1.clone()).unwrap();
    let page = String::from_utf8(files[1].1.clone()).unwrap();
    for hidden in ["李四四", "13800138002", admin.id.as_str()] {
        assert!(!text.contains(hidden) && !page.contains(hidden), "{hidden}");
    }
    for said in ["您的个人数据", "王小明", "&lt;不吃辣&gt;", "¥1,234.50", "芋圆", "短信", "消费者"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    for action in ["customers.export_data", "customers.download_data"] {
        assert_eq!(app.count(&format!("audit_events where action = '{action}' and subject_id = '{customer}'")), 1);
    }
}

#[actix_web::test]
async fn an_archive_goes_with_the_person_and_with_its_time() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut archives = Vec::new();
    for name in ["甲一", "乙二"] {
        let new = json!({"name": name, "home_unit_id": app.units.n1});
        let customer = admin.post("/v1/customers", new).await.created().id();
        let asked = admin.post(&format!("/v1/customers/{customer}/data-export"), json!({})).once().await.accepted();
        app.run_jobs().await;
        let job = admin.get(&format!("/v1/jobs/{}", asked.id())).await.ok();
        archives.push((customer, job.body["result"]["data_export_id"].as_str().unwrap().to_owned()));
    }
    let [(first, erased), (second, ended)] = archives.as_slice() else { panic!("two") };
    admin.post(&format!("/v1/customers/{first}/erase"), json!({"reason": "来函"})).once().await.created();
    app.run_jobs().await;
    admin.get(&format!("/v1/data-exports/{erased}/content")).await.problem(404, "not_found");
    assert_eq!(app.count("data_export_chunks"), 1);
    let again = admin.post(&format!("/v1/customers/{first}/data-export"), json!({})).once().await;
    again.problem(409, "customer_erased");

    for role in [Role::Operations, Role::Auditor, Role::StoreManager] {
        let who = app.actor(role, &app.units.group).await;
        who.get(&format!("/v1/data-exports/{ended}/content")).await.problem(403, "forbidden");
        who.post(&format!("/v1/customers/{second}/data-export"), json!({})).once().await.problem(403, "forbidden");
    }
    app.sql("update data_exports set expires_at = '2026-01-01 00:00:00'");
    admin.get(&format!("/v1/data-exports/{ended}")).await.problem(404, "not_found");
    app.enqueue(&regulars::assembly::jobs::retention::Retention::default());
    app.run_jobs().await;
    assert_eq!(app.count("data_export_chunks") + app.count("data_exports"), 0);
}
