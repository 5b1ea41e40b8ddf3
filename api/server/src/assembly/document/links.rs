//! Links in the API document: from what makes something, or takes a job up, to what reads, changes and removes it. They
//! follow from the paths: what `POST /things` makes is at `/things/{id}`.

use serde_json::{Map, Value, json};

use super::has_parameter;

/// The methods of what is linked to.
const LINKED: [&str; 4] = ["get", "put", "patch", "delete"];

/// Adds the links to every reply that has the id of what was made.
pub fn add(document: &mut Value) {
    let known = document.clone();
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    for (path, item) in paths {
        let Some(operation) = item.get_mut("post") else { continue };
        for (status, at) in [("201", path.as_str()), ("202", "/v1/jobs")] {
            let Some(response) = operation.pointer_mut(&format!("/responses/{status}")) else { continue };
            let links = links_of(&known, response, at, status == "201");
            if let Some(response) = response.as_object_mut().filter(|_| !links.is_empty()) {
                response.insert("links".to_owned(), Value::Object(links));
            }
        }
    }
}

/// The links from a reply to what is one of the things `at` this path. Where something of several kinds `is_made`, it is the
/// first of them that is found there.
fn links_of(document: &Value, response: &Value, at: &str, is_made: bool) -> Map<String, Value> {
    let said = response.pointer("/content/application~1json/schema").unwrap_or(&Value::Null);
    let first = resolved(document, said).pointer("/oneOf/0").filter(|_| is_made);
    let schema = first.unwrap_or(said);
    let items = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    let mut one = items.filter_map(|(path, item)| {
        let rest = path.strip_prefix(at)?.strip_prefix("/{")?;
        Some((rest.strip_suffix('}').filter(|name| !name.contains('/'))?, item))
    });
    let (Some((name, item)), Some(id)) = (one.next(), place_of_id(document, schema)) else {
        return Map::new();
    };
    let place = Place { at, name, id };
    let operations = LINKED.iter().filter_map(|method| item.get(method));
    operations.filter_map(|operation| link(operation, response, &place)).collect()
}

/// Where something that was made is found.
struct Place<'a> {
    /// The path that it is below.
    at: &'a str,
    /// The parameter that its id stands for.
    name: &'a str,
    /// The JSON pointer to its id in the reply.
    id: String,
}

/// The JSON pointer to the id in a reply of this schema: its own, or that of the one thing it holds (a key and its secret).
fn place_of_id(document: &Value, schema: &Value) -> Option<String> {
    if has_id(document, schema) {
        return Some("/id".to_owned());
    }
    let members = resolved(document, schema).get("properties")?.as_object()?;
    let (name, _) = members.iter().find(|(_, member)| has_id(document, member))?;
    Some(format!("/{name}/id"))
}

fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let target = schema.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#'));
    target.and_then(|pointer| document.pointer(pointer)).unwrap_or(schema)
}

/// Whether a value of this schema has a member `id`.
fn has_id(document: &Value, schema: &Value) -> bool {
    let schema = resolved(document, schema);
    let mut parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
    schema.pointer("/properties/id").is_some() || parts.any(|part| has_id(document, part))
}

/// A link to an operation: its name, and where each of its parameters is to be found.
fn link(operation: &Value, response: &Value, place: &Place<'_>) -> Option<(String, Value)> {
    let id = operation.get("operationId")?.as_str()?;
    let mut parameters = Map::new();
    for outer in place.at.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
        parameters.insert(outer.to_owned(), json!(format!("$request.path.{outer}")));
    }
    parameters.insert(place.name.to_owned(), json!(format!("$response.body#{}", place.id)));
    if has_parameter(operation, "header", "If-Match") && response.pointer("/headers/ETag").is_some() {
        parameters.insert("If-Match".to_owned(), json!("$response.header.ETag"));
    }
    let said = operation.get("summary").cloned().unwrap_or_else(|| json!(id));
    Some((id.to_owned(), json!({"operationId": id, "parameters": parameters, "description": said})))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::add;

    #[test]
    fn what_is_made_is_linked_to_what_reads_and_removes_it() {
        let if_match = json!({"in": "header", "name": "If-Match"});
        let made = json!({"headers": {"ETag": {}}, "content": {"application/json": {"schema":
            {"allOf": [{"$ref": "#/components/schemas/Part"}]}}}});
        let mut document = json!({
            "paths": {
                "/v1/things/{id}/parts": {"post": {"operationId": "add_part", "responses": {"201": made}}},
                "/v1/things/{id}/parts/{part_id}": {
                    "get": {"operationId": "get_part", "summary": "One part"},
                    "delete": {"operationId": "remove_part", "parameters": [if_match]},
                },
                "/v1/things/{id}/parts/{part_id}/tests": {"get": {"operationId": "list_tests"}},
            },
            "components": {"schemas": {"Part": {"properties": {"id": {"type": "string"}}}}},
        });
        add(&mut document);
        let place = json!({"id": "$request.path.id", "part_id": "$response.body#/id"});
        let mut versioned = place.clone();
        versioned["If-Match"] = json!("$response.header.ETag");
        assert_eq!(
            document["paths"]["/v1/things/{id}/parts"]["post"]["responses"]["201"]["links"],
            json!({
                "get_part": {"operationId": "get_part", "parameters": place, "description": "One part"},
                "remove_part": {"operationId": "remove_part", "parameters": versioned, "description": "remove_part"},
            })
        );
    }
}
