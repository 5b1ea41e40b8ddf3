//! The API document, and the check that replies are what it says.
//!
//! Every reply that an [`crate::Actor`] gets under `/v1` goes through [`deviations`]: what a test meets and the document
//! does not name (a status, a problem's code, a field, a value of an enumeration) fails that test. So the document is
//! held against what handlers do, not against the pass that finishes it.

use serde_json::Value;

use crate::reply::Reply;
use crate::schema;

/// The document as the server serves it.
pub fn document() -> &'static Value {
    regulars::assembly::document::document()
}

/// The document as it is committed.
pub fn document_text() -> String {
    regulars::assembly::document::text()
}

/// Whether a value is what a schema of the document says.
pub fn fits_schema(schema: &'static Value, value: &Value) -> bool {
    let mut found = Vec::new();
    schema::check(document(), schema, value, &mut found);
    found.is_empty()
}

/// A request as it was sent.
#[derive(Clone, Debug)]
pub struct Sent {
    pub method: String,
    /// With the query.
    pub path: String,
    /// The body, when it was sent as JSON.
    pub json: Option<Value>,
}

/// Headers that are described wherever they are sent.
const HEADERS: [&str; 4] = ["etag", "location", "retry-after", "www-authenticate"];

/// In what a reply differs from what the document says of its operation; empty when in nothing, and when the path is
/// none of the document.
pub fn deviations(sent: &Sent, reply: &Reply) -> Vec<String> {
    let method = if sent.method == "HEAD" { "GET" } else { &sent.method };
    let Some(operation) = operation(method, &sent.path) else { return Vec::new() };
    let mut found = Vec::new();
    match operation["responses"].get(reply.status.to_string()) {
        Some(response) => check_response(sent, resolved(response), reply, &mut found),
        None => found.push(format!("the status {} is not named", reply.status)),
    }
    if let (Some(body), 200..300, false) = (&sent.json, reply.status, sent.path.ends_with("/batch")) {
        check_request(operation, body, &mut found);
    }
    found
}

fn check_response(sent: &Sent, response: &'static Value, reply: &Reply, found: &mut Vec<String>) {
    let described: Vec<_> = response["headers"].as_object().into_iter().flatten().collect();
    for (name, header) in &described {
        if resolved(header)["required"] == true && !reply.headers.contains_key(name.as_str()) {
            found.push(format!("the header {name} is described and not sent"));
        }
    }
    for name in HEADERS {
        if reply.headers.contains_key(name) && !described.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)) {
            found.push(format!("the header {name} is sent and not described"));
        }
    }
    let described = response["content"].as_object();
    let Some(content) = described.filter(|content| !content.is_empty()) else {
        if !reply.bytes.is_empty() {
            found.push("there is a body, and none is described".to_owned());
        }
        return;
    };
    if sent.method == "HEAD" {
        return;
    }
    let kind = reply.header("content-type").split(';').next().unwrap_or_default().trim();
    let Some(media) = content.get(kind) else {
        found.push(format!("the body is {kind:?}, described is {:?}", content.keys().collect::<Vec<_>>()));
        return;
    };
    let is_plain = matches!(reply.header("content-encoding"), "" | "identity");
    if is_plain && matches!(kind, "application/json" | "application/problem+json") {
        schema::check(document(), &media["schema"], &reply.body, found);
    }
    if is_plain && kind == "application/problem+json" && media["examples"].get(reply.text("code")).is_none() {
        found.push(format!("the code {:?} is not among those of {}", reply.text("code"), reply.status));
    }
}

/// What was accepted was sent as the document says. Of a batch each item is accepted or not by itself.
fn check_request(operation: &'static Value, body: &Value, found: &mut Vec<String>) {
    let content = operation["requestBody"]["content"].as_object();
    let Some(media) = content.and_then(|content| content.iter().find(|(kind, _)| kind.ends_with("json"))) else {
        return;
    };
    let mut wrong = Vec::new();
    schema::check(document(), &media.1["schema"], body, &mut wrong);
    found.extend(wrong.into_iter().map(|told| format!("the request was accepted: {told}")));
}

/// The operation of a method and a path. Of several templates that fit, the one with the fewest parameters is meant.
fn operation(method: &str, path: &str) -> Option<&'static Value> {
    let path = path.split('?').next().unwrap_or_default();
    let given: Vec<&str> = path.split('/').collect();
    let fits = |template: &str| {
        let parts: Vec<&str> = template.split('/').collect();
        parts.len() == given.len() && parts.iter().zip(&given).all(|(part, one)| part.starts_with('{') || part == one)
    };
    let templates = document()["paths"].as_object()?.iter().filter(|(template, _)| fits(template));
    let (_, item) = templates.min_by_key(|(template, _)| template.matches('{').count())?;
    item.get(method.to_lowercase())
}

fn resolved(value: &'static Value) -> &'static Value {
    match value["$ref"].as_str() {
        Some(target) => document().pointer(target.trim_start_matches('#')).unwrap_or(value),
        None => value,
    }
}
