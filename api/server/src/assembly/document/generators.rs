//! What generators of clients need and annotations cannot say: ranges as plain parameters, variants with names, a type for
//! every body, an example of every JSON body.

use serde_json::{Map, Value, json};

use super::children;
use crate::platform::http::schemas::example_of;

/// Rewrites the document; the references in it lead somewhere before and afterwards.
pub fn prepare(document: &mut Value) {
    name_variants(document);
    flatten_ranges(document);
    type_binary_bodies(document);
    show_examples(document);
}

/// An alternative with one member of its own becomes a component: `SegmentRule` with `all` is `SegmentRuleAll`. Written out
/// in place it would have no name in a client, and some generators give up on one that refers to its own union.
fn name_variants(document: &mut Value) {
    let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else { return };
    let mut named: Map<String, Value> = Map::new();
    for (name, schema) in schemas.iter_mut() {
        let alternatives = schema.get_mut("oneOf").and_then(Value::as_array_mut).into_iter().flatten();
        for alternative in alternatives {
            let Some(component) = variant_of(alternative).map(|variant| format!("{name}{}", camel(variant))) else {
                continue;
            };
            if !named.contains_key(&component) {
                let reference = json!({"$ref": format!("#/components/schemas/{component}")});
                named.insert(component, std::mem::replace(alternative, reference));
            }
        }
    }
    schemas.append(&mut named);
}

/// What tells an inline object from the other alternatives: the one word of its tag, or the name of its only member.
fn variant_of(schema: &Value) -> Option<&str> {
    let needed = schema.get("required")?.as_array()?;
    let properties = schema.get("properties")?.as_object()?;
    let tag = needed.iter().filter_map(|name| properties.get(name.as_str()?)?.get("enum")?.as_array());
    if let Some([word]) = tag.map(Vec::as_slice).find(|words| words.len() == 1) {
        return word.as_str();
    }
    match (needed.as_slice(), properties.len()) {
        ([name], 1) => name.as_str(),
        _ => None,
    }
}

/// `not_bought` as `NotBought`.
fn camel(name: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
    };
    name.split('_').map(capital).collect()
}

fn operations(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    paths.into_iter().flat_map(Map::values_mut).flat_map(children)
}

/// A range is two parameters, `name[gte]` and `name[lt]`: generators leave out what has parts.
fn flatten_ranges(document: &mut Value) {
    let schemas = document.pointer("/components/schemas").cloned().unwrap_or_default();
    for operation in operations(document) {
        let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) else { continue };
        *parameters =
            std::mem::take(parameters).into_iter().flat_map(|parameter| bounds_of(parameter, &schemas)).collect();
    }
    // Nothing else refers to them.
    let unused = |document: &Value, name: &str| {
        !document.get("paths").is_some_and(|paths| paths.to_string().contains(&format!("/schemas/{name}\"")))
    };
    for name in ["AmountRange", "DayRange", "TimeRange"] {
        if unused(document, name)
            && let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut)
        {
            schemas.remove(name);
        }
    }
}

fn bounds_of(parameter: Value, schemas: &Value) -> Vec<Value> {
    let text = |pointer: &str| parameter.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    if text("/style") != "deepObject" {
        return vec![parameter];
    }
    let name = text("/name");
    let range = text("/schema/$ref").rsplit('/').next().and_then(|name| schemas.get(name));
    let range = range.or_else(|| parameter.get("schema")).unwrap_or(&Value::Null);
    // Whose members have no names in the document stays one parameter.
    let Some(bounds) = range.get("properties").and_then(Value::as_object) else { return vec![parameter] };
    let bounds = bounds.into_iter();
    let bounds = bounds.map(|(bound, schema)| {
        let mut schema = schema.clone();
        let said = schema.as_object_mut().and_then(|members| members.remove("description"));
        if let Some(kind) = schema.get_mut("type") {
            // A parameter is absent or has a value.
            *kind = kind
                .as_array()
                .and_then(|kinds| kinds.iter().find(|kind| *kind != "null"))
                .cloned()
                .unwrap_or_else(|| kind.clone());
        }
        json!({"in": "query", "name": format!("{name}[{bound}]"), "required": false,
            "description": said.unwrap_or_else(|| json!("A bound")), "schema": schema})
    });
    bounds.collect()
}

/// A body that is a file has a type, too.
fn type_binary_bodies(document: &mut Value) {
    for operation in operations(document) {
        let Some(content) = operation.pointer_mut("/requestBody/content").and_then(Value::as_object_mut) else {
            continue;
        };
        for body in content.values_mut().filter(|body| body.get("schema").is_none()) {
            *body = json!({"schema": {"type": "string", "format": "binary"}});
        }
    }
}

/// Whether a body of this media type is one JSON value; `x-ndjson` is a file of many.
fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type.ends_with("+json")
}

/// Every JSON body has an example: what is needed, and what says by itself what it looks like.
fn show_examples(document: &mut Value) {
    let known = document.clone();
    for operation in operations(document) {
        let Some(content) = operation.pointer_mut("/requestBody/content").and_then(Value::as_object_mut) else {
            continue;
        };
        for (media_type, body) in content {
            let has_example = body.get("example").is_some() || body.get("examples").is_some();
            let Some(body) = body.as_object_mut().filter(|_| !has_example && is_json(media_type)) else {
                continue;
            };
            if let Some(schema) = body.get("schema") {
                let example = example_of(&known, schema);
                body.insert("example".to_owned(), example);
            }
        }
    }
}
