//! Calendars, segments, templates and campaigns belong to a unit: those below read and use them, who has the right there
//! changes them, and beside it they do not exist.

use regulars_tests::{Action, Actor, Role, TestApp, Value, json};

/// One of each kind: its path, what makes one, and a change of it.
fn kinds() -> [(&'static str, Value, Value); 4] {
    let rule = json!({"week": {"monday": [{"from": "09:00", "to": "18:00"}]}});
    let text = json!({"zh-CN": {"text": "您好"}});
    [
        ("/v1/calendars", json!({"code": "W", "name": "门店", "rule": rule}), json!({"name": "新名"})),
        ("/v1/segments", json!({"name": "客群", "kind": "static"}), json!({"name": "新名"})),
        (
            "/v1/templates",
            json!({"name": "模板", "channel": "sms", "purpose": "service", "contents": text}),
            json!({"name": "新名"}),
        ),
        ("/v1/campaigns", json!({"name": "活动", "channel": "sms", "purpose": "service"}), json!({"name": "新名"})),
    ]
}

fn with(mut body: Value, member: &str, value: impl Into<Value>) -> Value {
    body[member] = value.into();
    body
}

async fn sees(who: &Actor, path: &str, id: &str) -> bool {
    let listed = who.get(&format!("{path}?limit=100")).await.ok().each("id").contains(&id);
    let reply = who.get(&format!("{path}/{id}")).await;
    assert_eq!(listed, reply.status == 200, "{path}");
    if !listed {
        reply.problem(404, "not_found");
    }
    listed
}

#[actix_web::test]
async fn what_belongs_above_is_read_and_not_changed() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let north = app.actor(Role::Operations, &app.units.north).await;
    let store = app.actor(Role::Operations, &app.units.n1).await;
    let south = app.actor(Role::Operations, &app.units.south).await;
    for (path, new, change) in kinds() {
        let whole = admin.post(path, new.clone()).once().await.created();
        assert_eq!(whole.text("unit_id"), app.units.group, "{path}");
        let new = if path == "/v1/calendars" { with(new, "code", "N") } else { new };
        let own = north.post(path, new).once().await.created();
        assert_eq!(own.text("unit_id"), app.units.north, "{path}");
        for (who, sees_own) in [(&admin, true), (&north, true), (&store, true), (&south, false)] {
            assert!(sees(who, path, &whole.id()).await, "{path}");
            assert_eq!(sees(who, path, &own.id()).await, sees_own, "{path}");
        }
        for who in [&north, &store, &south] {
            let reply = who.patch(&format!("{path}/{}", whole.id()), change.clone()).if_match("*").await;
            reply.problem(403, "forbidden");
        }
        let of_north = format!("{path}/{}", own.id());
        store.patch(&of_north, change.clone()).if_match("*").await.problem(403, "forbidden");
        south.patch(&of_north, change.clone()).if_match("*").await.problem(404, "not_found");
        assert_eq!(north.patch(&of_north, change.clone()).if_match("*").await.ok().text("name"), "新名");
        admin.patch(&of_north, change).if_match("*").await.ok();
    }
}

#[actix_web::test]
async fn who_works_in_several_units_says_for_which() {
    let app = TestApp::start().await;
    let units = [app.units.n1.clone(), app.units.s1.clone()].map(|unit| (unit, Role::Operations));
    let both = app.actor_with(&units).await;
    for (path, new, _) in kinds() {
        both.post(path, new.clone()).once().await.fault("/unit_id", "required");
        both.post(path, with(new.clone(), "unit_id", app.units.n2.clone())).once().await.fault("/unit_id", "not_found");
        both.post(path, with(new.clone(), "unit_id", "unt_0")).once().await.fault("/unit_id", "not_found");
        let made = both.post(path, with(new, "unit_id", app.units.s1.clone())).once().await.created();
        assert_eq!(made.text("unit_id"), app.units.s1, "{path}");
    }
}

