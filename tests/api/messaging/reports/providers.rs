//! `POST /v1/delivery-reports`.

use regulars_domain::ids;
use regulars_domain::messaging::deliveries::DeliveryState;
use regulars_tests::{Action, Role, TestApp, Value, json};

use super::{found, sent};

const PATH: &str = "/v1/delivery-reports";

fn outcomes(body: &Value) -> Vec<&str> {
    body["data"].as_array().unwrap().iter().map(|one| one["outcome"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn what_a_provider_reports_is_written_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let provider = app.key(&[Action::DeliveriesReport], &app.units.group).await;
    let dead = sent(&app, &admin, "dead@example.com").await;
    let full = sent(&app, &admin, "full@example.com").await;
    let good = sent(&app, &admin, "good@example.com").await;
    let angry = sent(&app, &admin, "angry@example.com").await;
    let events = json!({"events": [
        {"kind": "bounced", "message_id": format!("<{}@shop.example>", dead.id), "status": "5.1.1", "detail": "550 5.1.1 no such user"},
        {"kind": "bounced", "message_id": full.id, "address": "full@example.com", "status": "5.2.2", "detail": "mailbox full"},
        {"kind": "delivered", "message_id": good.id, "occurred_at": "2026-03-01T10:00:00Z"},
        {"kind": "complained", "message_id": angry.id.to_lowercase()},
        {"kind": "bounced", "address": "Gone@Example.com", "status": "5.1.1"},
        {"kind": "bounced", "address": "later@example.com", "status": "5.7.1"},
        {"kind": "delivered", "address": "good@example.com"},
        {"kind": "complained", "message_id": "<1@elsewhere.example>"},
    ]});
    let reply = provider.post(PATH, events.clone()).await.ok();
    assert_eq!(
        outcomes(&reply.body),
        ["recorded", "recorded", "recorded", "recorded", "recorded", "ignored", "ignored", "unknown"]
    );
    assert_eq!(reply.body["data"][0]["delivery_id"], dead.id.as_str());
    assert_eq!(reply.body["data"][4]["delivery_id"], json!(null));

    let check = || {
        let (dead, full, good, angry) =
            (found(&app, &dead), found(&app, &full), found(&app, &good), found(&app, &angry));
        assert_eq!((dead.state.0, dead.error_code.as_deref()), (DeliveryState::Bounced, Some("5.1.1")));
        assert_eq!(dead.error_detail.as_deref(), Some("550 5.1.1 no such user"));
        assert_eq!((full.state.0, full.error_detail.as_deref()), (DeliveryState::Failed, Some("mailbox full")));
        assert_eq!(good.state.0, DeliveryState::Sent);
        assert_eq!(good.delivered_at.unwrap().to_string(), "2026-03-01 10:00:00");
        assert!(angry.state.0 == DeliveryState::Sent && angry.complained_at.is_some());
    };
    check();
    let suppressed = admin.get("/v1/suppressions").await.ok();
    let mut listed: Vec<(&str, &str)> = suppressed.each("address").into_iter().zip(suppressed.each("reason")).collect();
    listed.sort_unstable();
    let expected =
        [("angry@example.com", "complained"), ("dead@example.com", "bounced"), ("gone@example.com", "bounced")];
    assert_eq!(listed, expected);

    let again = provider.post(PATH, events).await.ok();
    assert_eq!(outcomes(&again.body), ["known", "known", "known", "known", "known", "ignored", "ignored", "unknown"]);
    check();
    assert_eq!(app.count("suppressions"), 3);
    // What somebody lifted does not come back by an old report of the same message.
    let one = suppressed.data().iter().find(|row| row["address"] == "dead@example.com").unwrap();
    admin.delete(&format!("/v1/suppressions/{}", one["id"].as_str().unwrap())).await.nothing();
    let old = json!({"events": [{"kind": "bounced", "message_id": dead.id, "status": "5.1.1"}]});
    assert_eq!(outcomes(&provider.post(PATH, old).await.ok().body), ["known"]);
    assert_eq!(app.count("suppressions"), 2);
}

#[actix_web::test]
async fn a_forwarded_mail_that_came_back_does_not_cost_the_address() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let delivery = sent(&app, &admin, "wang@example.com").await;
    let event = json!({"kind": "bounced", "message_id": delivery.id, "address": "archive@elsewhere.example", "status": "5.1.1"});
    assert_eq!(outcomes(&admin.post(PATH, json!({"events": [event]})).await.ok().body), ["recorded"]);
    assert_eq!(found(&app, &delivery).state.0, DeliveryState::Bounced);
    assert_eq!(app.count("suppressions"), 0);
}

#[actix_web::test]
async fn all_faults_are_told_at_once_and_only_who_may_reports() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let wrong = json!({"events": [
        {"kind": "bounced"},
        {"kind": "bounced", "address": "wang", "status": "5.1.x"},
        {"kind": "delivered", "message_id": ids::make(ids::DELIVERY), "occurred_at": "2099-01-01T00:00:00Z"},
    ]});
    let refused = admin.post(PATH, wrong).await.problem(422, "invalid");
    for (pointer, code) in [
        ("/events/0/message_id", "required"),
        ("/events/1/address", "malformed"),
        ("/events/1/status", "malformed"),
        ("/events/2/occurred_at", "in_future"),
    ] {
        let errors = refused.body["errors"].as_array().unwrap();
        assert!(
            errors.iter().any(|error| error["pointer"] == pointer && error["code"] == code),
            "{pointer} in {errors:?}"
        );
    }
    admin.post(PATH, json!({"events": []})).await.problem(422, "invalid");
    let one = json!({"events": [{"kind": "complained", "address": "wang@example.com"}]});
    let marketing = app.actor(Role::Marketing, &app.units.group).await;
    marketing.post(PATH, one.clone()).await.problem(403, "forbidden");
    let north = app.key(&[Action::DeliveriesReport], &app.units.north).await;
    north.post(PATH, one).await.problem(403, "forbidden");
    assert_eq!(app.count("suppressions"), 0);
}
