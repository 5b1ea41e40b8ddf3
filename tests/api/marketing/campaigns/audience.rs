//! Whom a campaign is for when it is launched: looked at right before, and not without a new look when it is not what was
//! approved. Made from public reports.

use regulars_domain::messaging::messages::MessagingPolicy;
use regulars_tests::{Reply, Role, TestApp, Value, json};

use super::{Stage, awake, customer, phone, set_policy};

impl Stage {
    /// A segment by a rule, with its members.
    async fn ruled(&self, name: &str, rule: Value) -> String {
        let new = json!({"name": name, "kind": "rule", "rule": rule});
        let id = self.author.post("/v1/segments", new).await.created().id();
        self.app.run_jobs().await;
        id
    }

    async fn change_rule(&self, segment: &str, rule: Value) {
        self.author.patch(&format!("/v1/segments/{segment}"), json!({"rule": rule})).if_match("*").await.ok();
    }

    async fn segment_of(&self, id: &str) -> Value {
        self.author.get(&format!("/v1/segments/{id}")).await.ok().body
    }

    /// Somebody with a tag, a phone and a yes.
    async fn tagged(&self, number: usize, tag: &str) -> String {
        let admin = self.app.admin().await;
        let id = customer(&admin, &self.app.units.n1, number).await;
        admin.patch(&format!("/v1/customers/{id}"), json!({"tags": [tag]})).if_match("*").await.ok();
        id
    }

    fn plan_for(&self, audience: Value) -> Value {
        let mut new = self.whole_plan();
        new["audience"] = audience;
        new
    }

    async fn launch(&self, id: &str, people: i64) -> Reply {
        self.author.post(&format!("/v1/campaigns/{id}/launches"), json!({"people": people})).once().await
    }

    /// Schedules it, and the time comes.
    async fn time_comes(&self, id: &str) {
        let time = json!({"scheduled_at": "2099-01-01T00:00:00Z"});
        self.author.post(&format!("/v1/campaigns/{id}/schedule"), time).await.ok();
        self.app.sql(&format!("update campaigns set scheduled_at = '2026-01-01 00:00:00' where id = '{id}'"));
        self.tick().await;
    }
}

fn tag(tags: &[&str]) -> Value {
    json!({"choice": {"of": "tag", "in": tags}})
}

fn tag_but_not(within: &str, segment: &str) -> Value {
    json!({"all": [tag(&[within]), {"not": {"segment": {"id": segment}}}]})
}

#[actix_web::test]
async fn a_segment_on_a_segment_is_refreshed_after_it() {
    let stage = Stage::of(0).await;
    for number in 1..=4 {
        stage.tagged(number, "in1").await;
    }
    let inner = stage.ruled("inner", tag(&["vip1"])).await;
    let outer = stage.ruled("outer", tag_but_not("in1", &inner)).await;
    let outermost = stage.ruled("outermost", json!({"all": [{"segment": {"id": outer}}]})).await;
    let sizes = async || {
        let mut sizes = Vec::new();
        for id in [&inner, &outer, &outermost] {
            sizes.push(stage.segment_of(id).await["size"].as_i64().unwrap());
        }
        sizes
    };
    assert_eq!(sizes().await, [0, 4, 4]);
    stage.change_rule(&inner, tag(&["in1"])).await;
    for id in [&inner, &outer, &outermost] {
        assert_eq!(stage.segment_of(id).await["stale"], true, "a rule under it was changed");
    }
    stage.app.run_jobs().await;
    assert_eq!(sizes().await, [4, 0, 0]);
    let found = stage.segment_of(&outermost).await;
    assert_eq!((&found["stale"], found["fresh_as_of"].is_null()), (&json!(false), false));
    // Refreshing the outer one first refreshes what it rests on.
    stage.tagged(5, "in1").await;
    stage.author.post(&format!("/v1/segments/{outermost}/refresh"), json!({})).await.accepted();
    stage.app.run_jobs().await;
    assert_eq!(sizes().await, [5, 0, 0]);
    // Its freshness is that of the oldest.
    stage.app.sql(&format!("update segments set refreshed_at = '2026-01-01 00:00:00' where id = '{inner}'"));
    let found = stage.segment_of(&outermost).await;
    assert_eq!((&found["fresh_as_of"], &found["stale"]), (&json!("2026-01-01T00:00:00.000Z"), &json!(false)));
    let listed = stage.author.get("/v1/segments").await.ok();
    let row = listed.data().iter().find(|row| row["id"] == *outermost).unwrap();
    assert_eq!(row["fresh_as_of"], "2026-01-01T00:00:00.000Z");
    // A circle is refused.
    let circle = json!({"rule": {"all": [{"segment": {"id": outermost}}]}});
    let refused = stage.author.patch(&format!("/v1/segments/{inner}"), circle).if_match("*").await;
    refused.problem(422, "invalid").fault("/rule/all/0/segment/id", "conflict");
}