#[actix_web::test]
async fn only_what_is_above_is_used() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let segment = |unit: &str| json!({"name": "客群", "kind": "static", "unit_id": unit});
    let whole = admin.post("/v1/segments", segment(&app.units.group)).once().await.created().id();
    let north = admin.post("/v1/segments", segment(&app.units.north)).once().await.created().id();
    let south = admin.post("/v1/segments", segment(&app.units.south)).once().await.created().id();
    let campaign = |unit: &str, segment: &str| {
        json!({"name": "活动", "channel": "sms", "purpose": "service", "unit_id": unit,
            "audience": {"segments": [segment]}})
    };
    let rule = |unit: &str, segment: &str| json!({"name": "客群", "kind": "rule", "unit_id": unit, "rule": {"segment": {"id": segment}}});
    for (unit, used, fits) in [
        (&app.units.n1, &whole, true),
        (&app.units.n1, &north, true),
        (&app.units.n1, &south, false),
        (&app.units.group, &whole, true),
        // A region could change what counts for the whole organisation.
        (&app.units.group, &north, false),
    ] {
        let planned = admin.post("/v1/campaigns", campaign(unit, used)).once().await;
        let ruled = admin.post("/v1/segments", rule(unit, used)).once().await;
        if fits {
            planned.created();
            ruled.created();
        } else {
            planned.fault("/audience/segments/0", "not_found");
            ruled.fault("/rule/segment/id", "not_found");
        }
    }
    let usable = admin.get(&format!("/v1/segments?usable_by={}&kind=static", app.units.n1)).await.ok();
    assert_eq!(usable.each("id"), [north.as_str(), whole.as_str()]);
    let template = json!({"name": "模板", "channel": "sms", "purpose": "service", "unit_id": app.units.south,
        "contents": {"zh-CN": {"text": "您好"}}});
    let template = admin.post("/v1/templates", template).once().await.created().id();
    let arm = json!([{"key": "a", "name": "甲", "template_id": template, "share": 10_000}]);
    let body = with(campaign(&app.units.north, &whole), "arms", arm);
    admin.post("/v1/campaigns", body).once().await.fault("/arms/0/template_id", "not_found");
}

#[actix_web::test]
async fn segments_and_audiences_are_cut_to_their_unit() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut people = Vec::new();
    for home in [&app.units.n1, &app.units.n2, &app.units.s1, &app.units.north] {
        let person = json!({"name": "王小明", "home_unit_id": home});
        people.push(admin.post("/v1/customers", person).await.created().id());
    }
    let nowhere = admin.post("/v1/customers", json!({"name": "李雷"})).await.created().id();
    let everybody = json!({"measure": {"of": "purchases", "gte": 0}});
    let rule = |unit: &str| json!({"name": "客群", "kind": "rule", "unit_id": unit, "rule": everybody});
    let mut made = Vec::new();
    for unit in [&app.units.group, &app.units.north, &app.units.n1] {
        made.push(admin.post("/v1/segments", rule(unit)).once().await.created().id());
    }
    app.run_jobs().await;
    for (id, size) in made.iter().zip([5, 3, 1]) {
        assert_eq!(admin.get(&format!("/v1/segments/{id}")).await.ok().body["size"], size);
    }
    let explained = admin.get(&format!("/v1/segments/{}/explain?customer_id={}", made[1], people[2])).await.ok();
    assert_eq!((&explained.body["is_member"], &explained.body["matches"]), (&json!(false), &json!(false)));
    let north = app.actor(Role::Marketing, &app.units.north).await;
    assert_eq!(north.post("/v1/segments/preview", json!({"rule": everybody})).await.ok().body["count"], 3);
    let trial = json!({"rule": everybody, "unit_id": app.units.n1});
    assert_eq!(admin.post("/v1/segments/preview", trial).await.ok().body["count"], 1);

    let list = json!({"name": "名单", "kind": "static", "unit_id": app.units.north});
    let list = admin.post("/v1/segments", list).once().await.created().id();
    let put = |members: Vec<&String>| {
        admin.put(&format!("/v1/segments/{list}/members"), json!({"customer_ids": members})).if_match("*")
    };
    put(vec![&people[0], &people[2]]).await.fault("/customer_ids/1", "not_accepted");
    put(vec![&nowhere]).await.fault("/customer_ids/0", "not_accepted");
    put(vec![&people[0], &people[3]]).await.ok();

    let campaign = json!({"name": "活动", "channel": "sms", "purpose": "service", "audience": {"segments": [made[0]]}});
    let own = north.post("/v1/campaigns", campaign.clone()).once().await.created();
    assert_eq!(own.text("unit_id"), app.units.north);
    let people = async |id: &str| admin.get(&format!("/v1/campaigns/{id}/checklist")).await.ok().body["people"].clone();
    assert_eq!(people(&own.id()).await, 3);
    let whole = admin.post("/v1/campaigns", campaign).once().await.created().id();
    assert_eq!(people(&whole).await, 5);
}

