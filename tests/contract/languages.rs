//! That a refusal is told in one language at a time, and in our own words: every operation with bodies and parameters
//! that are wrong, in both languages.

use regulars_domain::text::{is_chinese, is_english};
use regulars_tests::{Actor, Reply, Value, json};

use super::ask::Ask;
use super::document::Operation;
use super::permissions::{Findings, known};
use super::world::World;

const LANGUAGES: [&str; 2] = ["en", "zh-CN"];

/// Names out of the program, which no reader knows.
const OF_THE_PROGRAM: [&str; 7] = ["struct", "enum", "variant", "::", "i64", "u32", "\u{1E}"];

/// Every title and detail of a problem and of the problems within.
fn texts(body: &Value) -> Vec<&str> {
    match body {
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, member)| match member {
                Value::String(text) if name == "title" || name == "detail" => vec![text.as_str()],
                _ => texts(member),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// Records what is told in another language than `language`, or in words of the program.
fn heed(findings: &mut Findings, language: &str, what: &str, operation: &Operation, reply: &Reply) {
    // What a batch refuses is told item by item, beside a success.
    let told = if reply.status < 400 { &reply.body["results"] } else { &reply.body };
    findings.expect(reply.body["code"] != "too_many_requests", what, operation, reply, "within the limits");
    for text in texts(told) {
        let spoken = if language == "en" { is_english(text) } else { is_chinese(text) };
        let plain = text.split('`').step_by(2).all(|part| OF_THE_PROGRAM.iter().all(|name| !part.contains(name)));
        findings.expect(spoken && plain, &format!("{what}: {text:?}"), operation, reply, &format!("plain {language}"));
    }
}

/// The pointers to every value within, the whole left out.
fn places(value: &Value, at: &str) -> Vec<String> {
    let within: Vec<(String, &Value)> = match value {
        Value::Array(items) => items.iter().enumerate().map(|(n, item)| (format!("{at}/{n}"), item)).collect(),
        Value::Object(members) => members.iter().map(|(key, item)| (format!("{at}/{key}"), item)).collect(),
        _ => Vec::new(),
    };
    within.into_iter().flat_map(|(place, item)| [vec![place.clone()], places(item, &place)].concat()).collect()
}

/// What does not belong where this value stands.
fn wrong(value: &Value) -> Vec<Value> {
    match value {
        Value::String(_) => vec![json!(7), json!("?"), json!("")],
        Value::Number(_) => vec![json!("x"), json!(-1), json!(1.5)],
        Value::Bool(_) | Value::Null => vec![json!("x")],
        Value::Array(_) => vec![json!("x"), json!([7]), json!([])],
        Value::Object(_) => vec![json!(7), json!({}), json!({"no_such_field": 1})],
    }
}

/// Bodies that are wrong each in another way.
pub(super) fn wrong_bodies(content: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut bodies = vec![("half a body".to_owned(), b"{\"half\": ".to_vec()), ("nothing".to_owned(), b"{}".to_vec())];
    let body: Value = serde_json::from_slice(content).unwrap();
    for place in places(&body, "") {
        for other in body.pointer(&place).map(wrong).unwrap_or_default() {
            let mut changed = body.clone();
            let what = format!("{other} at {place}");
            if let Some(value) = changed.pointer_mut(&place) {
                *value = other;
            }
            bodies.push((what, changed.to_string().into_bytes()));
        }
    }
    bodies
}

async fn send(ask: &Ask, operation: &Operation, who: &Actor, language: &str, body: &[u8]) -> Reply {
    let content_type = operation.content_type.clone().unwrap_or_default();
    let request = ask.bare(operation, who).if_match("*").once().header("Accept-Language", language);
    request.body(&content_type, body.to_vec()).await
}

#[actix_web::test]
async fn a_wrong_body_is_told_in_the_callers_language() {
    let w = World::new().await;
    let mut findings = Findings::default();
    let takes_json = |operation: &Operation| {
        operation.content_type.as_deref().is_some_and(|content_type| content_type.ends_with("json"))
    };
    for (operation, sample) in known().into_iter().filter(|(operation, _)| takes_json(operation)) {
        let ask = (sample.ask)(&w, &w.north, &w.admin).await;
        for (what, body) in wrong_bodies(&ask.content()) {
            for language in LANGUAGES {
                let reply = send(&ask, &operation, &w.admin, language, &body).await;
                heed(&mut findings, language, &what, &operation, &reply);
            }
        }
    }
    findings.none();
}

/// The names of the operation's query parameters, those of a range's bounds as well.
fn parameters(operation: &Operation) -> Vec<String> {
    let all = operation.raw["parameters"].as_array().into_iter().flatten();
    let named = all.filter(|parameter| parameter["in"] == "query").filter_map(|parameter| parameter["name"].as_str());
    named.flat_map(|name| [name.to_owned(), format!("{name}[gte]")]).collect()
}

#[actix_web::test]
async fn a_wrong_parameter_is_told_in_the_callers_language() {
    let w = World::new().await;
    let mut findings = Findings::default();
    for (operation, sample) in known().into_iter().filter(|(operation, _)| operation.method == "get") {
        for name in parameters(&operation) {
            for value in ["x", "", "-1", "1e9", "%FF"] {
                let ask = (sample.ask)(&w, &w.north, &w.admin).await.query(format!("{name}={value}"));
                for language in LANGUAGES {
                    let reply = ask.send(&operation, &w.admin).header("Accept-Language", language).await;
                    heed(&mut findings, language, &format!("{name}={value}"), &operation, &reply);
                }
            }
        }
    }
    findings.none();
}

#[actix_web::test]
async fn what_is_missing_is_told_in_the_callers_language() {
    let w = World::new().await;
    let mut findings = Findings::default();
    for (operation, sample) in known() {
        let ask = (sample.ask)(&w, &w.north, &w.admin).await;
        for language in LANGUAGES {
            // Without a body, a key and the version, and by nobody.
            let known = Some(&w.admin).filter(|_| !operation.public);
            for who in [Some(&w.app.nobody()), known].into_iter().flatten() {
                let reply = ask.bare(&operation, who).header("Accept-Language", language).await;
                heed(&mut findings, language, "a bare request", &operation, &reply);
            }
        }
    }
    findings.none();
}
