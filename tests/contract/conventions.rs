//! What every operation of a kind does, tried on each: ids, bodies, preconditions, replays.

use regulars_tests::{Reply, Value};

use super::document::Operation;
use super::languages::wrong_bodies;
use super::permissions::{Findings, known, succeeded};
use super::samples::Sample;
use super::world::World;

/// The operations a rule is about.
fn those(wanted: impl Fn(&Operation) -> bool) -> Vec<(Operation, &'static Sample)> {
    known().into_iter().filter(|(operation, _)| !operation.public && wanted(operation)).collect()
}

fn takes_json(operation: &Operation) -> bool {
    operation.content_type.as_deref().is_some_and(|content_type| content_type.ends_with("json"))
}

#[actix_web::test]
async fn an_id_that_names_nothing_is_404() {
    let w = World::new().await;
    let mut findings = Findings::default();
    for (operation, sample) in those(|operation| operation.path.contains('{')) {
        for id in ["nonsense", "%00", "cus_80000000000000000000000000", "pur_00000000000000000000000000"] {
            // Each parameter by itself: what is within something that is there must be there too.
            for name in operation.parameters() {
                let reply = (sample.ask)(&w, &w.north, &w.admin).await.about(name, id).send(&operation, &w.admin).await;
                let hidden = reply.status == 404 && reply.body["code"] == "not_found";
                findings.expect(hidden, &format!("{name} {id}"), &operation, &reply, "404");
            }
        }
    }
    findings.none();
}

#[actix_web::test]
async fn a_body_that_cannot_be_read_is_told_so() {
    let w = World::new().await;
    let mut findings = Findings::default();
    for (operation, sample) in those(takes_json) {
        let ask = (sample.ask)(&w, &w.north, &w.admin).await;
        let content_type = operation.content_type.clone().unwrap();
        let send = |content_type: &str, body: Vec<u8>| {
            ask.bare(&operation, &w.admin).if_match("*").once().body(content_type, body)
        };
        let reply = send(&content_type, b"{\"half\": ".to_vec()).await;
        findings.expect(reply.status == 400, "half a body", &operation, &reply, "400");
        let reply = send("text/plain", ask.content()).await;
        findings.expect(reply.status == 415, "another media type", &operation, &reply, "415");
        let reply = send(&content_type, b"[1]".to_vec()).await;
        findings.expect(reply.status == 422, "an array", &operation, &reply, "422");
        let mut more: Value = serde_json::from_slice(&ask.content()).unwrap();
        more["no_such_field"] = true.into();
        let reply = send(&content_type, more.to_string().into_bytes()).await;
        let told = reply.status == 422 && reply.body["errors"][0]["pointer"] == "/no_such_field";
        findings.expect(told, "an unknown field", &operation, &reply, "422 at /no_such_field");
    }
    findings.none();
}

/// The pointers to every object within.
fn objects(value: &Value, at: &str) -> Vec<String> {
    let below: Vec<String> = match value {
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(n, item)| objects(item, &format!("{at}/{n}"))).collect()
        }
        Value::Object(members) => {
            members.iter().flat_map(|(key, member)| objects(member, &format!("{at}/{key}"))).collect()
        }
        _ => Vec::new(),
    };
    if value.is_object() { [vec![at.to_owned()], below].concat() } else { below }
}

#[actix_web::test]
async fn an_array_of_its_members_is_no_object() {
    let w = World::new().await;
    let mut findings = Findings::default();
    let mut nested = 0;
    for (operation, sample) in those(takes_json) {
        let ask = (sample.ask)(&w, &w.north, &w.admin).await;
        let body: Value = serde_json::from_slice(&ask.content()).unwrap();
        for pointer in objects(&body, "") {
            let mut wrong = body.clone();
            let place = wrong.pointer_mut(&pointer).unwrap();
            *place = Value::Array(place.as_object().unwrap().values().cloned().collect());
            let content_type = operation.content_type.clone().unwrap();
            let request = ask.bare(&operation, &w.admin).if_match("*").once();
            let reply = request.body(&content_type, wrong.to_string().into_bytes()).await;
            // Of a batch each item is refused by itself.
            let in_batch = pointer.starts_with("/items/") && reply.status == 200;
            let problem = if in_batch { &reply.body["results"][0]["error"] } else { &reply.body };
            let fault = &problem["errors"][0];
            let told = problem["status"] == 422 && fault["pointer"] == *pointer && fault["code"] == "wrong_type";
            findings.expect(told, &format!("an array at {pointer:?}"), &operation, &reply, "422 there");
            nested += usize::from(!pointer.is_empty());
        }
    }
    findings.none();
    assert!(nested >= 10, "{nested} nested objects");
}

#[actix_web::test]
async fn a_change_needs_the_version_it_is_made_upon() {
    let w = World::new().await;
    let mut findings = Findings::default();
    for (operation, sample) in those(|operation| operation.wants_if_match) {
        for (if_match, expected, code) in [(None, 428, "precondition_required"), (Some("\"4711\""), 412, "stale")] {
            let ask = (sample.ask)(&w, &w.north, &w.admin).await;
            let mut request = ask.bare(&operation, &w.admin).once();
            if let Some(content_type) = &operation.content_type {
                request = request.body(content_type, ask.content());
            }
            if let Some(if_match) = if_match {
                request = request.if_match(if_match);
            }
            let reply = request.await;
            let named = format!("If-Match {if_match:?}");
            let told = reply.status == expected && reply.body["code"] == code;
            findings.expect(told, &named, &operation, &reply, code);
        }
    }
    findings.none();
}

