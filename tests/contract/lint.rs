//! The form of the document: what a generator, a reader and a reviewer rely on.
//!
//! Asserted here is only what a handler's annotation can get wrong. What the pass that finishes the document adds by
//! rule (errors, path parameters) is held against real replies instead: see `conformance`.

use std::collections::{BTreeMap, BTreeSet};

use regulars_domain::identities::{CARD_MAX, CARD_MIN};
use regulars_tests::{Value, document, json};

use super::document::operations;

/// Calls `visit` with the place and content of everything in the document.
pub fn walk<'a>(at: &str, value: &'a Value, visit: &mut dyn FnMut(&str, &'a Value)) {
    visit(at, value);
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(n, item)| walk(&format!("{at}/{n}"), item, visit)),
        Value::Object(members) => members.iter().for_each(|(key, member)| {
            walk(&format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), member, visit);
        }),
        _ => {}
    }
}

fn references() -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    walk("", document(), &mut |at, value| {
        if let Some(target) = value.get("$ref").and_then(Value::as_str) {
            found.push((at.to_owned(), target));
        }
    });
    found
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default().trim()
}

#[test]
fn every_operation_is_named_verb_noun_once_and_told_in_words() {
    let mut seen = BTreeSet::new();
    for operation in operations() {
        let id = &operation.id;
        assert!(seen.insert(id.clone()), "{id} is there twice");
        let words: Vec<&str> = id.split('_').collect();
        let plain = words.iter().all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()));
        assert!(words.len() >= 2 && plain, "{id} is not verb_noun");
        let tags = operation.raw["tags"].as_array().unwrap();
        assert_eq!(tags.len(), 1, "{id} has one tag");
        let defined = document()["tags"].as_array().unwrap();
        assert!(defined.iter().any(|tag| tag["name"] == tags[0]), "{id}: {} is not described", tags[0]);
        assert!(!text(&operation.raw["summary"]).is_empty(), "{id} has no summary");
        assert!(!text(&operation.raw["summary"]).ends_with('.'), "{id}: a summary is a title");
    }
}

#[test]
fn an_operation_stands_under_its_tag() {
    for operation in operations() {
        let folder = operation.path.split('/').nth(2).unwrap();
        assert_eq!(text(&operation.raw["tags"][0]), folder, "{} at {}", operation.id, operation.path);
    }
}

