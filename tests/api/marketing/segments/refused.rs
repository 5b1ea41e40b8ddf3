//! What a segment may not be.

use regulars_tests::{TestApp, json};

use super::{segment, spent};

#[actix_web::test]
async fn a_kind_has_what_belongs_to_it() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let without = admin.post("/v1/segments", json!({"name": "x", "kind": "rule"})).await;
    without.problem(422, "invalid").fault("/rule", "required");
    let with = admin.post("/v1/segments", json!({"name": "x", "kind": "static", "rule": spent(1)})).await;
    with.problem(422, "invalid").fault("/rule", "conflict");
    let hand = admin.post("/v1/segments", json!({"name": "x", "kind": "static"})).await.created().id();
    let path = format!("/v1/segments/{hand}");
    admin
        .patch(&path, json!({"rule": spent(1)}))
        .if_match("*")
        .await
        .problem(422, "invalid")
        .fault("/rule", "conflict");
    admin.post(&format!("{path}/refresh"), json!({})).await.problem(409, "conflict");
    let ruled = segment(&app, &admin, spent(1)).await;
    let put = admin.put(&format!("/v1/segments/{ruled}/members"), json!({"customer_ids": []})).if_match("*").await;
    put.problem(409, "conflict");
}

#[actix_web::test]
async fn a_segment_never_refers_to_itself() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let of = |id: &str| json!({"segment": {"id": id}});
    let one = segment(&app, &admin, spent(1)).await;
    let two = segment(&app, &admin, of(&one)).await;
    let three = segment(&app, &admin, json!({"any": [spent(5), of(&two)]})).await;
    let path = format!("/v1/segments/{one}");
    for (named, pointer) in
        [(&one, "/rule/all/1/segment/id"), (&two, "/rule/all/1/segment/id"), (&three, "/rule/all/1/segment/id")]
    {
        let circular = json!({"rule": {"all": [spent(1), of(named)]}});
        admin.patch(&path, circular).if_match("*").await.problem(422, "invalid").fault(pointer, "conflict");
    }
    admin.patch(&format!("/v1/segments/{three}"), json!({"rule": of(&one)})).if_match("*").await.ok();
}
