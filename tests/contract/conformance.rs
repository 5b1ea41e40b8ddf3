//! That replies are held against the document: doctored ones are found out.
//!
//! The check itself is in the harness, and is made of every reply of every test.

use regulars_tests::{Reply, Sent, TestApp, Value, deviations, json};

/// A unit as it was answered, and how it was asked for.
async fn unit() -> (Sent, Reply) {
    let app = TestApp::start().await;
    let path = format!("/v1/units/{}", app.units.n1);
    let reply = app.admin().await.get(&path).await.ok();
    (Sent { method: "GET".to_owned(), path, json: None }, reply)
}

fn changed(reply: &Reply, change: impl FnOnce(&mut Reply)) -> Reply {
    let mut reply = reply.clone();
    change(&mut reply);
    reply
}

#[actix_web::test]
async fn a_reply_that_the_document_does_not_describe_is_found() {
    let (sent, good) = unit().await;
    assert_eq!(deviations(&sent, &good), [""; 0]);
    let doctored = [
        changed(&good, |reply| reply.status = 418),
        changed(&good, |reply| drop(reply.body.as_object_mut().unwrap().remove("code"))),
        changed(&good, |reply| reply.body["colour"] = "red".into()),
        changed(&good, |reply| reply.body["version"] = "1".into()),
        changed(&good, |reply| reply.body["kind"] = "kiosk".into()),
        changed(&good, |reply| reply.body["id"] = "unit_1".into()),
        changed(&good, |reply| reply.body["parent_id"] = regulars_domain::ids::make("cus_").into()),
        changed(&good, |reply| reply.body["created_at"] = "yesterday".into()),
        changed(&good, |reply| drop(reply.headers.insert("content-type", "text/plain".parse().unwrap()))),
        changed(&good, |reply| drop(reply.headers.remove("etag"))),
        changed(&good, |reply| drop(reply.headers.insert("location", "/v1/units".parse().unwrap()))),
    ];
    for reply in doctored {
        assert_eq!(deviations(&sent, &reply).len(), 1, "{} {:#}", reply.status, reply.body);
    }
}

#[actix_web::test]
async fn a_problem_with_a_code_of_another_status_is_found() {
    let app = TestApp::start().await;
    let path = "/v1/units/nothing".to_owned();
    let good = app.admin().await.get(&path).await.problem(404, "not_found");
    let sent = Sent { method: "GET".to_owned(), path, json: None };
    assert_eq!(deviations(&sent, &good), [""; 0]);
    let other = changed(&good, |reply| reply.body["code"] = "stale".into());
    assert_eq!(deviations(&sent, &other).len(), 1);
}

#[actix_web::test]
async fn a_request_that_is_accepted_against_the_document_is_found() {
    let (_, good) = unit().await;
    let store = |kind: &str| {
        json!({"code": "S9", "name": "S9", "kind": kind,
        "parent_id": "unit_01JD3Q5V8N0000000000000000"})
    };
    let sent = |body: Value| Sent { method: "POST".to_owned(), path: "/v1/units".to_owned(), json: Some(body) };
    let made = changed(&good, |reply| {
        reply.status = 201;
        reply.headers.insert("location", "/v1/units/unit_x".parse().unwrap());
    });
    assert_eq!(deviations(&sent(store("store")), &made), [""; 0]);
    assert_eq!(deviations(&sent(store("kiosk")), &made).len(), 1);
    let without_name = deviations(&sent(json!({"code": "S9", "kind": "store"})), &made);
    assert!(without_name.contains(&"the request was accepted: /name is not there".to_owned()), "{without_name:?}");
}
