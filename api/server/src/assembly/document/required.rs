//! What is always sent is required, also where it may be null: a client need not tell a field that is null from one that
//! is absent.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// Members of these are left out when there is nothing to say; all else writes null.
const LEFT_OUT: [&str; 6] = [
    "Problem",
    "Fault",
    "ProblemMembers",
    "BatchResult_ChangedCustomer",
    "BatchResult_CreatedCustomer",
    "BatchResult_PurchaseOutcome",
];

/// Members that are sent only when they are asked for with `expand`, or of one thing and not in lists.
const SOMETIMES: [(&str, &str); 6] = [
    ("Customer", "completeness"),
    ("Customer", "home_unit"),
    ("Customer", "owner"),
    ("Purchase", "customer"),
    ("Purchase", "unit"),
    ("PurchaseLine", "product"),
];

/// Requires every property of the schemas that only replies use.
pub fn require_what_is_always_sent(document: &mut Value) {
    let sent = of_requests(document);
    let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else { return };
    for (name, schema) in schemas.iter_mut() {
        if sent.contains(name) || LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        let Some(schema) = schema.as_object_mut() else { continue };
        let is_sent = |member: &&String| !SOMETIMES.contains(&(name.as_str(), member.as_str()));
        let names = schema.get("properties").and_then(Value::as_object);
        let names = names.map(|members| members.keys().filter(is_sent).cloned().collect());
        if let Some(names) = names.filter(|names: &Vec<String>| !names.is_empty()) {
            schema.insert("required".to_owned(), json!(names));
        }
    }
}

/// The schemas that a request may hold, at any depth.
fn of_requests(document: &Value) -> BTreeSet<String> {
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flat_map(Map::values);
    let operations = paths.filter_map(Value::as_object).flat_map(Map::values);
    let parts = operations.flat_map(|operation| [operation.get("requestBody"), operation.get("parameters")]).flatten();
    let (mut found, mut open) = (BTreeSet::new(), Vec::new());
    parts.for_each(|part| names_in(part, &mut open));
    while let Some(name) = open.pop() {
        let schema = document.pointer("/components/schemas").and_then(|schemas| schemas.get(&name));
        if let Some(schema) = schema.filter(|_| found.insert(name.clone())) {
            names_in(schema, &mut open);
        }
    }
    found
}

fn names_in(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| names_in(item, names)),
        Value::Object(members) => members.iter().for_each(|(key, member)| match member.as_str() {
            Some(target) if key == "$ref" => names.extend(target.rsplit('/').next().map(str::to_owned)),
            _ => names_in(member, names),
        }),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::require_what_is_always_sent;

    #[test]
    fn only_what_no_request_holds_is_required() {
        let schema = || json!({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": ["string", "null"]}}, "required": ["a"]});
        let reply = json!({"type": "object", "properties": {"one": {"$ref": "#/components/schemas/Both"}}});
        let mut document = json!({
            "paths": {"/v1/things": {"post": {
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Both"}}}},
            }}},
            "components": {"schemas": {"Both": schema(), "Sent": schema(), "Reply": reply, "Problem": schema()}},
        });
        require_what_is_always_sent(&mut document);
        let required = |name: &str| document["components"]["schemas"][name]["required"].clone();
        assert_eq!(required("Both"), json!(["a"]));
        assert_eq!(required("Problem"), json!(["a"]));
        assert_eq!(required("Sent"), json!(["a", "b"]));
        assert_eq!(required("Reply"), json!(["one"]));
    }
}