#[actix_web::test]
async fn a_segment_on_a_list_follows_the_list() {
    let stage = Stage::of(0).await;
    let mut people = Vec::new();
    for number in 1..=4 {
        people.push(stage.tagged(number, "in1").await);
    }
    let inner = super::segment(&stage.author, &[]).await;
    let outer = stage.ruled("outer", tag_but_not("in1", &inner)).await;
    assert_eq!(stage.segment_of(&outer).await["size"], 4);
    let list = json!({"customer_ids": people[..2]});
    stage.author.put(&format!("/v1/segments/{inner}/members"), list).if_match("*").await.ok();
    assert_eq!(stage.segment_of(&outer).await["stale"], true);
    stage.app.run_jobs().await;
    let found = stage.segment_of(&outer).await;
    assert_eq!((&found["size"], &found["stale"]), (&json!(2), &json!(false)));
}

#[actix_web::test]
async fn who_was_excluded_by_a_stale_segment_gets_nothing() {
    let stage = Stage::of(0).await;
    for number in 1..=4 {
        stage.tagged(number, "in1").await;
    }
    let inner = stage.ruled("inner", tag(&["vip1"])).await;
    let outer = stage.ruled("outer", tag_but_not("in1", &inner)).await;
    let id = stage.approved(stage.plan_for(json!({"segments": [outer]}))).await;
    stage.app.run_jobs().await;
    // The rule is changed behind the server's back, so that no refresh was asked for.
    stage.app.sql(&format!("update segments set rule = replace(rule, 'vip1', 'in1') where id = '{inner}'"));
    assert_eq!(stage.prepared(&id).await, json!({"people": 0}));
    stage.launch(&id, 4).await.problem(409, "audience_empty");
    stage.app.run_jobs().await;
    assert_eq!(stage.gateway.taken().len(), 0);
}

#[actix_web::test]
async fn who_left_the_audience_since_is_not_written_to() {
    let stage = Stage::of(0).await;
    let admin = stage.app.admin().await;
    let (bought, away) = (stage.tagged(1, "w1").await, stage.tagged(2, "w1").await);
    let buy = |id: String, at: String| {
        let lines = json!([{"amount": {"amount": 100, "currency": "CNY"}}]);
        let new = json!({"customer_id": id, "unit_id": stage.app.units.n1, "occurred_at": at, "lines": lines});
        admin.post("/v1/purchases", new).once()
    };
    let long_ago = (regulars_tests::now() - chrono::Duration::days(80)).to_rfc3339();
    for id in [&bought, &away] {
        buy(id.clone(), long_ago.clone()).await.created();
    }
    let segment = stage.ruled("away", json!({"all": [tag(&["w1"]), {"not_bought": {"within_days": 60}}]})).await;
    let id = stage.approved(stage.plan_for(json!({"segments": [segment]}))).await;
    stage.app.run_jobs().await;
    buy(bought.clone(), regulars_tests::now().to_rfc3339()).await.created();
    assert_eq!(stage.prepared(&id).await, json!({"people": 1}));
    let refused = stage.launch(&id, 2).await.problem(409, "audience_changed");
    assert_eq!(refused.body["people"], 1);
    stage.launch(&id, 1).await.accepted();
    stage.app.run_jobs().await;
    assert_eq!(stage.deliveries(&id, "").await.each("customer_id"), [away]);
}

