//! The document's schemas as code reads them: what a value may be at a place, and an example of it.

use serde_json::{Map, Value, json};

/// How deep an example goes: a rule holds rules.
const DEEPEST: usize = 6;

/// The schema of the JSON body of the operation at this path pattern and method.
pub fn body_of<'a>(document: &'a Value, pattern: &str, method: &str) -> Option<&'a Value> {
    let operation = document.get("paths")?.get(pattern)?.get(method.to_ascii_lowercase())?;
    operation.get("requestBody")?.get("content")?.as_object()?.values().next()?.get("schema")
}

/// The schemas behind references and alternatives.
pub fn forms<'a>(document: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        let found = target.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
        return found.map(|schema| forms(document, schema)).unwrap_or_default();
    }
    let parts = ["oneOf", "anyOf", "allOf"].iter().find_map(|word| schema.get(word)?.as_array());
    match parts {
        Some(parts) => parts.iter().flat_map(|part| forms(document, part)).collect(),
        None => vec![schema],
    }
}

/// Whether the schema takes a value of this type; one that names no type takes all.
pub fn takes(form: &Value, wanted: &str) -> bool {
    match form.get("type") {
        Some(Value::String(word)) => word == wanted,
        Some(Value::Array(words)) => words.iter().any(|word| word == wanted),
        _ => true,
    }
}

/// The schema of an object's member.
pub fn member_of<'a>(form: &'a Value, key: &str) -> Option<&'a Value> {
    let named = form.get("properties").and_then(|properties| properties.get(key));
    named.or_else(|| form.get("additionalProperties").filter(|schema| schema.is_object()))
}

/// An example of what stands at `pointer` (RFC 6901) within a value of the schema; none where the document does not know
/// the place.
pub fn example_at(document: &Value, schema: &Value, pointer: &str) -> Option<Value> {
    let mut here = vec![schema];
    for segment in pointer.split('/').skip(1) {
        let key = segment.replace("~1", "/").replace("~0", "~");
        let forms: Vec<&Value> = here.iter().flat_map(|schema| forms(document, schema)).collect();
        here = forms
            .iter()
            .filter_map(|form| {
                member_of(form, &key).or_else(|| form.get("items").filter(|_| key.parse::<usize>().is_ok()))
            })
            .collect();
    }
    here.first().map(|schema| example_of(document, schema))
}

/// A value that the schema takes: its own examples where it has some, else what is needed and what has an example.
pub fn example_of(document: &Value, schema: &Value) -> Value {
    example(document, schema, 0)
}

fn example(document: &Value, schema: &Value, depth: usize) -> Value {
    let given = schema.get("example").or_else(|| schema.get("examples")?.get(0)).or_else(|| schema.get("const"));
    if let Some(given) = given {
        return given.clone();
    }
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        let found = target.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
        return found.map(|schema| example(document, schema, depth)).unwrap_or_default();
    }
    if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
        let parts = parts.iter().filter_map(|part| example(document, part, depth).as_object().cloned());
        return Value::Object(parts.flatten().collect());
    }
    let alternatives = schema.get("oneOf").or_else(|| schema.get("anyOf")).and_then(Value::as_array);
    if let Some(alternatives) = alternatives {
        let real = alternatives.iter().find(|form| form["type"] != "null");
        return real.map(|form| example(document, form, depth)).unwrap_or_default();
    }
    if let Some(first) = schema.get("enum").and_then(|words| words.get(0)) {
        return first.clone();
    }
    let kind = match schema.get("type") {
        Some(Value::String(word)) => word.as_str(),
        Some(Value::Array(words)) => {
            words.iter().filter_map(Value::as_str).find(|word| *word != "null").unwrap_or("null")
        }
        _ => "object",
    };
    match kind {
        "string" => text(schema),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or_else(|| json!(1)),
        "boolean" => json!(false),
        "array" => match schema.get("items") {
            Some(items) if depth < DEEPEST => json!([example(document, items, depth + 1)]),
            _ => json!([]),
        },
        "object" => object(document, schema, depth),
        _ => Value::Null,
    }
}

/// The members that are needed; of the others those that say by themselves what they look like.
fn object(document: &Value, schema: &Value, depth: usize) -> Value {
    let needed = schema.get("required").and_then(Value::as_array);
    let is_needed = |name: &str| needed.is_some_and(|names| names.iter().any(|needed| needed == name));
    let members = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    let shown =
        members.filter(|(name, member)| is_needed(name) || (depth < DEEPEST && has_example(document, member, depth)));
    let members: Map<String, Value> =
        shown.map(|(name, member)| (name.clone(), example(document, member, depth + 1))).collect();
    Value::Object(members)
}

/// Whether a schema says by itself what it looks like, or what it refers to does.
fn has_example(document: &Value, schema: &Value, depth: usize) -> bool {
    // A time that is right today is over tomorrow.
    if schema.get("format").is_some_and(|format| format == "date-time") {
        return false;
    }
    if schema.get("example").is_some() || schema.get("examples").is_some() {
        return true;
    }
    let target =
        schema.get("$ref").and_then(Value::as_str).and_then(|target| document.pointer(target.strip_prefix('#')?));
    let alternatives = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    depth < DEEPEST && target.into_iter().chain(alternatives).any(|schema| has_example(document, schema, depth + 1))
}

fn text(schema: &Value) -> Value {
    match schema.get("format").and_then(Value::as_str) {
        Some("date") => return json!("2026-02-17"),
        Some("date-time") => return json!("2026-02-17T08:30:00.000Z"),
        _ => {}
    }
    let least = schema.get("minLength").and_then(Value::as_u64).and_then(|least| usize::try_from(least).ok());
    let most = schema.get("maxLength").and_then(Value::as_u64).and_then(|most| usize::try_from(most).ok());
    let length = least.unwrap_or(0).max(4).min(most.unwrap_or(usize::MAX));
    Value::String("text".chars().cycle().take(length).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{example_at, example_of};

    fn document() -> Value {
        json!({"components": {"schemas": {
            "Money": {"type": "object", "required": ["amount", "currency"], "properties": {
                "amount": {"type": "integer", "minimum": 0},
                "currency": {"type": "string", "minLength": 3, "maxLength": 3, "example": "CNY"},
            }},
            "Line": {"type": "object", "required": ["amount"], "properties": {
                "amount": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Money"}]},
                "note": {"type": ["string", "null"]},
                "on": {"type": ["string", "null"], "format": "date", "examples": ["2026-03-01"]},
            }},
        }}})
    }

    #[test]
    fn an_example_holds_what_is_needed_and_what_is_shown() {
        let schema = json!({"type": "array", "items": {"$ref": "#/components/schemas/Line"}});
        let expected = json!([{"amount": {"amount": 0, "currency": "CNY"}, "on": "2026-03-01"}]);
        assert_eq!(example_of(&document(), &schema), expected);
    }

    #[test]
    fn an_example_of_a_place_is_found_behind_references() {
        let schema = json!({"type": "object", "properties": {"lines": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}}}});
        assert_eq!(example_at(&document(), &schema, "/lines/3/amount/currency"), Some(json!("CNY")));
        assert_eq!(example_at(&document(), &schema, "/lines/0/on"), Some(json!("2026-03-01")));
        assert_eq!(example_at(&document(), &schema, "/nowhere/0"), None);
    }
}
