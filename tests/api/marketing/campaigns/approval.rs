//! Who may decide, and what is decided on.

use regulars_tests::{Action, Role, json};

use super::Stage;

#[actix_web::test]
async fn nobody_approves_what_they_wrote_or_changed() {
    let stage = Stage::of(1).await;
    let admin = stage.app.admin().await;
    let id = admin.post("/v1/campaigns", stage.whole_plan()).await.created().id();
    let path = format!("/v1/campaigns/{id}");
    // The one who will approve changes a word, then hands it in.
    stage.approver.patch(&path, json!({"name": "改一个字"})).if_match("*").await.ok();
    stage.step(&admin, &id, "review").await.ok();
    stage.step(&admin, &id, "approve").await.problem(403, "own_work");
    stage.step(&stage.approver, &id, "approve").await.problem(403, "own_work");
    stage.step(&stage.author, &id, "approve").await.problem(403, "forbidden");
    let key = stage.app.key(&[Action::CampaignsApprove], &stage.app.units.group).await;
    stage.step(&key, &id, "approve").await.problem(403, "forbidden");
    assert_eq!(stage.get(&id).await.text("state"), "in_review");
    let executive = stage.app.actor(Role::Executive, &stage.app.units.group).await;
    stage.step(&executive, &id, "approve").await.ok();
    assert_eq!(stage.get(&id).await.text("approved_by"), executive.id);
}

#[actix_web::test]
async fn a_later_change_by_somebody_else_does_not_wash_a_hand_clean() {
    let stage = Stage::of(1).await;
    let admin = stage.app.admin().await;
    let operations = stage.app.actor(Role::Executive, &stage.app.units.group).await;
    // One plans, another renames it, and the first would approve.
    let id = stage.approver.post("/v1/campaigns", stage.whole_plan()).await;
    let id =
        if id.status == 201 { id.id() } else { admin.post("/v1/campaigns", stage.whole_plan()).await.created().id() };
    let path = format!("/v1/campaigns/{id}");
    stage.approver.patch(&path, json!({"name": "甲"})).if_match("*").await.ok();
    stage.author.patch(&path, json!({"name": "乙"})).if_match("*").await.ok();
    admin.patch(&path, json!({"name": "丙"})).if_match("*").await.ok();
    stage.step(&stage.author, &id, "review").await.ok();
    stage.step(&stage.approver, &id, "approve").await.problem(403, "own_work");
    stage.step(&admin, &id, "approve").await.problem(403, "own_work");
    // Going back to its author changes nothing of that.
    operations.post(&format!("{path}/reject"), json!({"note": "再看看"})).await.ok();
    stage.author.patch(&path, json!({"name": "丁"})).if_match("*").await.ok();
    stage.step(&stage.author, &id, "review").await.ok();
    stage.step(&stage.approver, &id, "approve").await.problem(403, "own_work");
    stage.step(&operations, &id, "approve").await.ok();
}

#[actix_web::test]
async fn what_a_key_plans_is_planned_by_its_maker() {
    let stage = Stage::of(1).await;
    let admin = stage.app.admin().await;
    let key = stage.app.key(&[Action::CampaignsWrite, Action::CampaignsRead], &stage.app.units.group).await;
    let maker = admin.get(&format!("/v1/api-keys/{}", key.id)).await.ok();
    let id = key.post("/v1/campaigns", stage.whole_plan()).await.created().id();
    stage.step(&key, &id, "review").await.ok();
    stage.app.sql(&format!("update api_keys set created_by = '{}' where id = '{}'", stage.approver.id, maker.id()));
    stage.step(&stage.approver, &id, "approve").await.problem(403, "own_work");
    stage.app.sql(&format!("update api_keys set created_by = '{}' where id = '{}'", stage.author.id, maker.id()));
    stage.step(&stage.approver, &id, "approve").await.ok();
}

#[actix_web::test]
async fn who_reaches_a_part_of_the_organisation_plans_for_that_part() {
    let stage = Stage::of(1).await;
    let regional = stage.app.actor(Role::Marketing, &stage.app.units.north).await;
    let own = regional.post("/v1/campaigns", stage.whole_plan()).await.created();
    assert_eq!(own.text("unit_id"), stage.app.units.north);
    let id = stage.approved(stage.whole_plan()).await;
    regional.post(&format!("/v1/campaigns/{id}/preparations"), json!({})).once().await.problem(403, "forbidden");
    regional.post(&format!("/v1/campaigns/{id}/launches"), json!({"people": 1})).once().await.problem(403, "forbidden");
    regional.get(&format!("/v1/campaigns/{id}")).await.ok();
}

