//! Text messages: what each answer of a gateway means, also of one that is slow or lies.

use std::time::Duration;

use regulars::messaging::gateways::http::sign;
use regulars::messaging::gateways::{Message, Outcome};
use regulars_domain::messaging::messages::Channel;
use regulars_domain::text;
use regulars_tests::message_gateway::Reaction;
use regulars_tests::{GATEWAY_SECRET, MessageGateway, TestApp, json};

use super::{IMPATIENCE, gateway, message, texting, texting_within};

const TO: &str = "+8613812345678";

fn text() -> Message {
    message(Channel::Sms, TO)
}

#[actix_web::test]
async fn a_message_is_signed_json_under_its_own_key() {
    let stub = MessageGateway::start();
    let app = texting(&stub).await;
    let message = text();
    let outcome = gateway(&app, Channel::Sms).send(&message).await;
    assert_eq!(outcome, Outcome::Taken { gateway_id: Some(format!("g-{}", message.delivery_id)) });
    let taken = stub.taken();
    let [sent] = taken.as_slice() else { panic!("{taken:?}") };
    assert_eq!(sent.key, message.delivery_id);
    assert_eq!(
        sent.body,
        json!({"id": message.delivery_id, "channel": "sms", "to": TO, "name": "王小明", "language": "zh-CN",
            "subject": null, "text": message.text, "html": null, "unsubscribe_url": message.unsubscribe_url})
    );
    let timestamp = sent.headers["webhook-timestamp"].parse().unwrap();
    assert_eq!(sent.headers["webhook-id"], message.delivery_id);
    assert_eq!(sent.headers["webhook-signature"], sign(GATEWAY_SECRET, &message.delivery_id, timestamp, &sent.text));
}

#[actix_web::test]
async fn each_answer_has_its_meaning() {
    let minute = Some(Duration::from_secs(60));
    let later = |code: &str, detail: &str, after| Outcome::Later {
        code: code.into(),
        detail: text::Message::new(detail, detail),
        after,
    };
    let refused = |code: &str, hard| Outcome::Refused { code: code.into(), detail: text::Message::new("", ""), hard };
    for (reaction, expected) in [
        (Reaction::status(429).header("Retry-After", 60), later("http_429", "", minute)),
        (Reaction::status(503).header("Retry-After", 60), later("http_503", "", minute)),
        (Reaction::status(500).body("<html>"), later("http_500", "", None)),
        (Reaction::status(302).header("Location", "/elsewhere"), later("http_302", "", None)),
        (Reaction::status(400), refused("http_400", false)),
        (Reaction::status(410), refused("http_410", true)),
        (
            Reaction::status(422).body(json!({"code": "no_such_number", "detail": "", "hard": true})),
            refused("no_such_number", true),
        ),
        (Reaction::status(200), Outcome::Taken { gateway_id: None }),
    ] {
        let answer = reaction.clone();
        let stub = MessageGateway::answering(move |_| answer.clone());
        let app = texting(&stub).await;
        assert_eq!(gateway(&app, Channel::Sms).send(&text()).await, expected, "{reaction:?}");
        assert_eq!(stub.requests().len(), 1, "nothing is followed or tried again by itself");
    }
}

#[actix_web::test]
async fn a_slow_gateway_is_asked_again_under_the_same_key() {
    let stub = MessageGateway::answering(|sent| match sent.tries {
        1 => Reaction::status(200).after(Duration::from_secs(60)),
        _ => Reaction::status(200).body(json!({"id": "g1"})),
    });
    let (hasty, patient) = (texting_within(&stub, IMPATIENCE).await, texting(&stub).await);
    let message = text();
    let first = gateway(&hasty, Channel::Sms).send(&message).await;
    assert!(matches!(&first, Outcome::Later { code, .. } if code == "timeout"), "{first:?}");
    let again = gateway(&patient, Channel::Sms).send(&message).await;
    assert_eq!(again, Outcome::Taken { gateway_id: Some("g1".to_owned()) });
    assert_eq!((stub.requests().len(), stub.taken().len()), (2, 1));
}

#[actix_web::test]
async fn a_gateway_that_is_not_there_is_no_fault_of_the_message() {
    let stub = MessageGateway::start();
    let app = texting(&stub).await;
    drop(stub);
    assert!(
        matches!(gateway(&app, Channel::Sms).send(&text()).await, Outcome::Later { code, .. } if code == "unreachable")
    );
}

/// A provider by templates: success is said in the body, and a 200 alone means nothing.
async fn provider(stub: &MessageGateway) -> TestApp {
    let url = format!("{}?to={{{{to}}}}", stub.url());
    TestApp::with(|config| {
        config.sms.url = Some(url);
        config.sms.secret = Some("12345678".to_owned());
        config.sms.headers = vec![("X-Key".to_owned(), "{{secret}}".to_owned())];
        config.sms.body = Some(r#"{"mobile": "{{to}}", "content": "{{text}}"}"#.to_owned());
        config.sms.success = Some(("/code".to_owned(), "0".to_owned()));
        config.sms.id = Some("/sid".to_owned());
        config.sms.later = vec!["22".to_owned()];
        config.sms.dead = vec!["15".to_owned()];
    })
    .await
}

#[actix_web::test]
async fn a_provider_is_spoken_to_by_templates() {
    let stub = MessageGateway::answering(|_| Reaction::status(200).body(json!({"code": 0, "sid": 42})));
    let app = provider(&stub).await;
    let message = Message { text: "\"}, \"mobile\": \"+1".to_owned(), ..text() };
    let outcome = gateway(&app, Channel::Sms).send(&message).await;
    assert_eq!(outcome, Outcome::Taken { gateway_id: Some("42".to_owned()) });
    let sent = &stub.requests()[0];
    assert_eq!(sent.body, json!({"mobile": TO, "content": "\"}, \"mobile\": \"+1"}));
    assert_eq!((sent.headers["x-key"].as_str(), sent.uri.as_str()), ("12345678", "/messages?to=%2B8613812345678"));
    assert!(!sent.headers.contains_key("webhook-signature"));
}

#[actix_web::test]
async fn a_provider_that_lies_is_not_believed() {
    for (body, expected) in [
        ("", ("later", "unreadable")),
        ("<html>log in to the hotel's network</html>", ("later", "unreadable")),
        (r#"{"code": 22}"#, ("later", "22")),
        (r#"{"code": 15}"#, ("dead", "15")),
        (r#"{"code": 3}"#, ("refused", "3")),
    ] {
        let stub = MessageGateway::answering(move |_| Reaction::status(200).body(body));
        let app = provider(&stub).await;
        let outcome = gateway(&app, Channel::Sms).send(&text()).await;
        let found = match &outcome {
            Outcome::Taken { .. } => ("taken", ""),
            Outcome::Later { code, .. } => ("later", code.as_str()),
            Outcome::Refused { code, hard: true, .. } => ("dead", code.as_str()),
            Outcome::Refused { code, .. } => ("refused", code.as_str()),
        };
        assert_eq!(found, expected, "{body}");
    }
}
