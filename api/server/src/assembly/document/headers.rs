//! Headers of successful replies in the API document: a resource comes with its version, what was made with its place.
//! Where else one is sent the handler names it, and it is described here.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::has_parameter;

/// What each header says, by name.
pub(super) fn components() -> Value {
    json!({
        "ETag": {"description": "The version of what is sent, for If-Match and If-None-Match", "required": true,
            "schema": {"type": "string"}, "example": "\"3\""},
        "Location": {"description": "The path of what was made, or of the job that works on it", "required": true,
            "schema": {"type": "string"}, "example": "/v1/customers/cus_01JD3Q5V8N0000000000000000"},
        "WWW-Authenticate": {"description": "How to authenticate (RFC 6750)", "required": true,
            "schema": {"type": "string"}, "example": "Bearer realm=\"regulars\""},
        "Retry-After": {"description": "Seconds after which to ask again", "schema": {"type": "integer"}, "example": 1},
    })
}

/// A header of [`components`].
pub(super) fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/headers/{name}")})
}

/// Describes the headers of every operation.
pub(super) fn describe(document: &mut Value) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    let versioned = versioned_schemas(paths);
    for (method, operation) in paths.values_mut().filter_map(Value::as_object_mut).flatten() {
        let comes_with_version =
            has_parameter(operation, "header", "If-Match") || versioned.contains(&schema_of(operation));
        if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
            describe_replies(method, comes_with_version, responses);
        }
    }
}

/// The schemas of resources that are changed upon a version: what is read where something is changed so, but for lists.
fn versioned_schemas(paths: &Map<String, Value>) -> BTreeSet<String> {
    let is_changed = |item: &&Map<String, Value>| item.values().any(|one| has_parameter(one, "header", "If-Match"));
    let read = paths.values().filter_map(Value::as_object).filter(is_changed).filter_map(|item| item.get("get"));
    let one = read.filter(|one| !has_parameter(one, "query", "cursor"));
    one.map(schema_of).filter(|schema| !schema.is_empty()).collect()
}

/// The name of the schema that an operation answers with 200; empty without one.
fn schema_of(operation: &Value) -> String {
    let schema = operation.pointer("/responses/200/content/application~1json/schema/$ref");
    schema.and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn describe_replies(method: &str, comes_with_version: bool, responses: &mut Map<String, Value>) {
    for headers in responses.values_mut().filter_map(|response| response.get_mut("headers")?.as_object_mut()) {
        for (name, header) in headers.iter_mut().filter(|(_, header)| header.get("description").is_none()) {
            *header = reference(name);
        }
    }
    add(responses, "201", &["Location", "ETag"]);
    add(responses, "202", &["Location", "Retry-After"]);
    if comes_with_version {
        add(responses, "200", &["ETag"]);
    }
    let has_version = responses.get("200").is_some_and(|response| response.pointer("/headers/ETag").is_some());
    if method == "get" && has_version {
        let response = json!({"description": "The client has this version: its ETag was in If-None-Match",
            "headers": {"ETag": reference("ETag")}});
        responses.insert("304".to_owned(), response);
    }
}

fn add(responses: &mut Map<String, Value>, status: &str, names: &[&str]) {
    let Some(response) = responses.get_mut(status).and_then(Value::as_object_mut) else { return };
    if let Some(headers) = response.entry("headers").or_insert_with(|| json!({})).as_object_mut() {
        headers.extend(names.iter().map(|name| ((*name).to_owned(), reference(name))));
    }
}