#[actix_web::test]
async fn what_is_handed_in_is_not_changed_any_more() {
    let stage = Stage::of(1).await;
    let id = stage.draft(stage.whole_plan()).await;
    let path = format!("/v1/campaigns/{id}");
    stage.step(&stage.author, &id, "review").await.ok();
    let refused = stage.author.patch(&path, json!({"name": "x"})).if_match("*").await.problem(409, "conflict");
    assert_eq!(refused.body["state"], "in_review");
    let cost = json!({"cost": {"amount": 120_000, "currency": "CNY"}, "margin_rate": 6000});
    let patched = stage.author.patch(&path, cost.clone()).if_match("*").await.ok();
    assert_eq!((&patched.body["cost"], &patched.body["margin_rate"]), (&cost["cost"], &cost["margin_rate"]));

    let note = json!({"note": "请加上对照组"});
    let back = stage.approver.post(&format!("{path}/reject"), note).await.ok();
    assert_eq!((back.text("state"), back.text("review_note")), ("draft", "请加上对照组"));
    stage.author.patch(&path, json!({"control_share": 1000})).if_match("*").await.ok();
    stage.step(&stage.author, &id, "review").await.ok();
    stage.step(&stage.approver, &id, "approve").await.ok();
    // An approval can be taken back until the launch.
    stage.approver.post(&format!("{path}/reject"), json!({"note": "预算不足"})).await.ok();
    let draft = stage.get(&id).await;
    assert!(draft.body["approved_by"].is_null() && draft.text("state") == "draft");
    stage.author.post(&format!("{path}/launches"), json!({"people": 1})).once().await.problem(409, "conflict");
}

#[actix_web::test]
async fn what_lacks_something_is_not_handed_in() {
    let stage = Stage::of(1).await;
    let bare = json!({"name": "空", "channel": "sms", "purpose": "marketing"});
    let id = stage.draft(bare).await;
    let refused = stage.step(&stage.author, &id, "review").await.problem(409, "not_ready");
    assert_eq!(refused.body["lacking"], json!(["goal", "audience", "contents", "templates"]));

    // A template of another channel says nothing here.
    let mail = json!({"name": "邮件", "channel": "email", "purpose": "marketing",
        "contents": {"zh-CN": {"subject": "新品", "text": "退订 {{unsubscribe_url}}"}}});
    let mail = stage.author.post("/v1/templates", mail).await.created().id();
    let mut new = stage.whole_plan();
    new["arms"][0]["template_id"] = json!(mail);
    let id = stage.draft(new).await;
    let refused = stage.step(&stage.author, &id, "review").await.problem(409, "not_ready");
    assert_eq!(refused.body["lacking"], json!(["templates"]));
}

/// The author of any part is an author: who changed what a template says, or whom a segment holds.
#[actix_web::test]
async fn nobody_approves_a_plan_that_rests_on_their_template_or_segment() {
    let stage = Stage::of(2).await;
    let group = &stage.app.units.group;
    let id = stage.draft(stage.whole_plan()).await;
    stage.step(&stage.author, &id, "review").await.ok();
    let [writer, lister, namer, admin] =
        [Role::Operations, Role::Operations, Role::Operations, Role::Admin].map(|role| stage.app.actor(role, group));
    let (writer, lister, namer, admin) = (writer.await, lister.await, namer.await, admin.await);

    let template = format!("/v1/templates/{}", stage.template);
    let words = json!({"contents": {"zh-CN": {"text": "买三送一。退订 {{unsubscribe_url}}"}}});
    writer.patch(&template, words).if_match("*").await.ok();
    let members = format!("/v1/segments/{}/members", stage.segment);
    lister.put(&members, json!({"customer_ids": [stage.customers[0]]})).if_match("*").await.ok();
    // What neither changes what is sent nor to whom is no part of the work.
    namer.patch(&template, json!({"name": "短信"})).if_match("*").await.ok();
    namer.patch(&format!("/v1/segments/{}", stage.segment), json!({"name": "名单"})).if_match("*").await.ok();
    namer.put(&members, json!({"customer_ids": [stage.customers[0]]})).if_match("*").await.ok();
    // A key's work is its maker's.
    let key = stage.app.key(&[Action::TemplatesWrite, Action::TemplatesRead], group).await;
    let again = json!({"contents": {"zh-CN": {"text": "买四送一。退订 {{unsubscribe_url}}"}}});
    key.patch(&template, again).if_match("*").await.ok();
    stage.app.sql(&format!("update api_keys set created_by = '{}' where id = '{}'", admin.id, key.id));

    for (who, part) in [(&writer, "template"), (&lister, "segment"), (&admin, "template")] {
        let refused = stage.step(who, &id, "approve").await.problem(403, "own_work");
        assert_eq!(refused.body["part"], part);
    }
    assert_eq!(stage.get(&id).await.text("state"), "in_review");
    stage.step(&namer, &id, "approve").await.ok();
}

/// A segment that the audience only rests on is a part as well.
#[actix_web::test]
async fn who_wrote_what_a_segment_rests_on_wrote_a_part() {
    let stage = Stage::of(1).await;
    let group = &stage.app.units.group;
    let lister = stage.app.actor(Role::Operations, group).await;
    let under = lister.post("/v1/segments", json!({"name": "名单", "kind": "static"})).await.created().id();
    let above = json!({"name": "以外", "kind": "rule", "rule": {"not": {"segment": {"id": under}}}});
    let above = stage.author.post("/v1/segments", above).await;
    assert_eq!(above.status, 201, "{}", above.body);
    let mut new = stage.whole_plan();
    new["audience"] = json!({"segments": [stage.segment], "exclude": [above.id()]});
    let id = stage.draft(new).await;
    stage.step(&stage.author, &id, "review").await.ok();
    let refused = stage.step(&lister, &id, "approve").await.problem(403, "own_work");
    assert_eq!(refused.body["part"], "segment");
    stage.step(&stage.approver, &id, "approve").await.ok();
}