#[actix_web::test]
async fn a_refresh_between_launch_and_planning_changes_nobody() {
    let stage = Stage::of(0).await;
    let admin = stage.app.admin().await;
    let retag = async |id: &str, tag: &str| {
        admin.patch(&format!("/v1/customers/{id}"), json!({"tags": [tag]})).if_match("*").await.ok();
    };
    let mut people = Vec::new();
    for number in 1..=7 {
        people.push(stage.tagged(number, "w1").await);
    }
    let [swapped, untagged, refused, suppressed, erased, merged, kept] = people.as_slice() else { panic!() };
    let (came_first, came_later) = (stage.tagged(8, "other").await, stage.tagged(9, "other").await);
    let segment = stage.ruled("w1", tag(&["w1"])).await;
    let id = stage.approved(stage.plan_for(json!({"segments": [segment]}))).await;
    assert_eq!(stage.prepared(&id).await, json!({"people": 7}));
    let refresh = async || {
        stage.author.post(&format!("/v1/segments/{segment}/refresh"), json!({})).await.accepted();
        stage.app.run_jobs().await;
    };
    // Between preparation and launch: as many people, but others.
    retag(swapped, "other").await;
    retag(&came_first, "w1").await;
    refresh().await;
    stage.launch(&id, 7).await.accepted();
    // Between launch and planning: whoever comes or goes, and who may no longer be written to.
    stage.app.sql("update jobs set run_at = '2099-01-01 00:00:00' where kind = 'campaigns.plan'");
    retag(untagged, "other").await;
    retag(&came_later, "w1").await;
    super::consent(&admin, refused, false).await;
    admin.post("/v1/suppressions", json!({"channel": "sms", "address": phone(4)})).await.created();
    for (status, of) in [("erased", erased), ("merged", merged)] {
        stage.app.sql(&format!("update customers set status = '{status}' where id = '{of}'"));
    }
    refresh().await;
    assert_eq!(stage.segment_of(&segment).await["size"], 5, "the refresh saw who came and went");
    stage.app.sql("update jobs set run_at = '2026-01-01 00:00:00' where kind = 'campaigns.plan'");
    stage.app.run_jobs().await;
    let planned = stage.deliveries(&id, "").await;
    let outcome = |of: &String| {
        let row = planned.data().iter().find(|row| row["customer_id"] == **of).expect("a delivery");
        (row["state"].as_str().unwrap().to_owned(), row["reason"].as_str().map(str::to_owned))
    };
    let sent = || ("sent".to_owned(), None);
    let skipped = |reason: &str| ("suppressed".to_owned(), Some(reason.to_owned()));
    for (who, expected) in [
        (swapped, sent()),
        (untagged, sent()),
        (kept, sent()),
        (refused, skipped("opted_out")),
        (suppressed, skipped("blocked")),
        (erased, skipped("erased")),
        (merged, skipped("erased")),
    ] {
        assert_eq!(outcome(who), expected);
    }
    assert_eq!((planned.data().len(), stage.gateway.taken().len()), (7, 3));
    assert_eq!(stage.app.count("campaign_people"), 0, "the deliveries say it all by now");
}

#[actix_web::test]
async fn a_launch_of_a_version_that_kept_nobody_is_planned_as_the_segments_are() {
    let stage = Stage::of(3).await;
    let id = stage.launched(stage.whole_plan()).await;
    stage.app.sql("delete from campaign_people");
    stage.app.run_jobs().await;
    assert_eq!((stage.get(&id).await.text("state"), stage.gateway.taken().len()), ("completed", 3));
    // A preparation that only counted is not launched.
    let id = stage.approved(stage.whole_plan()).await;
    let people = stage.prepared(&id).await["people"].as_i64().unwrap();
    stage.app.sql("delete from campaign_people");
    stage.launch(&id, people).await.problem(409, "not_prepared");
}

