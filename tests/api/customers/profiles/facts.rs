//! Consents and interactions: facts that are added, never changed.

use regulars_tests::{TestApp, json};

use super::{create, each, walk};

#[actix_web::test]
async fn the_newest_consent_of_a_channel_comes_first() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = create(&admin, json!({"name": "王"})).await;
    let path = format!("/v1/customers/{id}/consents");
    for (channel, granted, at) in [
        ("sms", true, "2026-01-01T08:00:00Z"),
        ("sms", false, "2026-03-01T08:00:00Z"),
        ("email", true, "2026-02-01T08:00:00+08:00"),
    ] {
        let consent =
            json!({"channel": channel, "granted": granted, "source": "counter", "wording_version": "v3", "at": at});
        let made = admin.post(&path, consent).await.created();
        assert_eq!((made.text("channel"), &made.body["granted"]), (channel, &json!(granted)));
    }
    let listed = admin.get(&path).await.ok();
    assert_eq!(listed.each("at"), ["2026-03-01T08:00:00.000Z", "2026-02-01T00:00:00.000Z", "2026-01-01T08:00:00.000Z"]);
    assert_eq!(listed.each("wording_version"), ["v3"; 3]);
    assert_eq!(app.count(&format!("consents where customer_id = '{id}' and recorded_by = '{}'", admin.id)), 3);
    for (body, place, code) in [
        (json!({"channel": "pigeon", "granted": true, "source": "x"}), "/channel", "not_accepted"),
        (json!({"channel": "sms", "source": "x"}), "/granted", "required"),
        (json!({"channel": "sms", "granted": true, "source": " "}), "/source", "too_short"),
        (json!({"channel": "sms", "granted": true, "source": "x", "at": "2999-01-01T00:00:00Z"}), "/at", "in_future"),
        (json!({"channel": "sms", "granted": true, "source": "x", "at": "yesterday"}), "/at", "malformed"),
    ] {
        admin.post(&path, body).await.problem(422, "invalid").fault(place, code);
    }
    assert_eq!(app.count("consents"), 3);
}

#[actix_web::test]
async fn interactions_are_noted_and_read_page_by_page() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = create(&admin, json!({"name": "王"})).await;
    let path = format!("/v1/customers/{id}/interactions");
    for n in 0..12 {
        let body = json!({"kind": "visit", "direction": "in", "outcome": "ok", "text": format!("第 {n} 次\n试吃"),
            "follow_up_on": "2026-12-01", "competitor": "鲜芋仙", "wish": "无糖豆花",
            "occurred_at": format!("2026-02-{:02}T08:00:00Z", 1 + n / 3)});
        let made = admin.post(&path, body.clone()).await.created();
        for member in ["kind", "direction", "outcome", "text", "follow_up_on", "competitor", "wish"] {
            assert_eq!(made.body[member], body[member], "{member}");
        }
        assert_eq!(made.body["recorded_by"], *admin.id);
    }
    let whole = each(&walk(&admin, &format!("{path}?limit=100")).await, "id");
    assert_eq!(whole.len(), 12);
    for limit in [1, 2, 5] {
        assert_eq!(each(&walk(&admin, &format!("{path}?limit={limit}")).await, "id"), whole, "by {limit}");
    }
    let times = each(&walk(&admin, &path).await, "occurred_at");
    assert!(times.is_sorted_by(|a, b| a >= b), "newest first: {times:?}");
    for (body, place, code) in [
        (json!({"kind": "seance", "direction": "in"}), "/kind", "not_accepted"),
        (json!({"kind": "visit", "direction": "up"}), "/direction", "not_accepted"),
        (json!({"kind": "visit"}), "/direction", "required"),
        (json!({"kind": "visit", "direction": "in", "text": "x".repeat(4001)}), "/text", "too_long"),
        (json!({"kind": "visit", "direction": "in", "text": "\u{202e}"}), "/text", "malformed"),
        (json!({"kind": "visit", "direction": "in", "outcome": "a\nb"}), "/outcome", "malformed"),
        (json!({"kind": "visit", "direction": "in", "follow_up_on": "2026-02-30"}), "/follow_up_on", "malformed"),
        (json!({"kind": "visit", "direction": "in", "occurred_at": "1900-01-01T00:00:00Z"}), "/occurred_at", "too_old"),
    ] {
        admin.post(&path, body).await.problem(422, "invalid").fault(place, code);
    }
    assert_eq!(app.count("interactions"), 12);
}