#[test]
fn every_operation_names_its_success_and_tells_each_reply_in_words() {
    for operation in operations() {
        let id = &operation.id;
        assert!(!operation.success.is_empty(), "{id} never succeeds");
        for (status, response) in operation.raw["responses"].as_object().unwrap() {
            let told = match response["$ref"].as_str() {
                Some(target) => &document().pointer(target.trim_start_matches('#')).unwrap()["description"],
                None => &response["description"],
            };
            assert!(!text(told).is_empty(), "{id}: {status} is not described");
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    for (at, target) in references() {
        let pointer = target.strip_prefix('#').unwrap_or_else(|| panic!("{at}: {target} leads out of the document"));
        assert!(document().pointer(pointer).is_some(), "{at}: {target} leads nowhere");
    }
}

#[test]
fn every_schema_is_used() {
    let used: BTreeSet<&str> = references().into_iter().map(|(_, target)| target).collect();
    for name in document()["components"]["schemas"].as_object().unwrap().keys() {
        let pointer = format!("#/components/schemas/{name}");
        assert!(used.contains(pointer.as_str()), "{pointer} is used nowhere");
    }
}

#[test]
fn nothing_is_written_out_twice() {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    walk("", document(), &mut |at, value| {
        let is_object = value.get("properties").is_some() && value.get("type").is_some();
        if is_object && let Some(first) = seen.insert(value.to_string(), at.to_owned()) {
            panic!("{first} and {at} have the same content: one should refer to a component");
        }
    });
}

#[test]
fn every_parameter_has_a_schema_and_a_place() {
    for operation in operations() {
        for parameter in operation.raw["parameters"].as_array().into_iter().flatten() {
            let (id, name) = (&operation.id, text(&parameter["name"]));
            let shown = parameter.get("schema").is_some() || parameter.get("content").is_some();
            assert!(shown, "{id}: {name} has no schema");
            let in_path = operation.path.split('/').any(|part| part == format!("{{{name}}}"));
            assert_eq!(parameter["in"] == "path", in_path, "{id}: {name} is at another place than the path says");
        }
    }
}

#[test]
fn every_field_of_a_schema_fits_its_example() {
    let mut checked = 0;
    walk("", document(), &mut |at, value| {
        let examples = value.get("examples").and_then(Value::as_array).into_iter().flatten();
        for example in examples.chain(value.get("example")).filter(|_| value.get("type").is_some()) {
            checked += 1;
            let types: Vec<&str> = match &value["type"] {
                Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
                one => one.as_str().into_iter().collect(),
            };
            let fits = types.iter().any(|kind| match *kind {
                "string" => example.is_string(),
                "integer" => example.is_i64(),
                "number" => example.is_number(),
                "boolean" => example.is_boolean(),
                "array" => example.is_array(),
                "object" => example.is_object(),
                _ => example.is_null(),
            });
            assert!(fits, "{at}: {example} is no {types:?}");
            if let Some(most) = value.get("maxLength").and_then(Value::as_u64) {
                let length = example.as_str().map_or(0, |text| text.chars().count());
                assert!(length as u64 <= most, "{at}: {example} is too long");
            }
        }
    });
    assert!(checked > 20, "only {checked} examples were found");
}

#[test]
fn every_write_of_a_list_can_be_sent_again() {
    for operation in operations() {
        let auth = operation.path.starts_with("/v1/auth/");
        // A preview and a look-up change nothing; a link that is made again takes the place of the one before.
        let previews =
            ["/preview", "/previews", "/lookups", "/password-links"].iter().any(|end| operation.path.ends_with(end));
        if operation.method == "post" && !auth && !previews {
            assert!(operation.takes_idempotency_key, "{} takes no Idempotency-Key", operation.id);
        }
        if operation.method == "patch" {
            assert!(operation.wants_if_match, "{} takes no If-Match", operation.id);
            let patch = operation.content_type.as_deref();
            assert_eq!(patch, Some("application/merge-patch+json"), "{}", operation.id);
        }
    }
}

#[test]
fn lists_are_pages() {
    for operation in operations().iter().filter(|operation| operation.id.starts_with("list_")) {
        let schema = &operation.raw["responses"]["200"]["content"]["application/json"]["schema"];
        let target = text(&schema["$ref"]);
        let list = document().pointer(target.trim_start_matches('#')).unwrap_or(schema);
        assert!(list["properties"]["data"].is_object(), "{} answers no `data`", operation.id);
        let paged = list["properties"]["next_cursor"].is_object();
        let parameters = operation.raw["parameters"].as_array().into_iter().flatten();
        let asks = parameters.into_iter().any(|parameter| parameter["name"] == "cursor");
        assert_eq!(paged, asks, "{}: pages and the cursor parameter belong together", operation.id);
    }
}

#[test]
fn the_committed_document_is_the_generated_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/regulars.json");
    let committed = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}: make openapi"));
    assert!(committed == regulars_tests::document_text(), "make openapi, then review the difference");
}

#[test]
fn a_card_has_one_length_wherever_it_is_taken() {
    let expected = (json!(CARD_MIN), json!(CARD_MAX));
    let mut found = Vec::new();
    walk("", document(), &mut |at, value| {
        let schema = if value["name"] == "card" && value["in"] == "query" { &value["schema"] } else { value };
        let is_card = at.ends_with("/properties/card") || value["name"] == "card";
        if is_card && schema["maxLength"].is_number() {
            assert_eq!((schema["minLength"].clone(), schema["maxLength"].clone()), expected, "{at}");
            found.push(at.to_owned());
        }
    });
    // A customer, the key of one, a membership and its change, a redemption and its reversal, the look-up at the counter by
    // body and by query.
    assert_eq!(found.len(), 8, "{found:#?}");
}
