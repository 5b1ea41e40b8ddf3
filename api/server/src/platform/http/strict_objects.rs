//! What serde alone lets pass: it reads a structure from an array of its members as well. The document says where an
//! object is expected, so an array in its place is refused, at whatever depth.

use serde_json::Value;

use super::body::escape;
use crate::assembly::document;

/// The JSON pointer to the first array that stands where the operation expects an object.
pub fn misplaced_array(pattern: &str, method: &str, body: &Value) -> Option<String> {
    let operation = document::document().get("paths")?.get(pattern)?.get(method.to_ascii_lowercase())?;
    let content = operation.get("requestBody")?.get("content")?.as_object()?.values().next()?;
    misplaced(body, &[content.get("schema")?], "")
}

/// `schemas` are what the value may fit: any of them.
fn misplaced(value: &Value, schemas: &[&Value], at: &str) -> Option<String> {
    let forms: Vec<&Value> = schemas.iter().flat_map(|schema| forms(schema)).collect();
    match value {
        Value::Array(items) => {
            if !forms.iter().any(|form| takes(form, "array")) && forms.iter().any(|form| takes(form, "object")) {
                return Some(at.to_owned());
            }
            let inner: Vec<&Value> = forms.iter().filter_map(|form| form.get("items")).collect();
            items.iter().enumerate().find_map(|(index, item)| misplaced(item, &inner, &format!("{at}/{index}")))
        }
        Value::Object(members) => members.iter().find_map(|(key, member)| {
            let inner: Vec<&Value> = forms.iter().filter_map(|form| member_of(form, key)).collect();
            misplaced(member, &inner, &format!("{at}/{}", escape(key)))
        }),
        _ => None,
    }
}

/// The schemas behind references and alternatives.
fn forms(schema: &Value) -> Vec<&Value> {
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        let found = target.strip_prefix('#').and_then(|pointer| document::document().pointer(pointer));
        return found.map(forms).unwrap_or_default();
    }
    let parts = ["oneOf", "anyOf", "allOf"].iter().find_map(|word| schema.get(word)?.as_array());
    match parts {
        Some(parts) => parts.iter().flat_map(forms).collect(),
        None => vec![schema],
    }
}

/// Whether the schema takes a value of this type; one that names no type takes all.
fn takes(form: &Value, wanted: &str) -> bool {
    match form.get("type") {
        Some(Value::String(word)) => word == wanted,
        Some(Value::Array(words)) => words.iter().any(|word| word == wanted),
        _ => true,
    }
}

fn member_of<'a>(form: &'a Value, key: &str) -> Option<&'a Value> {
    let named = form.get("properties").and_then(|properties| properties.get(key));
    named.or_else(|| form.get("additionalProperties").filter(|schema| schema.is_object()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::misplaced_array;

    #[test]
    fn an_array_is_no_object_at_any_depth() {
        let amount = json!([100, "CNY"]);
        for (method, path, body, expected) in [
            ("POST", "/v1/purchases", json!([]), Some("")),
            (
                "POST",
                "/v1/purchases",
                json!({"lines": [{"amount": {"amount": 1}}, {"amount": amount}]}),
                Some("/lines/1/amount"),
            ),
            ("POST", "/v1/purchases", json!({"lines": [[]]}), Some("/lines/0")),
            ("POST", "/v1/purchases", json!({"customer": ["+8613812345678", null, null]}), Some("/customer")),
            ("POST", "/v1/purchases", json!({"lines": [], "customer": {"phone": []}}), None),
            (
                "POST",
                "/v1/purchases/batch",
                json!({"items": [{"lines": [{"discount": amount}]}]}),
                Some("/items/0/lines/0/discount"),
            ),
            ("PATCH", "/v1/customers/{id}", json!({"birthday": [1990, 2, 3]}), Some("/birthday")),
            ("PATCH", "/v1/customers/{id}", json!({"birthday": null, "tags": ["a"]}), None),
            ("PUT", "/v1/settings/tier-policy", json!({"window": ["calendar_year"]}), Some("/window")),
            ("PUT", "/v1/nothing", json!([]), None),
        ] {
            assert_eq!(misplaced_array(path, method, &body).as_deref(), expected, "{method} {path} {body}");
        }
    }
}