#[actix_web::test]
async fn a_launch_takes_a_preparation_of_the_last_ten_minutes() {
    let stage = Stage::of(2).await;
    let id = stage.approved(stage.whole_plan()).await;
    stage.launch(&id, 2).await.problem(409, "not_prepared");
    let job = stage.author.post(&format!("/v1/campaigns/{id}/preparations"), json!({})).once().await.accepted();
    assert_eq!((job.text("kind"), job.text("subject_id")), ("campaigns.prepare", &*id));
    stage.app.run_jobs().await;
    let told = stage.author.get(job.header("location")).await.ok().body["result"].clone();
    assert_eq!(told, json!({"people": 2, "reachable": 2, "state": "approved"}));
    let preparation = stage.get(&id).await.body["preparation"].clone();
    assert_eq!((&preparation["people"], &preparation["reachable"]), (&json!(2), &json!(2)));
    // Ten minutes pass.
    let held = |minutes: i64| {
        let mut db = stage.app.db();
        let mut held = regulars_db::marketing::oversight::of(&mut db, &id).unwrap();
        held.prepared.as_mut().unwrap().at -= chrono::Duration::minutes(minutes);
        regulars_db::marketing::oversight::put(&mut db, &id, held).unwrap();
    };
    held(11);
    stage.launch(&id, 2).await.problem(409, "not_prepared");
    held(-6);
    stage.launch(&id, 2).await.accepted();
    stage.author.post(&format!("/v1/campaigns/{id}/preparations"), json!({})).once().await.problem(409, "conflict");
}

#[actix_web::test]
async fn another_rule_after_the_approval_goes_back_to_review() {
    let stage = Stage::of(0).await;
    for number in 1..=2 {
        stage.tagged(number, "ap1").await;
    }
    for number in 3..=7 {
        stage.tagged(number, "ot1").await;
    }
    let segment = stage.ruled("ap1", tag(&["ap1"])).await;
    let plan = stage.plan_for(json!({"segments": [segment]}));
    let (by_itself, by_hand) = (stage.approved(plan.clone()).await, stage.approved(plan).await);
    assert_eq!(stage.get(&by_itself).await.body["approved_people"], 2);
    stage.prepared(&by_hand).await;
    stage.change_rule(&segment, tag(&["ap1", "ot1"])).await;
    stage.app.run_jobs().await;
    // By hand: neither with the old number nor after a new preparation.
    stage.launch(&by_hand, 2).await.problem(409, "not_prepared");
    stage.launch(&by_hand, 7).await.problem(409, "not_prepared");
    assert_eq!(stage.prepared(&by_hand).await, json!({"people": 7}));
    stage.launch(&by_hand, 7).await.problem(409, "conflict");
    // By itself.
    stage.time_comes(&by_itself).await;
    for id in [&by_hand, &by_itself] {
        let found = stage.get(id).await;
        assert_eq!((found.text("state"), found.text("returned_for")), ("in_review", "audience_rules"));
        assert!(found.body["approved_by"].is_null() && found.body["scheduled_at"].is_null());
        assert!(found.body["approved_people"].is_null());
    }
    assert_eq!(stage.gateway.taken().len(), 0);
    // After a new look it goes out.
    stage.step(&stage.approver, &by_itself, "approve").await.ok();
    assert!(stage.get(&by_itself).await.body["returned_for"].is_null());
    stage.time_comes(&by_itself).await;
    assert_eq!((stage.get(&by_itself).await.text("state"), stage.gateway.taken().len()), ("completed", 7));
}

#[actix_web::test]
async fn an_audience_that_grew_by_more_than_a_fifth_goes_back_to_review() {
    let stage = Stage::of(0).await;
    stage.tagged(1, "ap1").await;
    let segment = stage.ruled("ap1", tag(&["ap1"])).await;
    let plan = stage.plan_for(json!({"segments": [segment]}));
    let id = stage.approved(plan.clone()).await;
    for number in 2..=6 {
        stage.tagged(number, "ap1").await;
    }
    stage.time_comes(&id).await;
    let found = stage.get(&id).await;
    assert_eq!((found.text("state"), found.text("returned_for")), ("in_review", "audience_growth"));
    // As a setting: of six people not one more, or one more.
    let admin = stage.app.admin().await;
    set_policy(&admin, &MessagingPolicy { audience_growth_percent: 0, ..awake() }).await;
    let strict = stage.approved(plan.clone()).await;
    stage.tagged(7, "ap1").await;
    stage.time_comes(&strict).await;
    assert_eq!(stage.get(&strict).await.text("returned_for"), "audience_growth");
    set_policy(&admin, &MessagingPolicy { audience_growth_percent: 20, ..awake() }).await;
    let lenient = stage.approved(plan).await;
    stage.tagged(8, "ap1").await;
    stage.time_comes(&lenient).await;
    assert_eq!(stage.get(&lenient).await.text("state"), "completed");
}