#[actix_web::test]
async fn a_calendar_above_is_used_by_ones_own_units() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let rule = json!({"week": {"monday": [{"from": "09:00", "to": "18:00"}]}});
    let new = json!({"code": "W", "name": "门店", "rule": rule, "unit_ids": [app.units.s1]});
    let whole = format!("/v1/calendars/{}", admin.post("/v1/calendars", new).once().await.created().id());
    let north = app.actor(Role::Operations, &app.units.north).await;
    let use_by = |units: &[&String]| north.patch(&whole, json!({"unit_ids": units})).if_match("*");
    let used = use_by(&[&app.units.s1, &app.units.n1]).await.ok();
    assert_eq!(used.body["unit_ids"].as_array().map(Vec::len), Some(2));
    use_by(&[&app.units.n1]).await.problem(403, "forbidden");
    use_by(&[&app.units.s1, &app.units.south]).await.fault("/unit_ids/1", "not_found");
    use_by(&[&app.units.s1]).await.ok();
    let both = json!({"unit_ids": [app.units.s1], "rule": {"week": {"monday": [{"from": "10:00", "to": "11:00"}]}}});
    north.patch(&whole, both).if_match("*").await.problem(403, "forbidden");
    let own =
        json!({"code": "N", "name": "北区", "rule": rule, "unit_id": app.units.north, "unit_ids": [app.units.s1]});
    admin.post("/v1/calendars", own).once().await.fault("/unit_ids/0", "not_accepted");
}

#[actix_web::test]
async fn a_step_with_a_campaign_needs_the_right_at_its_unit() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let campaign = json!({"name": "活动", "channel": "sms", "purpose": "service", "unit_id": app.units.north});
    let path = format!("/v1/campaigns/{}", admin.post("/v1/campaigns", campaign).once().await.created().id());
    let store = app.key(&[Action::CampaignsWrite, Action::CampaignsRead], &app.units.n1).await;
    store.request(reqwest::Method::POST, &format!("{path}/cancel")).once().await.problem(403, "forbidden");
    let south = app.actor(Role::Marketing, &app.units.south).await;
    south.request(reqwest::Method::POST, &format!("{path}/cancel")).once().await.problem(404, "not_found");
    let north = app.actor(Role::Marketing, &app.units.north).await;
    assert_eq!(north.request(reqwest::Method::POST, &format!("{path}/cancel")).await.ok().text("state"), "cancelled");
}

#[actix_web::test]
async fn who_one_is_says_what_the_roles_allow_where() {
    let app = TestApp::start().await;
    let north = app.actor(Role::Marketing, &app.units.north).await;
    let me = north.get("/v1/auth/me").await.ok();
    let actions = me.body["assignments"][0]["actions"].as_array().unwrap();
    assert!(actions.contains(&json!("segments:write")) && !actions.contains(&json!("users:write")));
}
