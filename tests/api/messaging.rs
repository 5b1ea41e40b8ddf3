//! `/v1/settings/messaging` and `/v1/channels`: the bounds of messages, and what can send them.

use std::collections::BTreeMap;

use regulars_db::messaging::recipients;
use regulars_domain::messaging::messages::Channel;
use regulars_domain::text::Language;
use regulars_tests::{Role, TestApp, json};

const PATH: &str = "/v1/settings/messaging";

#[actix_web::test]
async fn the_bounds_have_defaults_versions_and_limits() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let kept = admin.get(PATH).await.ok();
    assert_eq!((kept.body["version"].as_i64(), kept.etag()), (Some(0), "\"0\""));
    let mut policy = kept.body["policy"].clone();
    assert_eq!(
        policy,
        json!({"cap_messages": 3, "cap_days": 7, "quiet_from": "21:00", "quiet_until": "09:00", "email_per_second": null,
            "sms_per_second": null, "wechat_per_second": null, "pause_percent": 20, "pause_after": 50, "attribution_days": 14})
    );
    policy["sms_per_second"] = json!(50);
    let set = admin.put(PATH, policy.clone()).if_match("\"0\"").await.ok();
    assert_eq!((set.body["version"].as_i64(), set.text("changed_by")), (Some(1), admin.id.as_str()));
    admin.put(PATH, policy.clone()).if_match("\"0\"").await.problem(412, "stale");
    assert_eq!(app.count("audit_events where action = 'settings.change'"), 1);

    for (field, value, code) in [
        ("cap_messages", json!(0), "out_of_range"),
        ("wechat_per_second", json!(0), "out_of_range"),
        ("pause_percent", json!(101), "out_of_range"),
        ("quiet_from", json!("9 pm"), "not_accepted"),
        ("quiet_until", json!("24:00"), "out_of_range"),
    ] {
        let mut wrong = policy.clone();
        wrong[field] = value;
        admin.put(PATH, wrong).if_match("\"1\"").await.problem(422, "invalid").fault(&format!("/{field}"), code);
    }
    let regional = app.actor(Role::Admin, &app.units.north).await;
    regional.put(PATH, policy).if_match("\"1\"").await.problem(403, "forbidden");
}

#[actix_web::test]
async fn channels_say_what_can_send_and_how_fast() {
    let app = TestApp::with(|config| {
        config.smtp.url = Some("smtp://me:secret@127.0.0.1:9".to_owned());
        config.smtp.from = "hello@shop.example".to_owned();
    })
    .await;
    let marketing = app.actor(Role::Marketing, &app.units.group).await;
    let mut policy = marketing.get(PATH).await.ok().body["policy"].clone();
    policy["email_per_second"] = json!(20);
    app.admin().await.put(PATH, policy).if_match("\"0\"").await.ok();
    let channels = marketing.get("/v1/channels").await.ok();
    assert_eq!(
        channels.data()[0],
        json!({"channel": "email", "can_send": true, "by": "smtp", "connections": 8, "per_second": 20,
            "from": "hello@shop.example"})
    );
    assert_eq!(channels.each("channel"), ["email", "sms", "wechat"]);
    assert_eq!(channels.data()[1]["can_send"], false);
}

#[actix_web::test]
async fn what_messages_need_to_know_is_read_for_many_at_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let wang = json!({"name": "王小明", "language": "zh-CN", "city": "北京", "home_unit_id": app.units.n1,
        "email": "first@example.com", "phone": "13812345678",
        "consents": [{"channel": "email", "granted": false, "source": "电话", "at": "2026-03-02T00:00:00Z"},
            {"channel": "email", "granted": true, "source": "柜台", "at": "2026-03-01T00:00:00Z"},
            {"channel": "sms", "granted": true, "source": "柜台"}, {"channel": "post", "granted": true, "source": "柜台"}]});
    let wang = admin.post("/v1/customers", wang).await.created().id();
    let second = json!({"kind": "email", "value": "second@example.com"});
    admin.post(&format!("/v1/customers/{wang}/identities"), second).await.created();
    let li = admin.post("/v1/customers", json!({"name": "李雷"})).await.created().id();
    app.sql(&format!("update customers set language = 'fr' where id = '{li}'"));

    let found = recipients::merge_facts(&mut app.db(), &[&li, &wang, "cus_nobody"]).unwrap();
    assert_eq!(found.iter().map(|one| &one.customer_id).collect::<Vec<_>>(), [&wang, &li]);
    assert_eq!((found[0].language, found[1].language), (Some(Language::Chinese), None), "no French is spoken here");
    assert_eq!(found[0].time_zone.as_deref(), Some("Asia/Shanghai"));
    let addresses =
        BTreeMap::from([(Channel::Email, "first@example.com".to_owned()), (Channel::Sms, "+8613812345678".to_owned())]);
    assert_eq!((&found[0].addresses, &found[1].addresses), (&addresses, &BTreeMap::new()));
    assert_eq!(
        found[0].consents,
        BTreeMap::from([(Channel::Email, false), (Channel::Sms, true)]),
        "the last one counts"
    );
    let facts = &found[0].facts;
    assert_eq!((facts.customer_city.as_deref(), facts.unit_name.as_deref()), (Some("北京"), Some("北京朝阳店")));
    assert_eq!((facts.points_balance, &found[1].facts.unit_name), (None, &None));
}