#[actix_web::test]
async fn another_list_of_as_many_people_is_not_what_was_approved() {
    let stage = Stage::of(4).await;
    let list = super::segment(&stage.author, &stage.customers[..2]).await;
    let id = stage.approved(stage.plan_for(json!({"segments": [list]}))).await;
    let others = json!({"customer_ids": stage.customers[2..]});
    stage.author.put(&format!("/v1/segments/{list}/members"), others).if_match("*").await.ok();
    stage.time_comes(&id).await;
    assert_eq!(stage.get(&id).await.text("returned_for"), "audience_rules");
}

#[actix_web::test]
async fn reachable_is_who_really_gets_the_message() {
    let stage = Stage::of(6).await;
    let admin = stage.app.admin().await;
    let [_, suppressed, homeless, refused, silent, _] = stage.customers.as_slice() else { panic!() };
    let suppression = json!({"channel": "sms", "address": phone(1)});
    admin.post("/v1/suppressions", suppression).await.created();
    stage.app.sql(&format!("delete from customer_identities where customer_id = '{homeless}'"));
    super::consent(&admin, refused, false).await;
    stage.app.sql(&format!("delete from consents where customer_id = '{silent}'"));
    let reachable = async |id: &str| {
        let told = stage.author.get(&format!("/v1/campaigns/{id}/checklist")).await.ok();
        assert_eq!(told.body["people"], 6);
        told.body["reachable"].as_i64().unwrap()
    };
    let id = stage.approved(stage.whole_plan()).await;
    assert_eq!(reachable(&id).await, 2);
    let people = stage.prepared(&id).await["people"].as_i64().unwrap();
    assert_eq!(stage.get(&id).await.body["preparation"]["reachable"], 2);
    stage.launch(&id, people).await.accepted();
    stage.app.run_jobs().await;
    assert_eq!(stage.counted(&id, "sent").await, 2);
    // Who had as many messages as the cap allows gets no more.
    set_policy(&admin, &MessagingPolicy { cap_messages: 1, ..awake() }).await;
    let next = stage.draft(stage.whole_plan()).await;
    assert_eq!(reachable(&next).await, 0);
    // A service message asks nobody, but an address on the list gets nothing.
    let mut service = stage.whole_plan();
    service["purpose"] = json!("service");
    let service = stage.draft(service).await;
    assert_eq!(reachable(&service).await, 4, "but for {suppressed} and {homeless}");
}

#[actix_web::test]
async fn links_to_the_readers_own_machine_are_not_sent() {
    let url = "https://sms.chain.example/send".to_owned();
    let app = TestApp::with(|config| {
        config.http.public_url = "http://localhost:8080".to_owned();
        config.sms.url = Some(url);
        config.sms.secret = Some("a secret of some length".to_owned());
    })
    .await;
    let admin = app.admin().await;
    let author = app.actor(Role::Marketing, &app.units.group).await;
    let approver = app.actor(Role::Operations, &app.units.group).await;
    let person = customer(&admin, &app.units.n1, 1).await;
    let list = super::segment(&author, &[person]).await;
    let template = json!({"name": "买二送一", "channel": "sms", "purpose": "marketing",
        "contents": {"zh-CN": {"text": super::WORDS}}});
    let template = author.post("/v1/templates", template).await.created().id();
    let plan = json!({"name": "老客召回", "channel": "sms", "purpose": "marketing", "control_share": 0,
        "plan": {"purpose": {"goal": "win_back", "target": 30}}, "audience": {"segments": [list]},
        "arms": [{"key": "a", "name": "甲", "template_id": template, "share": 10_000}]});
    let id = author.post("/v1/campaigns", plan).await.created().id();
    let checklist = author.get(&format!("/v1/campaigns/{id}/checklist")).await.ok();
    let line =
        checklist.body["items"].as_array().unwrap().iter().find(|item| item["part"] == "public_address").unwrap();
    assert_eq!(line["readiness"], "needed_for_launch");
    author.post(&format!("/v1/campaigns/{id}/review"), json!({})).await.ok();
    approver.post(&format!("/v1/campaigns/{id}/approve"), json!({})).await.ok();
    let refused = author.post(&format!("/v1/campaigns/{id}/launches"), json!({"people": 1})).once().await;
    assert_eq!(refused.problem(409, "not_ready").body["lacking"], json!(["public_address"]));
}
