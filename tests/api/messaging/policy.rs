//! `/v1/settings/messaging`: the bounds of messages.

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
            "sms_per_second": null, "wechat_per_second": null, "pause_percent": 20, "pause_after": 50, "attribution_days": 14,
            "audience_growth_percent": 20})
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
