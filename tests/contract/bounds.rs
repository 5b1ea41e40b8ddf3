//! Bounds in the document: every text and list of a request has them, and the server keeps to them. One character or
//! item beyond a bound is refused at its place; what is just within it is not refused for its length.

use regulars::platform::http::schemas::example_of;
use regulars_tests::{Reply, Value, document, fits_schema, json};

use super::ask::Ask;
use super::document::{Operation, operations};
use super::lint::walk;
use super::permissions::{Findings, known};
use super::world::World;

/// The schema that is meant, behind a reference.
fn resolved(schema: &'static Value) -> &'static Value {
    match schema["$ref"].as_str() {
        Some(target) => resolved(document().pointer(target.trim_start_matches('#')).unwrap()),
        None => schema,
    }
}

fn is(schema: &Value, kind: &str) -> bool {
    schema["type"] == kind || schema["type"].as_array().is_some_and(|kinds| kinds.contains(&json!(kind)))
}

/// Whether a text is bounded by something else than a length: the words it may be, its format, or a pattern without end.
fn is_bounded_otherwise(schema: &Value) -> bool {
    let pattern = schema["pattern"].as_str().is_some_and(|pattern| !pattern.contains(['*', '+']));
    let format = schema["format"].as_str();
    pattern || schema.get("enum").is_some() || schema.get("const").is_some()
        // The bytes of a file are counted as they come: 413.
        || matches!(format, Some("date" | "date-time" | "binary"))
}

/// What has no bounds in the document: the server takes a header as long as HTTP allows, and an ETag is compared only.
const UNBOUNDED: [&str; 1] = ["If-Match"];

/// Every schema that a request may hold, each component once, with its place.
fn schemas_of_requests() -> Vec<(String, &'static Value)> {
    let (mut found, mut open, mut seen) = (Vec::new(), Vec::new(), Vec::new());
    for operation in operations() {
        let pointer = format!("/paths/{}/{}", operation.path.replace('/', "~1"), operation.method);
        let raw = document().pointer(&pointer).unwrap();
        open.push((format!("{} body", operation.id), &raw["requestBody"]));
        for parameter in raw["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            if !UNBOUNDED.contains(&name) {
                open.push((format!("{} {name}", operation.id), &parameter["schema"]));
            }
        }
    }
    while let Some((at, value)) = open.pop() {
        walk(&at, value, &mut |at, value| {
            found.push((at.to_owned(), value));
            if let Some(target) = value["$ref"].as_str().filter(|target| !seen.contains(target)) {
                seen.push(target);
                open.push((target.to_owned(), resolved(value)));
            }
        });
    }
    found
}

#[test]
fn every_text_and_list_of_a_request_is_bounded() {
    let mut bounded = 0;
    for (at, schema) in schemas_of_requests() {
        if is(schema, "string") && !is_bounded_otherwise(schema) {
            assert!(schema["maxLength"].is_u64(), "{at} is a text without maxLength: {schema}");
            bounded += 1;
        }
        if is(schema, "array") {
            assert!(schema["maxItems"].is_u64(), "{at} is a list without maxItems: {schema}");
            bounded += 1;
        }
    }
    assert!(bounded > 300, "only {bounded} texts and lists were found");
}

