//! Plans that are refused, each fault at its place; and the list.

use regulars_tests::json;

use super::Stage;

#[actix_web::test]
async fn each_fault_of_a_plan_is_told_at_its_place() {
    let stage = Stage::of(1).await;
    for (field, value, at, code) in [
        (
            "arms",
            json!([{"key": "a", "name": "甲", "template_id": stage.template, "share": 9999}]),
            "/arms",
            "conflict",
        ),
        (
            "arms",
            json!([{"key": "control", "name": "甲", "template_id": stage.template, "share": 10_000}]),
            "/arms/0/key",
            "not_accepted",
        ),
        (
            "arms",
            json!([{"key": "a", "name": "甲", "template_id": "tpl_0", "share": 10_000}]),
            "/arms/0/template_id",
            "not_found",
        ),
        ("audience", json!({"segments": [stage.segment, stage.segment]}), "/audience/segments/1", "duplicate"),
        (
            "audience",
            json!({"segments": [stage.segment], "exclude": [stage.segment]}),
            "/audience/exclude/0",
            "conflict",
        ),
        ("audience", json!({"segments": ["seg_0"]}), "/audience/segments/0", "not_found"),
        ("plan", json!({"purpose": {"target": 0}}), "/plan/purpose/target", "out_of_range"),
        ("plan", json!({"market": {"rivals": "字".repeat(2001)}}), "/plan/market/rivals", "too_long"),
        ("control_share", json!(5001), "/control_share", "out_of_range"),
        ("attribution_days", json!(0), "/attribution_days", "out_of_range"),
        ("margin_rate", json!(10_001), "/margin_rate", "out_of_range"),
        ("budget", json!({"amount": 1, "currency": "EUR"}), "/budget", "other_currency"),
        ("budget", json!({"amount": -1, "currency": "CNY"}), "/budget/amount", "out_of_range"),
        ("name", json!("a\nb"), "/name", "malformed"),
    ] {
        let mut new = stage.whole_plan();
        new[field] = value;
        stage.author.post("/v1/campaigns", new).await.problem(422, "invalid").fault(at, code);
    }
    let archived = super::segment(&stage.author, &[]).await;
    let path = format!("/v1/segments/{archived}");
    stage.author.patch(&path, json!({"state": "archived"})).if_match("*").await.ok();
    let mut new = stage.whole_plan();
    new["audience"]["segments"] = json!([archived]);
    let refused = stage.author.post("/v1/campaigns", new).await;
    refused.problem(422, "invalid").fault("/audience/segments/0", "conflict");
    assert_eq!(stage.app.count("campaigns"), 0);
}

#[actix_web::test]
async fn a_draft_is_changed_and_listed() {
    let stage = Stage::of(1).await;
    let first = stage.draft(stage.whole_plan()).await;
    let mut mail = stage.whole_plan();
    mail["name"] = json!("邮件周报");
    mail["channel"] = json!("email");
    let second = stage.draft(mail).await;
    let path = format!("/v1/campaigns/{first}");
    let plan = json!({"purpose": {"goal": "keep", "target": 5}, "execution": {"offer": "九折"}});
    let patch =
        json!({"plan": plan, "send_until": "2099-01-01T00:00:00Z", "budget": {"amount": 500_000, "currency": "CNY"}});
    stage.author.patch(&path, patch.clone()).await.problem(428, "precondition_required");
    let changed = stage.author.patch(&path, patch).if_match("\"1\"").await.ok();
    assert_eq!(changed.body["plan"]["execution"]["offer"], "九折");
    assert_eq!(changed.text("send_until"), "2099-01-01T00:00:00.000Z");
    let cleared =
        stage.author.patch(&path, json!({"budget": null, "send_until": null})).if_match(changed.etag()).await.ok();
    assert!(cleared.body["budget"].is_null() && cleared.body["send_until"].is_null());
    stage.author.patch(&path, json!({"name": "x"})).if_match(changed.etag()).await.problem(412, "stale");
    stage.author.patch(&path, json!({"name": null})).if_match("*").await.problem(422, "invalid");

    let all = stage.author.get("/v1/campaigns").await.ok();
    assert_eq!(all.each("id"), [&*second, &*first]);
    assert_eq!(stage.author.get("/v1/campaigns?channel=email").await.ok().each("id"), [&*second]);
    assert_eq!(stage.author.get("/v1/campaigns?state=running").await.ok().data().len(), 0);
    assert_eq!(stage.author.get("/v1/campaigns?q=%E5%91%A8%E6%8A%A5").await.ok().each("id"), [&*second]);
    let page = stage.author.get("/v1/campaigns?limit=1").await.ok();
    let next = format!("/v1/campaigns?limit=1&cursor={}", page.text("next_cursor"));
    assert_eq!(stage.author.get(&next).await.ok().each("id"), [&*first]);
    let again = stage.author.get(&path).await.ok();
    assert_eq!(stage.author.get(&path).header("If-None-Match", again.etag()).await.status, 304);
}