/// A secret is shown once only: all else is the same.
fn without_secret(reply: &Reply) -> Value {
    let mut body = reply.body.clone();
    body.as_object_mut().and_then(|members| members.remove("secret"));
    body
}

#[actix_web::test]
async fn a_request_with_a_key_is_answered_twice_and_done_once() {
    let w = World::new().await;
    let mut findings = Findings::default();
    let mut needed = 0;
    for (operation, sample) in those(|operation| operation.takes_idempotency_key) {
        let ask = (sample.ask)(&w, &w.north, &w.admin).await;
        let key = w.fresh("key-");
        let send = || {
            let request = ask.bare(&operation, &w.admin).idempotency_key(&key).if_match("*");
            match &operation.content_type {
                Some(content_type) => request.body(content_type, ask.content()),
                None => request,
            }
        };
        let first = send().await;
        findings.expect(succeeded(&operation, &first), "the first", &operation, &first, "a success");
        let rows = w.app.rows();
        let again = send().await;
        let replayed = again.status == first.status && again.header("idempotency-replayed") == "true";
        findings.expect(replayed, "the second", &operation, &again, "a replay");
        findings.expect(
            without_secret(&again) == without_secret(&first),
            "the second",
            &operation,
            &again,
            "the first",
        );
        findings.expect(w.app.rows() == rows, "the second", &operation, &again, "without an effect");
        if operation.raw["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .any(|p| p["name"] == "Idempotency-Key" && p["required"] == true)
        {
            let reply = match &operation.content_type {
                Some(content_type) => ask.bare(&operation, &w.admin).body(content_type, ask.content()).await,
                None => ask.bare(&operation, &w.admin).await,
            };
            let told = reply.status == 400 && reply.body["code"] == "idempotency_key_missing";
            findings.expect(told, "without a key", &operation, &reply, "400");
            needed += 1;
        }
    }
    findings.none();
    assert!(needed > 0, "no operation needs a key");
}

#[actix_web::test]
async fn an_unknown_parameter_is_refused() {
    let w = World::new().await;
    let mut findings = Findings::default();
    let lists = |operation: &Operation| {
        let parameters = operation.raw["parameters"].as_array().into_iter().flatten();
        operation.method == "get" && parameters.into_iter().any(|parameter| parameter["in"] == "query")
    };
    for (operation, sample) in those(lists) {
        let ask = (sample.ask)(&w, &w.north, &w.admin).await.query("no_such_filter=1");
        let reply = ask.send(&operation, &w.admin).await;
        let told = reply.status == 400 && reply.body["errors"][0]["parameter"] == "no_such_filter";
        findings.expect(told, "an unknown parameter", &operation, &reply, "400 by its name");
    }
    findings.none();
}

#[actix_web::test]
async fn a_wrong_body_is_told_before_a_missing_version() {
    let w = World::new().await;
    let mut findings = Findings::default();
    let mut wrong = 0;
    for (operation, sample) in those(|operation| operation.wants_if_match && takes_json(operation)) {
        let ask = (sample.ask)(&w, &w.north, &w.admin).await;
        let content_type = operation.content_type.clone().unwrap();
        for (what, body) in wrong_bodies(&ask.content()) {
            let send = || ask.bare(&operation, &w.admin).body(&content_type, body.clone());
            let reply = send().if_match("\"4711\"").await;
            if reply.status == 412 {
                // Either the body is fine, or the version was looked at first.
                let reply = send().if_match("*").await;
                // What a body names is looked up once the version is known to be right.
                let unknown = reply.body["errors"][0]["code"] == "not_found";
                let is_fine = reply.status != 422 || reply.body["code"] != "invalid" || unknown;
                findings.expect(is_fine, &format!("{what}, then stale"), &operation, &reply, "422 before 412");
            }
            wrong += usize::from(reply.status == 422);
        }
    }
    findings.none();
    assert!(wrong > 100, "{wrong} wrong bodies");
}

/// What is wrong with a body by its form alone, whatever is in the database.
const OF_FORM: [&str; 7] =
    ["required", "unknown_field", "wrong_type", "malformed", "too_short", "too_long", "out_of_range"];

#[actix_web::test]
async fn the_example_of_every_body_can_be_read() {
    let w = World::new().await;
    let mut findings = Findings::default();
    // That one asks the caller's own role for a second factor from then on.
    let harmless = |operation: &Operation| takes_json(operation) && operation.id != "put_security";
    for (operation, sample) in those(harmless) {
        let content_type = operation.content_type.clone().unwrap();
        let example = &operation.raw["requestBody"]["content"][&content_type]["example"];
        let ask = (sample.ask)(&w, &w.north, &w.admin).await;
        let request = ask.bare(&operation, &w.admin).if_match("*").once();
        let reply = request.body(&content_type, example.to_string().into_bytes()).await;
        let faults = reply.body["errors"].as_array().into_iter().flatten();
        let of_form = faults.into_iter().any(|fault| OF_FORM.iter().any(|code| fault["code"] == *code));
        let read = reply.status != 400 && reply.status < 500 && !of_form;
        findings.expect(read, &format!("the example {example}"), &operation, &reply, "an example that can be read");
    }
    findings.none();
}