#[test]
fn every_page_is_bounded() {
    for operation in operations() {
        let parameters = operation.raw["parameters"].as_array().into_iter().flatten();
        let limit = parameters.into_iter().find(|parameter| parameter["name"] == "limit");
        let target = operation.raw["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].as_str();
        let list = target.and_then(|target| document().pointer(target.trim_start_matches('#')));
        let list = list.filter(|list| list["properties"]["data"].is_object());
        if let (Some(limit), Some(list)) = (limit, list) {
            let most = list["properties"]["data"]["maxItems"].as_u64();
            assert!(most >= limit["schema"]["maximum"].as_u64() && most.is_some(), "{}: {most:?}", operation.id);
        }
    }
}

/// One change of a value: where, which bound it is about, whether it is beyond it, and the value with it.
struct Change {
    at: String,
    bound: &'static str,
    is_beyond: bool,
    value: Value,
}

impl Change {
    fn here(bound: &'static str, is_beyond: bool, value: Value) -> Change {
        Change { at: String::new(), bound, is_beyond, value }
    }

    /// The same within a larger value.
    fn within(self, step: &str, put: impl Fn(Value) -> Value) -> Change {
        Change { at: format!("/{step}{}", self.at), value: put(self.value), ..self }
    }
}

/// Every value that is beyond a bound of the schema somewhere, or just within it; `now` is one that fits.
fn changes(schema: &'static Value, now: &Value, above: &[&'static str]) -> Vec<Change> {
    if let Some(target) = schema["$ref"].as_str() {
        if above.contains(&target) {
            return Vec::new();
        }
        let above = [above, &[target]].concat();
        return changes(resolved(schema), now, &above);
    }
    let mut found = bounds(schema, now);
    for form in ["oneOf", "allOf"].iter().flat_map(|word| schema[*word].as_array()).flatten() {
        let parts_of_one = schema.get("allOf").is_some();
        let now = if parts_of_one || fits_schema(form, now) { now.clone() } else { example_of(document(), form) };
        found.extend(changes(form, &now, above));
    }
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        let inner = now.get(name).filter(|inner| !inner.is_null());
        let inner = inner.cloned().unwrap_or_else(|| example_of(document(), member));
        let put = |value: Value| {
            let mut now = now.clone();
            now[name] = value;
            now
        };
        found.extend(changes(member, &inner, above).into_iter().map(|change| change.within(name, put)));
    }
    found.extend(of_others(schema, now, above));
    found.extend(of_items(schema, now, above));
    found
}

/// The bounds of the value itself.
fn bounds(schema: &'static Value, now: &Value) -> Vec<Change> {
    let bound = |word: &str| schema[word].as_u64().map(|bound| usize::try_from(bound).unwrap());
    let mut found = Vec::new();
    if is(schema, "string") {
        let text = |length: usize| json!("x".repeat(length));
        let (least, most) = (bound("minLength").filter(|least| *least > 0), bound("maxLength"));
        found.extend(least.map(|least| Change::here("minLength", true, text(least - 1))));
        found.extend(most.map(|most| Change::here("maxLength", true, text(most + 1))));
        found.extend(most.map(|most| Change::here("maxLength", false, text(most))));
    }
    if is(schema, "array") {
        let item = now.get(0).cloned().unwrap_or_else(|| example_of(document(), &schema["items"]));
        let list = |length: usize| Value::Array(vec![item.clone(); length]);
        let (least, most) = (bound("minItems").filter(|least| *least > 0), bound("maxItems"));
        found.extend(least.map(|least| Change::here("minItems", true, list(least - 1))));
        found.extend(most.map(|most| Change::here("maxItems", true, list(most + 1))));
    }
    found
}

/// Members that have no name of their own in the schema, such as the words of a file.
fn of_others(schema: &'static Value, now: &Value, above: &[&'static str]) -> Vec<Change> {
    let others = &schema["additionalProperties"];
    if !others.is_object() {
        return Vec::new();
    }
    let named = now.as_object().and_then(|members| members.keys().next().cloned());
    let word = resolved(&schema["propertyNames"])["enum"][0].as_str().map(str::to_owned);
    let name = named.or(word).unwrap_or_else(|| "word".to_owned());
    let inner = now.get(&name).cloned().unwrap_or_else(|| example_of(document(), others));
    changes(others, &inner, above)
        .into_iter()
        .map(|change| change.within(&name, |value| json!({ &name: value })))
        .collect()
}

fn of_items(schema: &'static Value, now: &Value, above: &[&'static str]) -> Vec<Change> {
    let items = &schema["items"];
    if !is(schema, "array") || !items.is_object() {
        return Vec::new();
    }
    let item = now.get(0).cloned().unwrap_or_else(|| example_of(document(), items));
    changes(items, &item, above).into_iter().map(|change| change.within("0", |value| json!([value]))).collect()
}

/// Whether one of these places is within the other, and which faults are told there.
fn faults_at<'a>(reply: &'a Reply, place: &str) -> Vec<&'a Value> {
    let of_item = &reply.body["results"][0]["error"];
    let problem = if of_item.is_object() { of_item } else { &reply.body };
    let told = problem["errors"].as_array().into_iter().flatten();
    let near = |pointer: &str| !pointer.is_empty() && (place.starts_with(pointer) || pointer.starts_with(place));
    told.filter(|fault| fault["pointer"].as_str().is_some_and(near)).collect()
}

/// The text of a short message is bounded more closely than that of a mail: no schema says which one it is.
fn has_less_by_channel(at: &str) -> bool {
    at.starts_with("/contents/") && at.ends_with("/text")
}

