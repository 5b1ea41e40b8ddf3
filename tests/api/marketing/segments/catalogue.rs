//! Creating, listing, changing, archiving.

use regulars_tests::{TestApp, json};

use super::{segment, spent};

#[actix_web::test]
async fn a_segment_is_created_read_listed_and_changed() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let new = json!({"name": " 常客 ", "kind": "rule", "rule": spent(1000), "description": "x"});
    let made = admin.post("/v1/segments", new).header("Accept-Language", "zh-CN").await.created();
    assert_eq!((made.text("name"), made.text("reading")), ("常客", "净消费至少 ¥10.00"));
    assert_eq!((made.text("state"), made.body["stale"].as_bool()), ("active", Some(true)), "not yet refreshed");
    assert!(made.id().starts_with("seg_"));
    app.run_jobs().await;

    let path = format!("/v1/segments/{}", made.id());
    let read = admin.get(&path).header("Accept-Language", "en").await.ok();
    assert_eq!(read.text("reading"), "net spend is at least ¥10.00");
    assert_eq!((read.body["stale"].as_bool(), read.body["size"].as_i64()), (Some(false), Some(0)));
    assert_eq!(admin.get(&path).header("If-None-Match", read.etag()).await.status, 304);
    admin.patch(&path, json!({"name": "x"})).await.problem(428, "precondition_required");
    let changed = admin.patch(&path, json!({"rule": spent(500), "description": null})).if_match(read.etag()).await.ok();
    assert_eq!(changed.body["rule"], spent(500));
    assert!(changed.body["description"].is_null() && changed.body["stale"] == true);
    admin.patch(&path, json!({"name": "x"})).if_match("\"1\"").await.problem(412, "stale");

    let hand = admin.post("/v1/segments", json!({"name": "手选", "kind": "static"})).await.created();
    assert!(hand.body["rule"].is_null() && hand.body["reading"].is_null());
    assert_eq!(admin.get("/v1/segments").await.ok().each("name"), ["手选", "常客"]);
    assert_eq!(admin.get("/v1/segments?kind=rule").await.ok().each("name"), ["常客"]);
    assert_eq!(admin.get("/v1/segments?q=%E6%89%8B").await.ok().each("name"), ["手选"]);
    let first = admin.get("/v1/segments?limit=1").await.ok();
    let next = format!("/v1/segments?limit=1&cursor={}", first.text("next_cursor"));
    assert_eq!(admin.get(&next).await.ok().each("name"), ["常客"]);
}

#[actix_web::test]
async fn a_segment_that_others_are_made_of_stays() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let base = segment(&app, &admin, spent(1)).await;
    let upon = segment(&app, &admin, json!({"not": {"segment": {"id": base}}})).await;
    let archive = json!({"state": "archived"});
    let (base_path, upon_path) = (format!("/v1/segments/{base}"), format!("/v1/segments/{upon}"));
    let refused = admin.patch(&base_path, archive.clone()).if_match("*").await.problem(409, "conflict");
    assert_eq!(refused.body["segments"], json!([upon]));
    admin.patch(&upon_path, archive.clone()).if_match("*").await.ok();
    admin.patch(&base_path, archive).if_match("*").await.ok();
    assert_eq!(admin.get("/v1/segments?state=active").await.ok().data().len(), 0);

    let opened = admin.patch(&upon_path, json!({"state": "active"})).if_match("*").await;
    opened.problem(422, "invalid").fault("/rule/not/segment/id", "conflict");
    admin.post(&format!("{base_path}/refresh"), json!({})).await.problem(409, "conflict");
}
