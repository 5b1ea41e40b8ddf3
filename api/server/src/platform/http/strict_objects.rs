//! What serde alone lets pass: it reads a structure from an array of its members as well. The document says where an
//! object is expected, so an array in its place is refused, at whatever depth.

use serde_json::Value;

use super::schemas::{forms, member_of, takes};
use crate::platform::json::escape;

/// The JSON pointer to the first array in `body` that stands where the schema expects an object.
pub fn misplaced_array(document: &Value, schema: &Value, body: &Value) -> Option<String> {
    misplaced(document, body, &[schema], "")
}

/// `schemas` are what the value may fit: any of them.
fn misplaced<'a>(document: &'a Value, value: &Value, schemas: &[&'a Value], at: &str) -> Option<String> {
    let forms: Vec<&Value> = schemas.iter().flat_map(|schema| forms(document, schema)).collect();
    match value {
        Value::Array(items) => {
            if !forms.iter().any(|form| takes(form, "array")) && forms.iter().any(|form| takes(form, "object")) {
                return Some(at.to_owned());
            }
            let inner: Vec<&Value> = forms.iter().filter_map(|form| form.get("items")).collect();
            items
                .iter()
                .enumerate()
                .find_map(|(index, item)| misplaced(document, item, &inner, &format!("{at}/{index}")))
        }
        Value::Object(members) => members.iter().find_map(|(key, member)| {
            let inner: Vec<&Value> = forms.iter().filter_map(|form| member_of(form, key)).collect();
            misplaced(document, member, &inner, &format!("{at}/{}", escape(key)))
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::schemas;
    use super::misplaced_array;

    fn document() -> Value {
        let takes = |schema: &str| {
            let schema = json!({"$ref": format!("#/components/schemas/{schema}")});
            json!({"requestBody": {"content": {"application/json": {"schema": schema}}}})
        };
        json!({
            "paths": {
                "/v1/purchases": {"post": takes("NewPurchase")},
                "/v1/purchases/batch": {"post": takes("Batch")},
                "/v1/customers/{id}": {"patch": takes("CustomerPatch")},
            },
            "components": {"schemas": {
                "Money": {"type": "object", "properties": {"amount": {"type": "integer"}}},
                "Key": {"type": "object", "properties": {"phone": {"type": ["string", "null"]}}},
                "Line": {"type": "object", "properties": {
                    "amount": {"$ref": "#/components/schemas/Money"},
                    "discount": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Money"}]},
                }},
                "NewPurchase": {"type": "object", "properties": {
                    "customer": {"$ref": "#/components/schemas/Key"},
                    "lines": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}},
                }},
                "Batch": {"type": "object", "properties": {
                    "items": {"type": "array", "items": {"$ref": "#/components/schemas/NewPurchase"}},
                }},
                "CustomerPatch": {"type": "object", "properties": {
                    "birthday": {"oneOf": [{"type": "null"}, {"type": "object"}]},
                    "tags": {"type": "array", "items": {"type": "string"}},
                }},
            }},
        })
    }

    #[test]
    fn an_array_is_no_object_at_any_depth() {
        let (document, amount) = (document(), json!([100, "CNY"]));
        let two = json!({"lines": [{"amount": {"amount": 1}}, {"amount": amount}]});
        let batch = json!({"items": [{"lines": [{"discount": amount}]}]});
        for (method, path, body, expected) in [
            ("POST", "/v1/purchases", json!([]), Some("")),
            ("POST", "/v1/purchases", two, Some("/lines/1/amount")),
            ("POST", "/v1/purchases", json!({"lines": [[]]}), Some("/lines/0")),
            ("POST", "/v1/purchases", json!({"customer": ["+8613812345678", null]}), Some("/customer")),
            ("POST", "/v1/purchases", json!({"lines": [], "customer": {"phone": []}}), None),
            ("POST", "/v1/purchases/batch", batch, Some("/items/0/lines/0/discount")),
            ("PATCH", "/v1/customers/{id}", json!({"birthday": [1990, 2, 3]}), Some("/birthday")),
            ("PATCH", "/v1/customers/{id}", json!({"birthday": null, "tags": ["a"]}), None),
            ("PUT", "/v1/nothing", json!([]), None),
        ] {
            let found =
                schemas::body_of(&document, path, method).and_then(|schema| misplaced_array(&document, schema, &body));
            assert_eq!(found.as_deref(), expected, "{method} {path} {body}");
        }
    }
}