async fn send(ask: &Ask, operation: &Operation, w: &World, body: &Value) -> Reply {
    let content_type = operation.content_type.clone().unwrap();
    let request = ask.bare(operation, &w.admin).if_match("*").once();
    request.body(&content_type, body.to_string().into_bytes()).await
}

/// What is done within its bounds under `/v1/auth` would end the caller's own log-in.
#[actix_web::test]
async fn a_body_beyond_a_bound_is_refused_at_its_place() {
    let w = World::new().await;
    let mut findings = Findings::default();
    let mut beyond = 0;
    let takes_json =
        |operation: &Operation| operation.content_type.as_deref().is_some_and(|kind| kind.ends_with("json"));
    for (operation, sample) in known().into_iter().filter(|(operation, _)| takes_json(operation)) {
        let content_type = operation.content_type.clone().unwrap();
        let pointer = format!("/paths/{}/{}", operation.path.replace('/', "~1"), operation.method);
        let schema = &document().pointer(&pointer).unwrap()["requestBody"]["content"][&content_type]["schema"];
        let ask = (sample.ask)(&w, &w.north, &w.admin).await;
        let body: Value = serde_json::from_slice(&ask.content()).unwrap();
        // What is within its bounds may be done, so that comes last.
        let mut changes = changes(schema, &body, &[]);
        changes.sort_by_key(|change| !change.is_beyond);
        for Change { at, bound, is_beyond, value } in changes {
            let is_excused = operation.path.starts_with("/v1/auth") || has_less_by_channel(&at);
            if !is_beyond && is_excused {
                continue;
            }
            let reply = send(&ask, &operation, &w, &value).await;
            let faults = faults_at(&reply, &at);
            let what = format!("{bound} at {at}");
            if is_beyond {
                beyond += 1;
                let told = matches!(reply.status, 200 | 422) && !faults.is_empty();
                findings.expect(told, &what, &operation, &reply, "422 there");
            } else {
                let is_long = faults.iter().any(|fault| fault["pointer"] == *at && fault["code"] == "too_long");
                findings.expect(!is_long && reply.status < 500, &what, &operation, &reply, "not too long");
            }
        }
    }
    findings.none();
    assert!(beyond > 400, "only {beyond} bounds were tried");
}

#[actix_web::test]
async fn a_parameter_beyond_a_bound_is_refused_by_its_name() {
    let w = World::new().await;
    let mut findings = Findings::default();
    for (operation, sample) in known() {
        let ask = (sample.ask)(&w, &w.north, &w.admin).await;
        for parameter in operation.raw["parameters"].as_array().into_iter().flatten() {
            let (name, schema) = (parameter["name"].as_str().unwrap(), &parameter["schema"]);
            let mut wrong = Vec::new();
            let one = schema.get("items").unwrap_or(schema);
            if let Some(most) = schema["maxItems"].as_u64() {
                let word = one["enum"][0].as_str().or(resolve(one)["enum"][0].as_str()).or(one["example"].as_str());
                let value = format!("{name}={}", word.unwrap_or("x"));
                wrong.push(vec![value; usize::try_from(most).unwrap() + 1].join("&"));
            }
            let most = one["maxLength"].as_u64().map(|most| usize::try_from(most).unwrap());
            wrong.extend(most.map(|most| format!("{name}={}", "x".repeat(most + 1))));
            for query in wrong.into_iter().filter(|_| parameter["in"] == "query") {
                let reply = ask.clone().query(query.as_str()).send(&operation, &w.admin).await;
                let told = reply.status == 400 && reply.body["errors"][0]["parameter"] == name;
                let what = query.chars().take(80).collect::<String>();
                findings.expect(told, &what, &operation, &reply, "400 by its name");
            }
            if parameter["in"] == "header" && name == "Idempotency-Key" {
                let reply = ask.bare(&operation, &w.admin).idempotency_key("x".repeat(256)).if_match("*");
                let reply = match &operation.content_type {
                    Some(content_type) => reply.body(content_type, ask.content()).await,
                    None => reply.await,
                };
                let told = reply.status == 400 && reply.body["errors"][0]["header"] == name;
                findings.expect(told, "a key of 256", &operation, &reply, "400 by its name");
            }
        }
    }
    findings.none();
}

fn resolve(schema: &Value) -> &Value {
    match schema["$ref"].as_str() {
        Some(target) => document().pointer(target.trim_start_matches('#')).unwrap_or(schema),
        None => schema,
    }
}
